import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { sizes } from "./access-sizes.ts";
import { type CheckedBank, type CheckedRegister } from "./checked-bank.ts";
import { reportIdle } from "./idle-registers.ts";
import { type Layout } from "./layout.ts";
import { checkPlaces } from "./register-places.ts";
import { bytesOf, checkRegister } from "./register.ts";
import { linkRegisters } from "./register-links.ts";
import { type Scope } from "./scope.ts";

/** Where a bank lies: in its device's storage, and how many bytes the region in front of it has. */
export interface BankPlace {
  readonly name: string;
  readonly layout: Layout;
  readonly size: bigint;
}

/** Everything about a bank: widths, registers, who overlaps whom, what writes where. */
export function checkBank(node: ast.Bank, place: BankPlace, scope: Scope): CheckedBank {
  const { name, layout, size } = place;
  const settings = node.members.filter((member) => member.kind !== "register" && member.kind !== "overlay");
  const width = settings.find((member) => member.kind === "width");
  const usual = (width && bytesOf(width.bits, scope)) ?? 4;
  const endian = settings.find((member) => member.kind === "endian");
  if (!endian)
    scope.log.report("check/endian-missing", spanOf(scope.file, node.name), { what: `bank \`${node.name.text}\`` });
  reportRepeated(settings, scope);
  for (const { node: register } of registersOf(node)) if (register.override) reportNothing(node, register, scope);
  const outlines: CheckedRegister[] = [];
  const refused = new Set<string>();
  for (const placed of registersOf(node)) {
    const register = checkRegister(placed, usual, scope);
    if (register) outlines.push(register);
    else refused.add(placed.node.name.text);
  }
  const linked = linkRegisters(outlines, refused, scope);
  const { registers, words } = placeWords(linked);
  checkPlaces(node, registers, Number(size), scope);
  reportIdle(node, registers, scope);
  return {
    name,
    node,
    size: Number(size),
    word: layout.take(words),
    words,
    unit: usual === 8 ? 4 : usual,
    endian: endian?.order ?? "little",
    access: sizes(settings, "access", scope) ?? { min: 1, max: usual === 8 ? 8 : 4 },
    impl: sizes(settings, "impl", scope) ?? { min: 4, max: 4 },
    unaligned: settings.some((member) => member.kind === "unaligned" && member.allowed),
    unmapped: settings.find((member) => member.kind === "unmapped") ?? null,
    registers,
  };
}

/** What a bank that replaces another says of its registers was settled where members are bound. */
function reportNothing({ name: bank }: ast.Bank, { name }: ast.Register, scope: Scope): void {
  const blanks = { type: bank.text, name: name.text, hint: "remove `override`" };
  scope.log.report("bind/nothing-to-override", spanOf(scope.file, name), blanks);
}

/** Gives each offset a word of its own, in the order of the text. */
function placeWords(registers: readonly CheckedRegister[]): { registers: CheckedRegister[]; words: number } {
  const taken = new Map<number, number>();
  let words = 0;
  const placed = registers.map((register) => {
    const word = taken.get(register.offset) ?? words;
    if (word === words) words += wordsOf(register);
    taken.set(register.offset, word);
    return { ...register, word };
  });
  const locked = placed.map((register) => {
    if (register.masks.once === 0n) return register;
    const locks = words;
    words += wordsOf(register);
    return { ...register, locks };
  });
  return { registers: locked, words };
}

function wordsOf({ count, bytes }: CheckedRegister): number {
  return (count ?? 1) * (bytes === 8 ? 2 : 1);
}

/** A register with the address of its overlay, where it stands in one. */
export interface PlacedRegister {
  readonly node: ast.Register;
  readonly address: ast.Expression | null;
  readonly overlay: ast.Overlay | null;
}

function registersOf(bank: ast.Bank): PlacedRegister[] {
  return bank.members.flatMap((member): PlacedRegister[] => {
    if (member.kind === "register") return [{ node: member, address: member.address ?? null, overlay: null }];
    if (member.kind !== "overlay") return [];
    return member.registers.flatMap((node) =>
      node.kind === "register" ? [{ node, address: node.address ?? member.address, overlay: member }] : [],
    );
  });
}

function reportRepeated(settings: readonly ast.BankMember[], scope: Scope): void {
  const seen = new Map<string, ast.BankMember>();
  for (const member of settings) {
    const before = seen.get(member.kind);
    if (before && member.kind !== "broken") {
      const related = [{ span: spanOf(scope.file, before), message: "the first one is here" }];
      scope.log.report("check/repeated", spanOf(scope.file, member), { what: `\`${member.kind}\`` }, { related });
    }
    seen.set(member.kind, member);
  }
}
