import { type Diagnostic, type Log } from "./diagnostics/log.ts";
import { type SourceFile } from "./source.ts";

/** What came of a piece of work. */
interface Result {
  readonly value: unknown;
  readonly reports: readonly Diagnostic[];
}

/** One file of the run before: its text, and what the files that it leads to were. */
export interface Remembered {
  readonly source: SourceFile;
  readonly imports: readonly { readonly file: Remembered }[];
}

/**
 * What came of the pieces of a run, so that a later run repeats only those that a change can reach.
 *
 * A piece of work belongs to a subject: a text, a file, a type. Its result may depend on nothing but the subject and what
 * that leads to; a subject whose text changed, or that leads to one, is a new object, so that nothing stale is found. Work
 * that looks at all of a project is done in every run, and cheap.
 */
export class Memory {
  readonly #results = new WeakMap<object, Map<string, Result>>();
  readonly #sources = new Map<string, SourceFile>();
  #files: ReadonlyMap<string, Remembered> = new Map();
  readonly #notice: (part: string) => void;

  /** `notice` hears of every piece of work before it is done: its part, such as `parse`. */
  constructor(notice: (part: string) => void = () => undefined) {
    this.#notice = notice;
  }

  /**
   * What `work` made of `subject`, with its reports in `log`: done once, then remembered. Where the result depends on more
   * than the subject, `work` calls `forget`.
   */
  once<Value>(subject: object, part: string, log: Log, work: (log: Log, forget: () => void) => Value): Value {
    const known = this.#results.get(subject)?.get(part);
    if (known) {
      log.repeat(known.reports);
      return known.value as Value;
    }
    this.#notice(part);
    let keep = true;
    const inner = log.fresh();
    const value = work(inner, () => (keep = false));
    log.repeat(inner.all);
    if (keep) this.#keep(subject, part, { value, reports: inner.all });
    return value;
  }

  /** The file at a path: the same object as in the run before if its text is the same. */
  source(path: string, text: string): SourceFile {
    const before = this.#sources.get(path);
    if (before?.text === text) return before;
    const source = { name: path, text };
    this.#sources.set(path, source);
    return source;
  }

  /** The files of the run before whose text is the same, and the texts of all that they lead to, by path. */
  unchanged(now: ReadonlyMap<string, { readonly source: SourceFile; readonly imports: readonly Link[] }>): Kept {
    const kept = new Map<string, Remembered>();
    const importers = new Map<string, string[]>();
    const gone: string[] = [];
    for (const [path, { source, imports }] of now) {
      for (const link of imports) importers.set(link.path, [...(importers.get(link.path) ?? []), path]);
      const before = this.#files.get(path);
      const same = before?.source === source && leadToTheSame(before.imports, imports);
      if (same) kept.set(path, before);
      else gone.push(path);
    }
    // Grows while it is walked: what leads to something that is not kept is not kept either.
    for (const path of gone)
      for (const importer of importers.get(path) ?? []) if (kept.delete(importer)) gone.push(importer);
    return kept;
  }

  /** Remembers the files of this run for the next. */
  remember(files: ReadonlyMap<string, Remembered>): void {
    this.#files = files;
    for (const path of this.#sources.keys()) if (!files.has(path)) this.#sources.delete(path);
  }

  #keep(subject: object, part: string, result: Result): void {
    const parts = this.#results.get(subject) ?? new Map<string, Result>();
    parts.set(part, result);
    this.#results.set(subject, parts);
  }
}

interface Link {
  readonly path: string;
}

type Kept = ReadonlyMap<string, Remembered>;

function leadToTheSame(before: Remembered["imports"], now: readonly Link[]): boolean {
  return before.length === now.length && before.every(({ file }, at) => file.source.name === now[at]!.path);
}
