import { behaviourOf } from "./behaviour.ts";
import { Draft, type Drawing } from "./draft.ts";
import { type Source } from "./load.ts";
import { alias, gate, interfaceTexts, method, translation } from "./glue.ts";
import { type Draw, plainMembers } from "./members.ts";
import { busses, choice, conditional, order, part, plug, space, wire } from "./parts.ts";
import { relation } from "./relations.ts";
import { Tape } from "./tape.ts";

/** A program with a machine `Board`, in one file or two. */
export interface Program extends Source {
  /** Its device types alone, as text. */
  readonly declarations: string;
  /** Its device types, the machine last. */
  readonly types: readonly Draft[];
}

const members: readonly Draw[] = [
  ...plainMembers,
  part,
  relation,
  part,
  choice,
  conditional,
  busses,
  plug,
  wire,
  order,
  space,
  part,
  relation,
  method,
  alias,
  gate,
  translation,
];

const kinds = ["Serial", "Ring"];

/** What every program begins with. */
const head = `enum Model { first, second }
bus Serial : Bus {}
bus Ring : Bus { addresses 0..63; }
${interfaceTexts.join("\n")}`;

/** The program that a tape tells. */
export function drawProgram(values: readonly number[]): Program {
  const tape = new Tape(values);
  const drawing: Drawing = { tape, types: [], buses: kinds };
  const count = 1 + tape.below(7);
  for (let at = 0; at < count; at++)
    drawing.types.push(...(tape.often(12) ? drawFamily(`${at}`, drawing) : [drawType(`${at}`, drawing)]));
  const board = new Draft("b", "Board", "Machine");
  space(board, drawing);
  for (let left = 2 + tape.below(8); left > 0; left--) part(board, drawing);
  fill(board, drawing, 2 + tape.below(10));
  space(board, drawing);
  const types = [...drawing.types, board];
  const declarations = textOf(types);
  const inLibrary = tape.often(30) ? types.slice(0, 1 + tape.below(drawing.types.length)) : [];
  // A family stands in one file with its members: the text of the first has it.
  while (types[inLibrary.length]?.variantOf?.startsWith("variant")) inLibrary.push(types[inLibrary.length]!);
  if (inLibrary.length === 0 || inLibrary.length === types.length)
    return { text: wholeFile(declarations), behaviour: behaviourOf(types), declarations, types };
  const library = { text: wholeFile(textOf(inLibrary)), behaviour: behaviourOf(inLibrary, "lib") };
  const rest = types.slice(inLibrary.length);
  return { text: secondFile(textOf(rest)), behaviour: behaviourOf(rest), library, declarations, types };
}

function textOf(types: readonly Draft[]): string {
  return types.map(({ text }) => text).join("\n\n");
}

/** A whole definition file: declarations behind what every program has, and what they import. */
export function wholeFile(declarations: string): string {
  return `qdl 1;\n${importOf(`${head}\n\n${declarations}`)}`;
}

/** A definition file that imports what it names from `lib.qdl`. */
function secondFile(declarations: string): string {
  const names = new Set(declarations.match(/\b([DFV]\d\w*|Model|Serial|Ring|Talk|Look)\b/g) ?? []);
  const own = new Set([...declarations.matchAll(/^(?:abstract )?(?:device|variant) (\w+)/gm)].map(([, name]) => name));
  const used = [...names].filter((name) => !own.has(name));
  const from = used.length > 0 ? `import { ${used.join(", ")} } from "./lib.qdl";\n` : "";
  return `qdl 1;\n${from}${importOf(declarations)}`;
}

/** Text behind the import of what it names of the language itself. */
function importOf(body: string): string {
  const core = ["Bus", "Device", "Machine", "PciBus", "PciDevice", "SysBusDevice"];
  const used = core.filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  return `${used.length > 0 ? `import { ${used.join(", ")} } from "qdl:core";\n` : ""}\n${body}\n`;
}

function drawType(id: string, drawing: Drawing): Draft {
  const { tape, types } = drawing;
  const parent = tape.often(30) ? (tape.any(types.filter(({ variantOf }) => variantOf === null)) ?? null) : null;
  const base = parent?.name ?? tape.one(["Device", "SysBusDevice", "PciDevice", "Device"]);
  const draft = new Draft(id, `D${id}`, base, parent);
  if (parent) draft.inside = parent.inside;
  draft.abstract = tape.often(15);
  if (base === "PciDevice") draft.members.push(`pci { vendor 0x1b36; device ${1 + tape.below(9)}; class 0x0c0330; }`);
  if (base === "Device" && tape.often(30)) {
    draft.seat = tape.one(kinds);
    draft.members.push(`sits on ${draft.seat};`);
  }
  if (parent?.hotplug) draft.hotplug = true;
  else if (tape.often(30)) {
    draft.hotplug = true;
    draft.members.push("hotplug;");
  }
  fill(draft, drawing, tape.below(9));
  bars(draft, drawing);
  return draft;
}

/** Two members of a family, whose text stands before the first. */
function drawFamily(id: string, drawing: Drawing): Draft[] {
  const { tape } = drawing;
  const family = new Draft(id, `F${id}`, "Device");
  family.abstract = true;
  family.hotplug = tape.often(30);
  family.members.push(`variant const N${id} : u32 in 1..4;`, ...(family.hotplug ? ["hotplug;"] : []));
  family.numbers.push(`N${id}`);
  fill(family, drawing, 2 + tape.below(7));
  return ["a", "b"].map((letter) => {
    const member = new Draft(`${id}${letter}`, `V${id}${letter}`, family.name, family);
    Object.assign(member, { hotplug: family.hotplug, inside: family.inside });
    member.hooks.push(...family.hooks);
    const text = `variant ${member.name} of ${family.name} { N${id} = ${1 + tape.below(4)}; }`;
    member.variantOf = letter === "a" ? `${family.text}\n\n${text}` : text;
    return member;
  });
}

/** A PCI function shows some of its regions. */
function bars(draft: Draft, { tape }: Drawing): void {
  if (draft.base !== "PciDevice") return;
  const region = tape.any(draft.regions);
  if (!region || draft.taken.has(region.path)) return;
  draft.taken.add(region.path);
  draft.members.push(`bar 0 : ${tape.one(["mem32", "mem64"])} = ${region.path};`);
  if (tape.often(30))
    draft.members.push(`msi vectors ${2 ** tape.below(6)} ${tape.one(["", "address64", "address64 maskable"])};`);
  if (!tape.often(40)) return;
  const window = draft.named("window");
  draft.members.push(
    `region ${window} : container 4K;`,
    `bar 2 : mem32 = ${window};`,
    `msix vectors ${1 + tape.below(4)} table bar 2 @ 0 pba bar 2 @ 0x800;`,
  );
}

function fill(draft: Draft, drawing: Drawing, count: number): void {
  for (let left = count; left > 0; left--) drawing.tape.one(members)(draft, drawing);
}
