import { type DocumentHighlight, type Location } from "vscode-languageserver/node";
import { type BoundFile } from "qdl";
import { type Cursor, nameAt } from "./cursor.ts";
import { type Declaration, isSame, isWritten, type Occurrence } from "./names/declaration.ts";
import { occurrencesIn } from "./names/occurrences.ts";
import { type Project } from "./project.ts";
import { locationOf, rangeOf } from "./texts.ts";

/** A name with the file in which it stands. */
export interface Use extends Occurrence {
  readonly file: BoundFile;
}

/** Every place of a project where a declaration is named. */
export function usesOf(declaration: Declaration, project: Project): Use[] {
  return project.now.checked.flatMap(({ file }) =>
    occurrencesIn(file)
      .filter(({ of }) => isSame(of, declaration))
      .map((one) => ({ ...one, file })),
  );
}

/** Where the name under the cursor is used, and, if asked, declared. */
export function referencesAt(cursor: Cursor, withDeclaration: boolean): Location[] {
  const found = nameAt(cursor);
  if (!found) return [];
  return usesOf(found.of, cursor.project)
    .filter(({ file, declares }) => !file.core && (withDeclaration || !declares))
    .map(({ file, start, end }) => locationOf(cursor.project.root, { file: file.source, start, end }));
}

/** Where the name under the cursor is declared in definitions; nothing for what the language brings along. */
export function declarationAt(cursor: Cursor): Location[] {
  const of = nameAt(cursor)?.of;
  if (!of || !isWritten(of)) return [];
  return [locationOf(cursor.project.root, { file: of.file.source, start: of.name.start, end: of.name.end })];
}

/** The same name elsewhere in the file. */
export function highlightsAt(cursor: Cursor): DocumentHighlight[] {
  const found = nameAt(cursor);
  if (!found) return [];
  const { source } = cursor.file;
  const here = occurrencesIn(cursor.file).filter(({ of }) => isSame(of, found.of));
  return here.map((one) => ({ range: rangeOf(source, one) }));
}
