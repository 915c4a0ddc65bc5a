/** How a play of a script differs from its recording, in lines that a person can read and a test can compare. */
import { LifetimeError } from "@qdl/runtime";
import { type Event } from "./parts.ts";
import { Player, type Step } from "./player.ts";

/** One recorded step; `aborted` marks the one at which the recorded program stopped itself. */
export interface Recorded extends Step {
  readonly op: string;
  readonly aborted?: boolean;
}

/**
 * Plays a script and says how it goes another way than recorded: `STEP OP: DIFFERENCE`, steps counted from 1. In events,
 * `+` is what happens only here and `-` what was only recorded. What stays different is told when it begins and when it
 * ends. Ends with the misuse that ended the recording, or that is refused here.
 */
export function differencesOf(trace: readonly Recorded[]): string[] {
  const player = new Player();
  const lines: string[] = [];
  let before = new Map<string, string>();
  for (const [index, recorded] of trace.entries()) {
    const tell = (line: string): void => void lines.push(`${index + 1} ${recorded.op}: ${line}`);
    const step = playOne(player, recorded.op);
    if (typeof step === "string") {
      if (!recorded.aborted) tell(`refused: ${step}`);
      return lines;
    }
    if (recorded.aborted) {
      tell("not refused");
      return lines;
    }
    for (const line of sequenceDifferences(step.events.map(eventText), recorded.events.map(eventText))) tell(line);
    for (const line of resultDifferences(step.result, recorded.result)) tell(line);
    const now = stateDifferences(step.objs, recorded.objs);
    for (const [what, how] of now) if (before.get(what) !== how) tell(`${what} ${how}`);
    for (const what of before.keys()) if (!now.has(what)) tell(`${what} as recorded again`);
    before = now;
  }
  return lines;
}

/** A step, or what refused it. Only misuse of a lifetime may. */
function playOne(player: Player, op: string): Step | string {
  try {
    return player.play(op);
  } catch (error) {
    if (error instanceof LifetimeError) return error.message;
    throw error;
  }
}

function eventText({ ev, ...about }: Event): string {
  return [ev, ...Object.values(about)].join(" ");
}

/** The least that must be left out and put in to make one list of the other. */
function sequenceDifferences(here: readonly string[], there: readonly string[]): string[] {
  const common = Array.from({ length: here.length + 1 }, () => new Array<number>(there.length + 1).fill(0));
  for (let a = here.length - 1; a >= 0; a--)
    for (let b = there.length - 1; b >= 0; b--)
      common[a]![b] =
        here[a] === there[b] ? common[a + 1]![b + 1]! + 1 : Math.max(common[a + 1]![b]!, common[a]![b + 1]!);
  const lines: string[] = [];
  for (let a = 0, b = 0; a < here.length || b < there.length;)
    if (a < here.length && b < there.length && here[a] === there[b]) {
      a++;
      b++;
    } else if (b === there.length || (a < here.length && common[a + 1]![b]! >= common[a]![b + 1]!))
      lines.push(`+ ${here[a++]}`);
    else lines.push(`- ${there[b++]}`);
  return lines;
}

/** Messages are our own; whether a step succeeds is not. */
function resultDifferences(here: Step["result"], there: Step["result"]): string[] {
  if (Array.isArray(here) && Array.isArray(there)) return sequenceDifferences(here as string[], there as string[]);
  const said = (result: Step["result"]): string =>
    JSON.stringify(result && "ok" in result ? result["ok"] : (result ?? null));
  return said(here) === said(there) ? [] : [`result ${said(here)}, recorded ${said(there)}`];
}

function stateDifferences(here: Step["objs"], there: Step["objs"]): Map<string, string> {
  const names = new Set([...Object.keys(here), ...Object.keys(there)]);
  return new Map([...names].flatMap((name) => objectDifferences(name, here[name], there[name])));
}

type Fields = Readonly<Record<string, unknown>>;

function objectDifferences(name: string, here?: Fields, there?: Fields): [string, string][] {
  if (!here) return [[name, "is gone"]];
  if (!there) return [[name, `is still there: ${fields(here)}`]];
  return [...new Set([...Object.keys(here), ...Object.keys(there)])]
    .filter((field) => here[field] !== there[field])
    .map((field) => [`${name}.${field}`, `is ${String(here[field])}, recorded ${String(there[field])}`]);
}

function fields(object: Fields): string {
  return Object.entries(object)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");
}
