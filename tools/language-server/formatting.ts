import { type TextEdit } from "vscode-languageserver/node";
import { type SourceFile } from "qdl";
import { format } from "../prettier/format.ts";
import { rangeOf } from "./texts.ts";

/** The change that lays out a file; none where it is laid out, or has syntax errors. */
export function formattingOf(source: SourceFile): TextEdit[] {
  const formatted = format(source);
  if (!("text" in formatted) || formatted.text === source.text) return [];
  const { text: before } = source;
  const { text: after } = formatted;
  // What is the same at both ends stays, so that the editor keeps its cursor and its marks.
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const place = { start, end: before.length - end };
  return [{ range: rangeOf(source, place), newText: after.slice(start, after.length - end) }];
}
