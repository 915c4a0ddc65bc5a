import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type RecordedObject } from "../../../tools/simulate/record.ts";

/** An event of a trace, whatever its fields. */
export type AnyEvent = Readonly<Record<string, unknown>> & { readonly ev: string };

/** A step of a trace that was recorded from the real thing. */
export interface TraceStep {
  readonly i: number;
  readonly op: string;
  readonly events: readonly AnyEvent[];
  readonly objects: readonly RecordedObject[] | null;
  readonly aborted?: true;
}

/** What a trace ends with when no misuse ended it. */
export interface TraceEnd {
  readonly end: true;
  readonly leaked: readonly { readonly name: string; readonly finalized: boolean; readonly freed: boolean }[];
}

/** A script with what the real thing made of it. */
export interface RecordedScript {
  readonly name: string;
  readonly outcome: "clean" | "leak" | "error" | "silent-misuse";
  readonly script: readonly string[];
  readonly trace: readonly (TraceStep | TraceEnd)[];
}

const folder = fileURLToPath(new URL("scripts/", import.meta.url));

/** All recorded scripts, in the order of their names. */
export function recordedScripts(): RecordedScript[] {
  return readdirSync(folder)
    .sort()
    .map((file) => JSON.parse(readFileSync(`${folder}${file}`, "utf8")) as RecordedScript);
}

/** The steps of a trace, without its end. */
export function stepsOf({ trace }: RecordedScript): TraceStep[] {
  return trace.filter((step) => !("end" in step)) as TraceStep[];
}

/** What the real thing left behind; null when misuse ended the script. */
export function leakedOf({ trace }: RecordedScript): TraceEnd["leaked"] | null {
  const last = trace.at(-1);
  return last && "end" in last ? last.leaked : null;
}

/** Whether this is where the real thing asserts, aborts, touches freed memory, or frees what is in use. */
export function isMisuse(event: AnyEvent): boolean {
  return event.ev === "error" || event.ev === "clobber" || (event.ev === "free" && event["premature"] === true);
}
