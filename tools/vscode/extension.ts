import { existsSync } from "node:fs";
import { join } from "node:path";
import { window, workspace } from "vscode";
import { LanguageClient, type ServerOptions, TransportKind } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

/** Starts the language server when the first definition is opened. */
export async function activate(): Promise<void> {
  const module = serverModule();
  if (module === undefined) {
    void window.showWarningMessage(
      "`qdl` is not installed in this project: `npm install --save-dev qdl`, then reload.",
    );
    return;
  }
  const server: ServerOptions = { module, transport: TransportKind.stdio };
  client = new LanguageClient("qdl", "QDL", server, { documentSelector: [{ scheme: "file", language: "qdl" }] });
  await client.start();
}

/** Ends the language server with the editor. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** The server that was chosen, else the project's own, so that the editor says what the build says. */
function serverModule(): string | undefined {
  const chosen = workspace.getConfiguration("qdl").get<string>("server.path");
  const folders = workspace.workspaceFolders ?? [];
  const installed = folders.map(({ uri }) => join(uri.fsPath, "node_modules/qdl/dist/tools/language-server/main.js"));
  return [...(chosen ? [chosen] : []), ...installed].find((file) => existsSync(file));
}
