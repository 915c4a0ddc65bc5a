import { type Host, type ReadResult } from "qdl";

/** A host that reads every path once, so that all of a build sees the same texts, and knows what was read. */
export class ReadOnceHost implements Host {
  readonly #inner: Host;
  readonly #results = new Map<string, ReadResult>();
  #reads = new Map<string, ReadResult>();

  constructor(inner: Host) {
    this.#inner = inner;
  }

  read(path: string): ReadResult {
    const result = this.#results.get(path) ?? this.#inner.read(path);
    this.#results.set(path, result);
    this.#reads.set(path, result);
    return result;
  }

  real(path: string): string | undefined {
    return this.#inner.real?.(path);
  }

  /** What was read, and what came of it, since the last `begin`. */
  get reads(): ReadonlyMap<string, ReadResult> {
    return this.#reads;
  }

  /** A new build begins: what it reads is noted from here on. */
  begin(): void {
    this.#reads = new Map();
  }

  /** A file changed: it is read anew, and so is everything that could not be read. */
  forget(path: string): void {
    this.#results.delete(path);
    for (const [other, result] of this.#results) if ("problem" in result) this.#results.delete(other);
  }
}
