import { children, type QomObject, unparent, unref } from "../object/index.ts";
import { type Machine } from "./machine.ts";

/** An object that a machine's shutdown could not get rid of. */
export interface Leak {
  /** Its last path. */
  readonly path: string;
  /** Its typename. */
  readonly type: string;
  /** How many references there are on it. */
  readonly refs: number;
  /** Who holds them, as far as live objects tell, for example `link "log" of /machine/soc (soc)`. */
  readonly holders: readonly string[];
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
  const left = [...machine.live].map((object) => ({
    path: object.path,
    type: object.type.name,
    refs: object.refs,
    holders: holdersOf(object, machine.live),
  }));
  return { left, errors, clean: left.length === 0 && errors.length === 0 };
}

function holdersOf(target: QomObject, live: ReadonlySet<QomObject>): string[] {
  const holders: string[] = [];
  for (const object of live) {
    for (let slot = object.slots; slot; slot = slot.older)
      if (slot.target === target) holders.push(`${slot.kind} "${slot.name}" of ${object.path} (${object.type.name})`);
    if ("kids" in object && (object.kids as QomObject[]).includes(target)) holders.push(`bus ${object.path}`);
    if ("parentBus" in object && object.parentBus === target) holders.push(`device ${object.path} sits on it`);
  }
  const unknown = target.refs - holders.length;
  if (unknown > 0) holders.push(`${unknown} reference(s) in the hands of code`);
  return holders;
}
