import { type Code } from "qdl";
import { type Draft, isA } from "./draft.ts";
import { type Program, wholeFile } from "./program.ts";
import { type Tape } from "./tape.ts";

/** One known hazard, planted into a program that is well: more types, and more members of its machine. */
export interface Hazard {
  readonly code: Code;
  readonly types?: (site: Site) => string;
  readonly board: (site: Site) => string;
}

/** What a hazard grows on: device types of the program without needs, by name. */
export interface Site {
  /** Any of them. */
  readonly some: string;
  /** One that can be put anywhere, and sits on no bus. */
  readonly free: string;
}

/** Where a hazard can grow; null in a program that has no such type. */
export function siteIn(types: readonly Draft[], tape: Tape): Site | null {
  // What users can have kept must not be put where it can be unplugged: that is a hazard of another kind.
  const kept = types.flatMap((type) => type.all("relations").filter(({ word }) => word === "ref" || word === "hold"));
  const free = types.filter(
    (type) =>
      type.variantOf === null &&
      !kept.some((relation) => contains(type, relation.type)) &&
      keepsNobody(type) &&
      type.name !== "Board" &&
      !type.abstract &&
      !type.hotplug &&
      !type.inside &&
      type.sits === null &&
      type.all("relations").every(({ optional }) => optional),
  );
  // An order of realize names all parts, and an event has one hook: with one more it is wrong for that reason, too.
  if (types.some((type) => type.name === "Board" && (type.events.has("order") || type.events.has("reset exit"))))
    return null;
  const [some, one] = [tape.any(types.filter(({ name }) => name !== "Board")), tape.any(free)];
  return some && one ? { some: some.name, free: one.name } : null;
}

/** Whether nothing in a type can be set to keep what contains it. */
function keepsNobody(type: Draft): boolean {
  const words = type.all("relations").map(({ word }) => word);
  return words.every((word) => word === "link") && type.all("parts").every((part) => keepsNobody(part.type));
}

/** Whether a type is of the other one, or has a part that is. */
function contains(type: Draft, name: string): boolean {
  return isA(type, name) || type.all("parts").some((part) => contains(part.type, name));
}

const slot = "device BadSlot : Device { hotplug; up host : Device; region bytes : ram 4K; ";

