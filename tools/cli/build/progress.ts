import { performance } from "node:perf_hooks";
import { type Terminal } from "../terminal.ts";

/** What pieces of work are called while they are done, and how many are counted; what is not listed goes by too quickly to be seen. */
const phases = new Map([
  ["parse", "reading files"],
  ["check", "checking types"],
  ["prove", "proving lifetimes"],
  ["emit", "writing modules"],
]);

/** A build that takes less time than this, in ms, says nothing before it is done. */
const patience = 500;

/** The time between two lines, in ms. */
const interval = 100;

/** Shows how far a long build has come, where someone is watching. */
export interface Progress {
  /** A piece of work begins. */
  readonly notice: (part: string) => void;
  /** What was shown goes away. */
  readonly clear: () => void;
}

/** Progress on a terminal; `now` tells the time in ms. */
export function makeProgress({ status }: Terminal, now: () => number = () => performance.now()): Progress {
  if (!status) return { notice: () => undefined, clear: () => undefined };
  let due = now() + patience;
  let phase = "";
  let count = 0;
  let shown = false;
  const notice = (part: string) => {
    const name = phases.get(part.split(" ", 1)[0]!);
    if (name === undefined) return;
    if (name === phase) count++;
    else [phase, count] = [name, 1];
    if (now() < due) return;
    due = now() + interval;
    shown = true;
    status(`${phase}: ${count}`);
  };
  const clear = () => {
    if (shown) status("");
    shown = false;
    due = now() + patience;
  };
  return { notice, clear };
}
