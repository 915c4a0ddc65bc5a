import { type Diagnostic, Log, parse, type SourceFile } from "qdl";
import { hintsOf } from "./hints.ts";
import { Layout, print } from "./layout.ts";
import { matchBrackets, tokensOf } from "./tokens.ts";

/** A text in its one layout, or, where it is not the language, why there is none. */
export type Formatted = { readonly text: string } | { readonly diagnostics: readonly Diagnostic[] };

/** Lays out a definition file; lines end with `\n`. A file with syntax errors has no layout: its reports come back instead. */
export function format({ name, text: written }: SourceFile): Formatted {
  const text = written.replace(/\r\n?/g, "\n");
  const log = new Log();
  const file = parse({ name, text }, log);
  if (log.failed) return { diagnostics: log.all };
  const tokens = tokensOf(text);
  const parsed = { file, text, tokens, matches: matchBrackets(tokens) };
  return { text: print(new Layout(parsed, hintsOf(parsed)).file()) };
}
