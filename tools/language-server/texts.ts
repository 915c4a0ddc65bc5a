import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Location, type Range } from "vscode-languageserver/node";
import { type SourceFile, type Span } from "qdl";

const documents = new WeakMap<SourceFile, TextDocument>();

/** A text with its lines: places of the protocol count lines from 0, and UTF-16 units within them. */
export function linesOf(source: SourceFile): TextDocument {
  const known = documents.get(source);
  if (known) return known;
  const made = TextDocument.create(source.name, "qdl", 0, source.text);
  documents.set(source, made);
  return made;
}

/** A stretch of a text as the protocol says it. */
export function rangeOf(source: SourceFile, { start, end }: { readonly start: number; readonly end: number }): Range {
  const lines = linesOf(source);
  return { start: lines.positionAt(start), end: lines.positionAt(end) };
}

/** The address of a project's file. */
export function uriOf(root: string, path: string): string {
  return pathToFileURL(join(root, path)).href;
}

/** A place in a project's file. */
export function locationOf(root: string, span: Span): Location {
  return { uri: uriOf(root, span.file.name), range: rangeOf(span.file, span) };
}
