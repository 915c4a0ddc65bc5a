import { children, type QomObject, unparent, unref } from "../object/index.ts";
import { AddressSpace, MemoryRegion } from "../memory/index.ts";
import { Bus, Device } from "../device/index.ts";
import { type Machine } from "./machine.ts";

/** An object that a machine's shutdown could not get rid of. */
export interface Leak {
  /** Its last path. */
  readonly path: string;
  /** Its typename. */
  readonly type: string;
  /** How many references there are on it; 0 for an object that is finalized but whose memory somebody keeps. */
  readonly refs: number;
  /** Who holds them, as far as live objects tell, for example `link "log" of /machine/soc (soc)`. */
  readonly holders: readonly string[];
  /** Where its references were taken that are not known to be dropped, stack by stack; only for a machine made with `stacks`. */
  readonly takenAt?: readonly string[];
}

/** What a machine's shutdown came to. */
export interface ShutdownReport {
  /** What is left; empty for a machine that ended well. */
  readonly left: readonly Leak[];
  /** What hooks and finalizers threw on the way. */
  readonly errors: readonly unknown[];
  /** Whether nothing is left and nothing failed. */
  readonly clean: boolean;
}

/** Deferred work that makes deferred work is given up after this many quiescent points. */
const rounds = 100;

/** Takes the whole tree apart, newest first, empties the deferred work, and says what is left and who holds it. */
export function shutDown(machine: Machine): ShutdownReport {
  const { session, treeRoot: root } = machine;
  const errors: unknown[] = [];
  const attempt = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      errors.push(error);
    }
  };
  if (session.phase === "ended") return report(machine, errors);
  session.phase = "ended";
  for (const child of children(root).reverse()) attempt(() => unparent(child));
  attempt(() => unref(root));
  for (let round = 0; round < rounds && !session.settled; round++) attempt(() => session.drain());
  return report(machine, errors);
}

function report(machine: Machine, errors: readonly unknown[]): ShutdownReport {
  const { watch } = machine.session;
  const left: Leak[] = [...machine.live].map((object) => ({
    path: object.path,
    type: object.type.name,
    refs: object.refs,
    holders: holdersOf(object, machine.live),
    ...(watch ? { takenAt: watch.takenAt(object) } : {}),
  }));
  for (const root of machine.session.kept)
    left.push({ path: root.path, type: root.type.name, refs: 0, holders: keepersOf(root, machine.live) });
  return { left, errors, clean: left.length === 0 && errors.length === 0 };
}

/** Who holds `target`, as far as live objects tell; what they do not explain is in the hands of code. */
function holdersOf(target: QomObject, live: ReadonlySet<QomObject>): string[] {
  const holders: string[] = [];
  for (const object of live)
    for (const way of waysToHold(object, target)) holders.push(`${way} ${object.path} (${object.type.name})`);
  const unknown = target.refs - holders.length;
  if (unknown > 0) holders.push(`${unknown} reference(s) in the hands of code`);
  return holders;
}

/** Who keeps the memory of a storage whose own object is finalized. */
function keepersOf(root: QomObject, live: ReadonlySet<QomObject>): string[] {
  const residents = [...live].filter((object) => object.root === root);
  const holders = residents.map((object) => `embedded ${object.path} (${object.type.name})`);
  const unknown = root.storageRefs - residents.length;
  if (unknown > 0) holders.push(`${unknown} storage reference(s) in the hands of code`);
  return holders;
}

function waysToHold(object: QomObject, target: QomObject): string[] {
  const ways: string[] = [];
  for (let slot = object.slots; slot; slot = slot.older)
    if (slot.target === target && slot.kind !== "link") ways.push(`${slot.kind} "${slot.name}" of`);
  if (object instanceof Bus && object.kids.some((kid) => kid === target)) ways.push("place on bus");
  if (object instanceof Device) ways.push(...deviceHolds(object, target));
  if (object instanceof MemoryRegion) {
    if (object.subregions.some((region) => region === target)) ways.push("place in container");
    if (object.holdsOwner && object.owner === target) ways.push("owned region");
  }
  // One that has ended shows nothing any more, although somebody may still have it in hand.
  if (object instanceof AddressSpace && !object.ended) {
    const { view } = object;
    const shown = [view.root, ...view.ranges.map(({ region }) => region)];
    ways.push(...shown.filter((region) => region === target).map(() => "view of"));
    if (object.rootRegion === target) ways.push("root of");
  }
  return ways;
}

function deviceHolds(device: Device, target: QomObject): string[] {
  const ways: string[] = [];
  if (device.parentBus === target) ways.push("bus of");
  if (device.clocks.some((clock) => clock === target)) ways.push("clock of");
  if (device.inputs.some(({ lines }) => lines.some((line) => line === target))) ways.push("line of");
  return ways;
}
