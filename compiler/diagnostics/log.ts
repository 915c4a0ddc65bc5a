import { type Span } from "../source.ts";
import { type BlanksOf, catalogue, type Code } from "./catalogue.ts";
import { type Severity } from "./catalogue/entry.ts";

/** A second place that takes part, with what it has to do with the mistake. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** A mechanical change of text that removes the cause. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
  /** What the behaviour modules beside the definitions must follow. */
  readonly behaviour?: BehaviourChange;
}

/** A change of a definition that behaviour code sees: children of these classes are no longer embedded, or a hook's part has a new name. */
export type BehaviourChange =
  | { readonly kind: "owned"; readonly classes: readonly string[] }
  | {
      readonly kind: "renamed";
      readonly type: string;
      readonly hook: string;
      readonly from: string;
      readonly to: string;
    };

/** One mistake, with its blanks filled. `span` is absent only where there is no text to point at (a missing file named on the command line). */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly why: string;
  readonly help: string;
  readonly span?: Span;
  /** What is wrong at `span` itself, in a word or two; shown in the frame. */
  readonly label?: string;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
}

/** What a report may say beyond its code and blanks. */
export interface Details {
  readonly label?: string;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
}

const none: ReadonlySet<Code> = new Set();

/** Collects what the phases find. Mistakes are values here, never exceptions. */
export class Log {
  readonly #entries: Diagnostic[] = [];
  readonly #without: ReadonlySet<Code>;

  /** Mistakes of the codes in `without` are not recorded. */
  constructor(without: ReadonlySet<Code> = none) {
    this.#without = without;
  }

  /** Reports one mistake; `blanks` must fill every blank of the code's texts. */
  report<C extends Code>(code: C, span: Span | undefined, blanks: BlanksOf<C>, details: Details = {}): void {
    if (this.#without.has(code)) return;
    const entry = catalogue[code];
    this.#entries.push({
      code,
      severity: entry.severity,
      message: fill(entry.message, blanks),
      why: fill(entry.why, blanks),
      help: fill(entry.help, blanks),
      ...(span && { span }),
      ...(details.label !== undefined && { label: shorten(details.label) }),
      related: (details.related ?? []).map(({ span, message }) => ({ span, message: shorten(message) })),
      fixes: details.fixes ?? [],
    });
  }

  /** An empty log that records what this one would. */
  fresh(): Log {
    return new Log(this.#without);
  }

  /** Takes over reports that were made before. */
  repeat(reports: readonly Diagnostic[]): void {
    for (const report of reports) this.#entries.push(report);
  }

  /** All reports, in the order in which they were made. */
  get all(): readonly Diagnostic[] {
    return this.#entries;
  }

  /** Whether anything was reported that stops emission. */
  get failed(): boolean {
    return this.#entries.some((entry) => entry.severity === "error");
  }
}

/** The author's own words, except that a word of a thousand letters keeps its ends only. */
function shorten(text: string): string {
  return text.replace(/\S{201,}/g, (word) => `${word.slice(0, 120)}…${word.slice(-60)}`);
}

function fill(text: string, blanks: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(blanks, name) ? shorten(blanks[name]!) : whole,
  );
}
