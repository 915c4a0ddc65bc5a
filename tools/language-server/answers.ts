import { type Connection } from "vscode-languageserver/node";
import { behaviourOf } from "./behaviour.ts";
import { completionAt } from "./completion/complete.ts";
import { cursorAt, fileAt, nameAt } from "./cursor.ts";
import { actionsFor } from "./diagnostics.ts";
import { formattingOf } from "./formatting.ts";
import { declarationAt, highlightsAt, referencesAt } from "./references.ts";
import { renamableAt, renameAt } from "./rename.ts";
import { foldingOf } from "./show/folding.ts";
import { hoverAt } from "./show/hover.ts";
import { inlayHintsIn } from "./show/inlay-hints.ts";
import { semanticTokensOf } from "./show/semantic-tokens.ts";
import { symbolsOf } from "./show/symbols.ts";
import { linesOf } from "./texts.ts";
import { type Workspace } from "./workspace.ts";

/** Answers everything that an editor may ask; a file that is none of ours has empty answers. */
export function answerRequests(connection: Connection, workspace: Workspace): void {
  answerAboutPlaces(connection, workspace);
  answerAboutFiles(connection, workspace);
}

function answerAboutPlaces(connection: Connection, workspace: Workspace): void {
  connection.onHover(async (at) => {
    const cursor = await cursorAt(workspace, at);
    return cursor && hoverAt(cursor);
  });
  connection.onDefinition(async (at) => {
    const cursor = await cursorAt(workspace, at);
    const of = cursor && nameAt(cursor)?.of;
    const behaviour = of?.meaning === "hook" ? await behaviourOf(of, cursor!.project) : undefined;
    if (behaviour) return [behaviour];
    return cursor ? declarationAt(cursor) : [];
  });
  connection.onReferences(async ({ context, ...at }) => {
    const cursor = await cursorAt(workspace, at);
    return cursor ? referencesAt(cursor, context.includeDeclaration) : [];
  });
  connection.onDocumentHighlight(async (at) => {
    const cursor = await cursorAt(workspace, at);
    return cursor ? highlightsAt(cursor) : [];
  });
  connection.onPrepareRename(async (at) => {
    const cursor = await cursorAt(workspace, at);
    return cursor && renamableAt(cursor);
  });
  connection.onRenameRequest(async ({ newName, ...at }) => {
    const cursor = await cursorAt(workspace, at);
    return cursor && renameAt(cursor, newName);
  });
  connection.onCompletion(async (at) => {
    const cursor = await cursorAt(workspace, at);
    return cursor ? completionAt(cursor) : [];
  });
}

function answerAboutFiles(connection: Connection, workspace: Workspace): void {
  connection.onDocumentSymbol(async ({ textDocument }) => {
    const found = await fileAt(workspace, textDocument.uri);
    return found ? symbolsOf(found.file) : [];
  });
  connection.onFoldingRanges(async ({ textDocument }) => {
    const found = await fileAt(workspace, textDocument.uri);
    return found ? foldingOf(found.file.source) : [];
  });
  connection.onDocumentFormatting(async ({ textDocument }) => {
    const found = await fileAt(workspace, textDocument.uri);
    return found ? formattingOf(found.file.source) : [];
  });
  connection.onCodeAction(async ({ textDocument, range }) => {
    const found = await fileAt(workspace, textDocument.uri);
    if (!found) return [];
    const lines = linesOf(found.file.source);
    const place = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
    return actionsFor(found.project, found.file.source.name, place);
  });
  connection.languages.inlayHint.on(async ({ textDocument, range }) => {
    const found = await fileAt(workspace, textDocument.uri);
    return found ? inlayHintsIn(found.file, range, found.project.now) : [];
  });
  connection.languages.semanticTokens.on(async ({ textDocument }) => {
    const found = await fileAt(workspace, textDocument.uri);
    return found ? semanticTokensOf(found.file) : { data: [] };
  });
}