/** Every hazard that can be planted. */
export const hazards: readonly Hazard[] = [
  {
    code: "lifetime/ref-to-ancestor",
    types: ({ free }) => `device BadPart : ${free} { ref bad : BadWhole optional; }
device BadWhole : Device { embed part : BadPart; }`,
    board: () => "embed bad : BadWhole;",
  },
  {
    code: "lifetime/strong-cycle",
    types: ({ free }) => `device BadLeft : ${free} { ref bad : BadRight optional; }
device BadRight : Device { ref bad : BadLeft optional; }`,
    board: () => "embed bad : BadRight;",
  },
  {
    code: "lifetime/finalize-uses-child",
    types: ({ free }) => `device BadEnd : Device { embed part : ${free}; on finalize => bad uses part; }`,
    board: () => "embed bad : BadEnd;",
  },
  {
    code: "lifetime/unknown-size",
    types: () => "abstract device BadKind : Device {}\ndevice BadOne : BadKind {}",
    board: () => "embed bad : BadKind;",
  },
  {
    code: "lifetime/hot-plug",
    types: () => `machine BadSmall : Machine {}\n${slot} own small : BadSmall; }`,
    board: () => "own bad : BadSlot;",
  },
  {
    code: "lifetime/outlives-its-dependencies",
    types: ({ free }) => `device BadCore : Device { up host : BadBridge; on reset hold => bad uses host; }
device BadBridge : Device { hotplug; embed core : BadCore; embed other : ${free}; }
device BadWatch : Device { ref core : BadCore; }`,
    board: () => "own bad : BadBridge; embed bad_watch : BadWatch { core = bad.core; }",
  },
  {
    code: "lifetime/outlives-its-dependencies",
    types: () => `device BadCore : Device { up host : BadBridge; on reset hold => bad uses host; }
device BadBridge : Device { hotplug; embed core : BadCore; }
device BadWatch : Device { ref core : BadCore optional; }`,
    board: () => "own bad : BadBridge; embed bad_watch : BadWatch;",
  },
  {
    code: "lifetime/part-goes-first",
    types: ({ free }) => `${slot} embed part : ${free}; }`,
    board: () => "own bad : BadSlot; on reset exit => bad_hook uses bad.part;",
  },
  {
    code: "lifetime/mapped-twice",
    board: () => "space bad_space : 32; region bad : ram 4K; map bad_space { bad @ 0; bad @ 8K; }",
  },
  {
    code: "lifetime/conditional-child",
    board: ({ free }) =>
      `prop bad_there : bool = false; when bad_there { own bad : ${free}; } on reset exit => bad_hook uses bad;`,
  },
  {
    code: "lifetime/unparent-order",
    types: () => "device BadPeer : Device { link other : Device; on unparent => bad uses other; }",
    board: () => "embed bad_a : BadPeer { other = bad_b; } embed bad_b : BadPeer { other = bad_a; }",
  },
  {
    code: "lifetime/double-ownership",
    types: () => "device BadDisk : Device { sits on Serial; }",
    board: () => "bus bad_a : Serial; bus bad_b : Serial; own bad : BadDisk; plug bad on bad_a; plug bad on bad_b;",
  },
  {
    code: "lifetime/exposure",
    types: ({ free }) => `${slot} embed part : ${free}; }`,
    board: () => "space bad_space : 32; own bad : BadSlot; map bad_space { bad.bytes @ 0; }",
  },
  {
    code: "lifetime/alias-outlives-target",
    types: () => `${slot} }`,
    board: () => "own bad : BadSlot; region bad_window : alias of bad.bytes at 0 size 1K;",
  },
  {
    code: "lifetime/phase",
    types: ({ free }) =>
      `device BadEarly : ${free} { prop bad_size : size = 4K in 4K..64K; region bad_bytes : ram bad_size; embed bad_part : BadInit; }
device BadInit : Device { prop number : u32 = 1 in 1..4; region bytes[i : number] : ram 4K; on init => bad uses bytes; }`,
    board: () => "embed bad : BadEarly;",
  },
  {
    code: "lifetime/realize-symmetry",
    types: ({ some }) => `device BadTaker : Device { link bad : ${some} optional; on realize => take uses bad; }`,
    board: () => "embed bad : BadTaker;",
  },
  {
    code: "lifetime/resurrection",
    types: () => "device BadLast : Device { on finalize => bad uses self; }",
    board: () => "embed bad : BadLast;",
  },
  {
    code: "lifetime/late-property",
    types: ({ free }) => `device BadLamp : ${free} { prop bad_volts : u32 = 1 in 0..9; }`,
    board: () => "prop bad_volts : u32 = 1 in 0..9 dynamic; embed bad : BadLamp { bad_volts = bad_volts; }",
  },
  {
    code: "lifetime/dynamic-part",
    board: ({ free }) => `prop bad_count : u32 = 1 in 1..4 dynamic; own bad[i : bad_count] : ${free};`,
  },
  {
    code: "lifetime/held-across-unrealize",
    types: ({ free }) => `device BadPage : ${free} {}\ndevice BadReader : Device { ref page : BadPage; }`,
    board: () =>
      "prop bad_count : u32 = 1 in 1..4; embed bad[i : bad_count] : BadPage; embed bad_reader : BadReader { page = bad[0]; }",
  },
  {
    code: "lifetime/bus-goes-first",
    types: () => "device BadDisk : Device { sits on Serial; }\ndevice BadTray : Device { hotplug; bus main : Serial; }",
    board: () => "own bad_tray : BadTray; own bad : BadDisk; plug bad on bad_tray.main;",
  },
  {
    code: "lifetime/outer-bus",
    types: () => `device BadDisk : Device { sits on Serial; }
device BadHub : Device { bus main : Serial; own tray : BadTray; }
device BadTray : Device { hotplug; up hub : BadHub; embed disk : BadDisk; plug disk on hub.main; }`,
    board: () => "own bad : BadHub;",
  },
  {
    code: "lifetime/reserve-too-small",
    types: () => "device BadLarge : Device { state { words : u32[64]; } }",
    board: () => "embed bad : BadLarge reserve 16;",
  },
];

/** The definitions of a program with a hazard in them. */
export function plant({ declarations }: Program, { types, board }: Hazard, site: Site): string {
  const machine = declarations.replace(/machine Board : Machine[^{]*\{\n/, (head) => `${head}  ${board(site)}\n`);
  return wholeFile(`${machine}\n\n${types?.(site) ?? ""}`);
}
