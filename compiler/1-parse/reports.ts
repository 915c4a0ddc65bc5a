import { type BlanksOf, type Code } from "../diagnostics/catalogue.ts";
import { type Fix, type Log } from "../diagnostics/log.ts";
import { type SourceFile, type Span } from "../source.ts";

/** A stretch of the file at hand. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A second place, and what it has to do with the mistake. */
export interface Other {
  readonly at: Stretch;
  readonly message: string;
}

/** What a mistake may have beside its code and place. */
export interface More {
  readonly others?: readonly Other[];
  readonly fix?: Fix;
}

interface Pending extends Stretch {
  readonly send: () => void;
}

/** More mistakes than this in one file are not worth reading. */
const most = 100;

/** Gathers the mistakes of one file, to report them in the order of the text. */
export class Reports {
  readonly #file: SourceFile;
  readonly #log: Log;
  #pending: Pending[] = [];
  #settled = 0;

  constructor(file: SourceFile, log: Log) {
    this.#file = file;
    this.#log = log;
  }

  /** Whether so much was found that the rest of the file is not read. */
  get full(): boolean {
    return this.#pending.length >= most;
  }

  /** One mistake, its other places, and, where it is certain, its fix. */
  add<C extends Code>(code: C, at: Stretch, blanks: BlanksOf<C>, more: More = {}): void {
    // What the scanner put behind the text, to close what is open, is nobody's mistake a second time.
    if (this.full || at.start > this.#file.text.length) return;
    const { others = [], fix } = more;
    const related = others.map((other) => ({ span: this.span(other.at), message: other.message }));
    const send = () => this.#log.report(code, this.span(at), blanks, { related, ...(fix && { fixes: [fix] }) });
    this.#pending.push({ ...at, send });
  }

  /** Notes that what was found so far, before the text was read, explains what does not fit near it. */
  settle(): void {
    this.#settled = this.#pending.length;
  }

  /** Whether something was found in this stretch before the text was read. */
  touches({ start, end }: Stretch): boolean {
    return this.#pending.slice(0, this.#settled).some((one) => one.start <= end && one.end >= start);
  }

  /** Forgets everything, for a second look at the same text. */
  clear(): void {
    this.#pending = [];
  }

  span({ start, end }: Stretch): Span {
    return { file: this.#file, start, end: Math.min(end, this.#file.text.length) };
  }

  /** Sends everything to the log, by place. */
  flush(): void {
    const { full } = this;
    const sorted = this.#pending.sort((a, b) => a.start - b.start);
    this.#pending = [];
    for (const { send } of sorted) send();
    const end = this.#file.text.length;
    if (full) this.#log.report("parse/too-many", this.span({ start: end, end }), { count: String(most) });
  }
}
