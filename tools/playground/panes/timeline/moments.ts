import { type RecordedEvent, type RecordedObject } from "../../../simulate/record.ts";
import { type LegacyNote } from "../../../simulate/legacy.ts";
import { type Played } from "../../studio/questions.ts";

/** A step of a script as it is shown: declarations of types are none. */
export interface Moment {
  readonly operation: string;
  /** The line of the script, from 1. */
  readonly line: number;
  readonly events: readonly RecordedEvent[];
  /** What was there before and after; where misuse ended the play, what was there before it. */
  readonly before: readonly RecordedObject[];
  readonly objects: readonly RecordedObject[];
  readonly aborted: boolean;
  readonly legacy: LegacyNote;
}

/** The moments of a play, in their order. */
export function momentsOf({ recording, lines, legacy }: Played): readonly Moment[] {
  const moments: Moment[] = [];
  let before: readonly RecordedObject[] = [];
  for (const [at, { op, events, objects, aborted }] of (recording?.steps ?? []).entries()) {
    const after = objects ?? before;
    const moment = { operation: op, line: lines[at]!, events, before, objects: after, legacy: legacy[at]! };
    if (!/^type\s/.test(op)) moments.push({ ...moment, aborted: aborted ?? false });
    before = after;
  }
  return moments;
}

/** The names of all objects that were ever there, in the order in which they came. */
export function namesIn(moments: readonly Moment[]): readonly string[] {
  return [...new Set(moments.flatMap(({ objects }) => objects.map(({ name }) => name)))];
}

/** An event in words. */
export function wordsOf(event: RecordedEvent): string {
  switch (event.ev) {
    case "init":
    case "post_init":
    case "finalize":
      return `${event.ev.replace("_", " ")} ${event.obj} (${event.type})`;
    case "result":
      return "ok" in event ? (event.ok ? "it went well" : "it was refused") : `the storage is that of ${event.storage}`;
    case "err":
      return event.msg;
    case "error":
      return `${event.kind}: ${event.msg}`;
    case "free":
      return `free the storage of ${event.obj}`;
    default:
      return `${event.ev} ${event.obj}`;
  }
}
