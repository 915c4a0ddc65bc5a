import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { didYouMean } from "../2-bind/suggest.ts";
import { type CheckedField, type CheckedRegister, type WriteEffect } from "./checked-bank.ts";
import { computedOf, reportComputedCycles } from "./computed.ts";
import { type Scope } from "./scope.ts";

/** The registers with what ties them to each other: computed values, and writes that act on another register. */
export function linkRegisters(
  registers: readonly CheckedRegister[],
  refused: ReadonlySet<string>,
  scope: Scope,
): CheckedRegister[] {
  const byName = new Map<string, CheckedRegister>();
  for (const register of registers) {
    const before = byName.get(register.node.name.text);
    if (before) {
      const related = [{ span: spanOf(scope.file, before.node.name), message: "the first one is here" }];
      const blanks = { type: "this bank", name: before.node.name.text };
      scope.log.report("bind/duplicate-member", spanOf(scope.file, register.node.name), blanks, { related });
    } else byName.set(register.node.name.text, register);
  }
  const linking: Linking = { registers: byName, refused, scope };
  const linked = registers.map((register) => ({
    ...register,
    computed: computedOf(register, linking),
    effects: register.fields.flatMap((field) => effectOf(field, register, linking)),
  }));
  reportComputedCycles(linked, scope);
  return linked;
}

/** The registers of a bank, by name. */
type Registers = ReadonlyMap<string, CheckedRegister>;

/** What `REGISTER` or `REGISTER.FIELD` names where `home` says so, or null after a report. */
export function findBits(path: ast.Path, home: CheckedRegister, { registers, refused, scope }: Linking): Bits | null {
  const name = path.root.text;
  const register = registers.get(name);
  if (!register && refused.has(name)) return null;
  if (!register) {
    const ours = home.fields.some((field) => field.node.name.text === name);
    const hint = ours
      ? `write \`${home.node.name.text}.${name}\``
      : didYouMean(name, registers.keys(), "name a register of this bank");
    scope.log.report("check/unknown-name", spanOf(scope.file, path.root), { name, hint });
    return null;
  }
  const step = path.steps[0];
  if (!step) return { register, field: null };
  const field = step.kind === "member" && register.fields.find((other) => other.node.name.text === step.name.text);
  if (field && path.steps.length === 1) return { register, field };
  const text = step.kind === "member" ? step.name.text : "this";
  // A field that was refused was reported.
  if (register.node.members.some((member) => member.kind === "field" && member.name.text === text)) return null;
  const known = register.fields.map((other) => other.node.name.text);
  const hint = didYouMean(text, known, `name a field of \`${path.root.text}\``);
  scope.log.report("check/unknown-name", spanOf(scope.file, step), { name: text, hint });
  return null;
}

/** A register, or a field of it. */
export interface Bits {
  readonly register: CheckedRegister;
  readonly field: CheckedField | null;
}

/** What a register is linked to others with. */
export interface Linking {
  readonly registers: Registers;
  /** Names of registers that were refused, which was reported. */
  readonly refused: ReadonlySet<string>;
  readonly scope: Scope;
}

/** Accesses that can act on another register when the guest writes. */
const acting: ReadonlySet<ast.Access> = new Set(["rw", "wo", "w1c", "w1s", "w1t", "w0c", "w0s"]);

function effectOf(field: CheckedField, home: CheckedRegister, linking: Linking): WriteEffect[] {
  const { scope } = linking;
  const { of, access } = field.node;
  if (!of) return [];
  const found = findBits(of, home, linking);
  if (!found) return [];
  const { register, field: target } = found;
  if (!acting.has(access)) {
    scope.log.report("check/effect-access", spanOf(scope.file, field.node), { access });
    return [];
  }
  const computed = register.node.value ?? (target ?? register.fields.find(({ node }) => node.value))?.node.value;
  if (computed) {
    const related = [{ span: spanOf(scope.file, computed), message: "it is computed from this" }];
    const name = scope.file.source.text.slice(of.start, of.end);
    scope.log.report("check/effect-computed", spanOf(scope.file, of), { name }, { related });
    return [];
  }
  if (register.count !== null || register.bytes === 8 || home.bytes === 8 || register.volatile || register.constants) {
    scope.log.report("check/effect-target", spanOf(scope.file, of), { name: register.node.name.text });
    return [];
  }
  const width = field.high - field.low;
  if (target && target.high - target.low !== width) {
    const blanks = { what: field.node.name.text, bits: String(width + 1), other: target.node.name.text };
    const related = [{ span: spanOf(scope.file, target.node), message: "this is the other one" }];
    const other = { ...blanks, otherBits: String(target.high - target.low + 1) };
    scope.log.report("check/width-mismatch", spanOf(scope.file, field.node), other, { related });
    return [];
  }
  const mask = Number(field.mask);
  return [{ access, mask, shift: (target?.low ?? field.low) - field.low, target: register.name }];
}
