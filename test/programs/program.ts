import { behaviourOf } from "./behaviour.ts";
import { Draft, type Drawing } from "./draft.ts";
import { type Draw, plainMembers } from "./members.ts";
import { busses, choice, conditional, order, part, plug, space, wire } from "./parts.ts";
import { relation } from "./relations.ts";
import { Tape } from "./tape.ts";

/** A program with a machine `Board`. */
export interface Program {
  readonly text: string;
  /** Its device types alone, as text. */
  readonly declarations: string;
  readonly behaviour: string;
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
];

const kinds = ["Serial", "Ring"];

/** What every program begins with. */
const head = `enum Model { first, second }
bus Serial : Bus {}
bus Ring : Bus { addresses 0..63; }`;

/** The program that a tape tells. */
export function drawProgram(values: readonly number[]): Program {
  const tape = new Tape(values);
  const drawing: Drawing = { tape, types: [], buses: kinds };
  const count = 1 + tape.below(7);
  for (let at = 0; at < count; at++) drawing.types.push(drawType(`${at}`, drawing));
  const board = new Draft("b", "Board", "Machine");
  space(board, drawing);
  for (let left = 2 + tape.below(8); left > 0; left--) part(board, drawing);
  fill(board, drawing, 2 + tape.below(10));
  space(board, drawing);
  const types = [...drawing.types, board];
  const declarations = types.map(({ text }) => text).join("\n\n");
  return { text: wholeFile(declarations), declarations, behaviour: behaviourOf(types), types };
}

/** A whole definition file: declarations behind what every program has, and what they import. */
export function wholeFile(declarations: string): string {
  const body = `${head}\n\n${declarations}`;
  const core = ["Bus", "Device", "Machine", "PciBus", "PciDevice", "SysBusDevice"];
  const used = core.filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  return `qdl 1;\nimport { ${used.join(", ")} } from "qdl:core";\n\n${body}\n`;
}

function drawType(id: string, drawing: Drawing): Draft {
  const { tape, types } = drawing;
  const parent = tape.often(30) ? (tape.any(types) ?? null) : null;
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

/** A PCI function shows some of its regions. */
function bars(draft: Draft, { tape }: Drawing): void {
  if (draft.base !== "PciDevice") return;
  const region = tape.any(draft.regions);
  if (!region || draft.taken.has(region.path)) return;
  draft.taken.add(region.path);
  draft.members.push(`bar 0 : ${tape.one(["mem32", "mem64"])} = ${region.path};`);
}

function fill(draft: Draft, drawing: Drawing, count: number): void {
  for (let left = count; left > 0; left--) drawing.tape.one(members)(draft, drawing);
}
