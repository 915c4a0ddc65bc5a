/** Something that happened, in the form in which traces are recorded. */
export type RecordedEvent =
  | { readonly ev: "init" | "post_init" | "finalize"; readonly obj: string; readonly type: string }
  | { readonly ev: "unparent" | "complete" | "free" | "clobber"; readonly obj: string }
  | { readonly ev: "result"; readonly ok: boolean }
  | { readonly ev: "result"; readonly storage: string }
  | { readonly ev: "err"; readonly msg: string }
  | MisuseEvent;

/** Misuse, where it was noticed: `kind` is the class of the error, `obj` the object that it names. */
export interface MisuseEvent {
  readonly ev: "error";
  readonly kind: string;
  readonly obj: string | null;
  readonly type: string | null;
  readonly path: string | null;
  readonly msg: string;
}

/** An object whose memory is not freed. */
export interface RecordedObject {
  readonly name: string;
  readonly type: string;
  readonly state: "live" | "finalized";
  readonly ref: number;
  /** References on the storage, at its root; null for an embedded object. */
  readonly storage_ref: number | null;
  /** The object that is the storage's root. */
  readonly storage: string;
  readonly parent: string | null;
}

/** One operation with what came of it; `objects` is null once misuse has ended the play. */
export interface RecordedStep {
  readonly i: number;
  readonly op: string;
  readonly events: readonly RecordedEvent[];
  readonly objects: readonly RecordedObject[] | null;
  readonly aborted?: true;
}

/** What is left when a script is over. */
export interface Leaked {
  readonly name: string;
  readonly finalized: boolean;
  readonly freed: boolean;
}

/** The play of a script. */
export interface Recording {
  readonly name: string;
  readonly outcome: "clean" | "leak" | "error";
  readonly error: MisuseEvent | null;
  readonly script: readonly string[];
  readonly steps: readonly RecordedStep[];
  /** Null when misuse ended the play. */
  readonly leaked: readonly Leaked[] | null;
}

/** The recording as JSON, laid out as recorded traces are: one step a line. */
export function renderRecording({ name, outcome, error, script, steps, leaked }: Recording): string {
  const trace: unknown[] = [...steps];
  if (leaked) trace.push({ end: true, leaked });
  const fields = Object.entries({ name, category: "script", description: "", outcome, error, script });
  const lines = fields.map(([key, value]) => ` ${JSON.stringify(key)}: ${JSON.stringify(value)},`);
  const steppedLines = trace.map((step) => `  ${JSON.stringify(step)}`).join(",\n");
  return `{\n${lines.join("\n")}\n "trace": [\n${steppedLines}\n ]\n}\n`;
}
