import {
  type Connection,
  createConnection,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { versionOfPackage } from "../cli/version.ts";
import { answerRequests } from "./answers.ts";
import { Publisher } from "./publish.ts";
import { legend } from "./show/semantic-tokens.ts";
import { Workspace } from "./workspace.ts";

/** Serves one editor, over the channel that the command line names (`--stdio`), until it says that it is done. */
export function startServer(): void {
  const connection = createConnection(ProposedFeatures.all);
  connection.onInitialize((params) => {
    serve(connection, params);
    return { capabilities, serverInfo: { name: "qdl", version: versionOfPackage() } };
  });
  connection.listen();
}

const capabilities: InitializeResult["capabilities"] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  completionProvider: { triggerCharacters: [".", ":", '"'] },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  documentFormattingProvider: true,
  codeActionProvider: { codeActionKinds: ["quickfix"] },
  inlayHintProvider: true,
  semanticTokensProvider: { legend, full: true },
};

function serve(connection: Connection, { workspaceFolders, rootUri, capabilities: client }: InitializeParams): void {
  const folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  const workspace = new Workspace(folders);
  const publisher = new Publisher(connection, workspace);
  const documents = new TextDocuments(TextDocument);
  documents.onDidChangeContent(({ document }) => {
    void workspace.edit(document.uri, document.getText());
    publisher.soon();
  });
  documents.onDidClose(({ document }) => {
    void workspace.close(document.uri);
    publisher.soon();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes) void workspace.changed(uri, type !== FileChangeType.Changed);
    publisher.soon();
  });
  answerRequests(connection, workspace);
  documents.listen(connection);
  const watching = client.workspace?.didChangeWatchedFiles?.dynamicRegistration;
  connection.onInitialized(() => {
    if (watching) void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  });
}

/** Definitions, their behaviour modules and configurations: what is not open may change, too. */
const watchers = ["**/*.qdl", "**/*.ts", "**/qdl.config.json"].map((globPattern) => ({ globPattern }));
