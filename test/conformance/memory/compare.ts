import { LifetimeError, type QomObject } from "@qdl/runtime";
import { accessOf, type Departure, departureOf } from "./departures.ts";
import { Player, type Step } from "./player.ts";

/** One recorded operation. */
export interface TraceStep {
  readonly op: string;
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly result?: unknown;
  readonly aborted?: boolean;
}

/** One recorded script. */
export interface Recording {
  readonly name: string;
  readonly error: unknown;
  readonly script: readonly string[];
  readonly trace: readonly TraceStep[];
}

/** What playing a script came to. */
export interface Outcome {
  /** Operations that differ without a decision that says so. */
  readonly mismatches: { readonly op: string; readonly recorded: unknown; readonly played: unknown }[];
  readonly departures: Departure[];
  /** What is left when all is let go. */
  readonly leaks: QomObject[];
}

/** Events that say when something was finalized under the other scheme of counting. */
const countingEvents = ["mr_finalize", "owner_finalize"];

/** Plays a script and compares it, operation by operation, up to the misuse that ends it. */
export function compare(recording: Recording): Outcome {
  const seeds = recording.trace.flatMap(({ op, result }) =>
    op.startsWith("mr ") && result ? [(result as { seed: number }).seed] : [],
  );
  const player = new Player(seeds);
  const outcome: Outcome = { mismatches: [], departures: [], leaks: [] };
  for (const step of recording.trace) if (!playStep(player, step, recording, outcome)) break;
  outcome.leaks.push(...player.end());
  return outcome;
}

/** False when the script has ended in its misuse. */
function playStep(player: Player, step: TraceStep, { error }: Recording, outcome: Outcome): boolean {
  const access = accessOf(step.op);
  const space = access && player.spaces.get(access.space);
  const departure = access && space ? departureOf(space, access) : null;
  const memories = departure ? contents(player) : null;
  const played = attempt(player, step);
  if (played instanceof Error) return misuse(step, played, error !== null, outcome);
  if (step.aborted) {
    if (step.op.startsWith("unparent ")) outcome.departures.push("unparent-mapped");
    else outcome.mismatches.push({ op: step.op, recorded: "misuse", played: "no error" });
    return false;
  }
  const recorded = {
    events: step.events.filter(({ ev }) => !countingEvents.includes(String(ev))),
    result: step.result,
  };
  const unseen = departure === "straddle" && hasChanged(player, memories!);
  if (same(recorded, played) && !unseen) return true;
  if (!departure || !isExplained(player, step, played)) {
    outcome.mismatches.push({ op: step.op, recorded, played });
    return true;
  }
  outcome.departures.push(departure);
  restore(player, memories!);
  if (departure === "read-only-path" && step.op.startsWith("wr ")) {
    const data = Uint8Array.from(Buffer.from(step.op.split(" ")[3]!, "hex"));
    space!.write(access!.address, data, { debug: true });
  }
  return true;
}

function attempt(player: Player, step: TraceStep): Step | Error {
  try {
    return player.play(step.op);
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

function misuse(step: TraceStep, thrown: Error, expected: boolean, outcome: Outcome): boolean {
  const typed = thrown instanceof LifetimeError || thrown.name !== "Error";
  if (!typed || !expected) outcome.mismatches.push({ op: step.op, recorded: "no error", played: thrown });
  else if (!step.aborted) outcome.departures.push("destroy-refused");
  return false;
}

/** A typed read that departs must read what the byte path reads. */
function isExplained(player: Player, step: TraceStep, played: Step): boolean {
  const [verb, space, address, size, end] = step.op.split(" ") as [string, string, string, string, string];
  if (verb !== "ld") return true;
  const { res, data } = player.readAsBytes(space, BigInt(address), Number(size));
  if (end === "le") data.reverse();
  const value = `0x${BigInt(`0x${Buffer.from(data).toString("hex")}`).toString(16)}`;
  return same({ events: [], result: { res, val: value } }, { ...played, events: [] });
}

function contents(player: Player): Map<string, Uint8Array> {
  return new Map([...player.regions].flatMap(([name, { ram }]) => (ram ? [[name, ram.data.slice()] as const] : [])));
}

/** A straddling store that is recorded wrote to no memory, whatever its result. */
function hasChanged(player: Player, memories: ReadonlyMap<string, Uint8Array>): boolean {
  return [...memories].some(([name, data]) => Buffer.compare(data, player.regions.get(name)!.ram!.data) !== 0);
}

function restore(player: Player, memories: ReadonlyMap<string, Uint8Array>): void {
  for (const [name, data] of memories) player.regions.get(name)!.ram!.data.set(data);
}

function same(recorded: Omit<TraceStep, "op">, played: Omit<Step, "op">): boolean {
  return canonical(recorded.events, recorded.result) === canonical(played.events, played.result);
}

function canonical(events: readonly object[], result: unknown): string {
  const sorted = (value: object): unknown => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const isRecord = typeof result === "object" && result !== null;
  return JSON.stringify([events.map(sorted), isRecord ? sorted(result) : (result ?? null)]);
}
