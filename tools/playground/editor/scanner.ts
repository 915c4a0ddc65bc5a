import { type IOnigLib, type OnigScanner, type OnigString } from "vscode-textmate";

/**
 * The patterns of a TextMate grammar, found by the browser's own regular expressions: those of `qdl.tmLanguage.json` mean the
 * same there as in Oniguruma, which would be half a megabyte more to load.
 */
class PatternScanner implements OnigScanner {
  readonly #patterns: readonly RegExp[];

  constructor(sources: readonly string[]) {
    this.#patterns = sources.map((source) => new RegExp(source, "dgm"));
  }

  /** The earliest match at or after `from`; of those that begin at one place, that of the first pattern. */
  findNextMatchSync(text: string | OnigString, from: number): ReturnType<OnigScanner["findNextMatchSync"]> {
    const content = typeof text === "string" ? text : text.content;
    let best: { readonly index: number; readonly match: RegExpExecArray } | null = null;
    for (const [index, pattern] of this.#patterns.entries()) {
      pattern.lastIndex = from;
      const match = pattern.exec(content);
      if (match && (!best || match.index < best.match.index)) best = { index, match };
    }
    if (!best) return null;
    const captureIndices = [...best.match.indices!].map((range) => {
      const [start, end] = range ?? [0, 0];
      return { start, end, length: end - start };
    });
    return { index: best.index, captureIndices };
  }
}

/** What `vscode-textmate` asks of an engine of regular expressions. */
export const browserPatterns: IOnigLib = {
  createOnigScanner: (sources) => new PatternScanner(sources),
  createOnigString: (content) => ({ content }),
};
