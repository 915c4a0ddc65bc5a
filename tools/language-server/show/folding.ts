import { type FoldingRange, FoldingRangeKind } from "vscode-languageserver/node";
import { type SourceFile } from "qdl";
import { isComment, matchBrackets, type Token, tokensOf } from "../../prettier/tokens.ts";
import { linesOf } from "../texts.ts";

/** What can be folded: blocks, comments of several lines, and the imports. Also in a text with mistakes. */
export function foldingOf(source: SourceFile): FoldingRange[] {
  const tokens = tokensOf(source.text);
  const lineAt = (offset: number) => linesOf(source).positionAt(offset).line;
  const fold = (from: number, to: number, kind?: FoldingRangeKind): FoldingRange[] =>
    to > from ? [{ startLine: from, endLine: to, ...(kind && { kind }) }] : [];
  const blocks = [...matchBrackets(tokens)].flatMap(([open, close]) =>
    // The line with the closing bracket stays to be seen.
    fold(lineAt(tokens[open]!.start), lineAt(tokens[close]!.start) - 1),
  );
  const stretch = (kind: FoldingRangeKind) => (run: readonly Token[]) =>
    fold(lineAt(run[0]!.start), lineAt(run.at(-1)!.end), kind);
  const comments = runsOf(tokens, isComment).flatMap(stretch(FoldingRangeKind.Comment));
  return [...blocks, ...comments, ...importsOf(tokens).flatMap(stretch(FoldingRangeKind.Imports))];
}

/** Tokens of a kind that follow each other without an empty line. */
function runsOf(tokens: readonly Token[], fits: (token: Token) => boolean): Token[][] {
  const runs: Token[][] = [];
  let open = false;
  for (const token of tokens) {
    const goesOn = fits(token) && open && token.breaks <= 1;
    if (goesOn) runs.at(-1)!.push(token);
    else if (fits(token)) runs.push([token]);
    open = fits(token);
  }
  return runs;
}

function importsOf(tokens: readonly Token[]): Token[][] {
  const first = tokens.findIndex(({ text }) => text === "import");
  if (first < 0) return [];
  let last = first;
  for (let at = first; at < tokens.length && tokens[at]!.text === "import"; at = last + 1) {
    last = tokens.findIndex(({ text }, index) => index > at && text === ";");
    if (last < 0) return [];
  }
  return [tokens.slice(first, last + 1)];
}
