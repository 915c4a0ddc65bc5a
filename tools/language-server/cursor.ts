import { type Position } from "vscode-languageserver/node";
import { type BoundFile } from "qdl";
import { type Occurrence } from "./names/declaration.ts";
import { occurrencesIn } from "./names/occurrences.ts";
import { type Project } from "./project.ts";
import { linesOf } from "./texts.ts";
import { type Workspace } from "./workspace.ts";

/** Where a request points to. */
export interface Cursor {
  readonly project: Project;
  readonly file: BoundFile;
  readonly offset: number;
}

/** What a request is about: a file, and a place in it. */
export interface At {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

/** The file that a request is about; nothing if it is none of ours. */
export async function fileAt(workspace: Workspace, uri: string): Promise<Omit<Cursor, "offset"> | undefined> {
  const place = await workspace.find(uri);
  const file = place?.project.file(place.path);
  return place && file && { project: place.project, file };
}

/** The place that a request is about. */
export async function cursorAt(workspace: Workspace, { textDocument, position }: At): Promise<Cursor | undefined> {
  const found = await fileAt(workspace, textDocument.uri);
  return found && { ...found, offset: linesOf(found.file.source).offsetAt(position) };
}

/** The name under the cursor, or directly before it. */
export function nameAt({ file, offset }: Cursor): Occurrence | undefined {
  return occurrencesIn(file).find(({ start, end }) => start <= offset && offset <= end);
}
