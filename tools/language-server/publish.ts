import { type Diagnostic } from "vscode-languageserver/node";
import { type Connection } from "vscode-languageserver/node";
import { reportsOf } from "./diagnostics.ts";
import { type Workspace } from "./workspace.ts";

/** Keys that follow each other faster than this, in ms, are one change. */
const settling = 15;

/** Sends reports after changes: those of files for which they are not the same as before. */
export class Publisher {
  readonly #connection: Connection;
  readonly #workspace: Workspace;
  readonly #sent = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: Connection, workspace: Workspace) {
    this.#connection = connection;
    this.#workspace = workspace;
  }

  /** Something changed: reports follow as soon as nothing more does. */
  soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#publish().catch((error: unknown) => this.#connection.console.error(`internal error: ${String(error)}`));
    }, settling);
  }

  async #publish(): Promise<void> {
    const before = new Set(this.#sent.keys());
    for (const project of await this.#workspace.projects())
      for (const [uri, diagnostics] of reportsOf(project)) {
        before.delete(uri);
        await this.#send(uri, diagnostics);
      }
    for (const uri of before) await this.#send(uri, []);
  }

  async #send(uri: string, diagnostics: readonly Diagnostic[]): Promise<void> {
    const text = JSON.stringify(diagnostics);
    if ((this.#sent.get(uri) ?? "[]") === text) return;
    this.#sent.set(uri, text);
    await this.#connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] });
  }
}
