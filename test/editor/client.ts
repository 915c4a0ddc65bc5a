import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  type Diagnostic,
  type Position,
  type ProtocolConnection,
  type ProtocolRequestType,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  InitializeRequest,
  InitializedNotification,
  ExitNotification,
  DidOpenTextDocumentNotification,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";

const root = join(import.meta.dirname, "../..");

/** The server as its sources are. */
const server = ["--import", "tsx", "--conditions=source", join(root, "tools/language-server/main.ts"), "--stdio"];

/** An editor that talks to a real server process about the files of a folder. */
export class Editor {
  readonly folder: string;
  readonly #process: ChildProcess;
  readonly #connection: ProtocolConnection;
  readonly #reports = new Map<string, readonly Diagnostic[]>();
  readonly #waiting = new Set<() => void>();
  readonly #texts = new Map<string, string>();
  #version = 0;

  private constructor(folder: string, words: readonly string[]) {
    this.folder = folder;
    this.#process = spawn(process.execPath, [...words], { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
    const { stdout, stdin } = this.#process;
    this.#connection = createProtocolConnection(new StreamMessageReader(stdout!), new StreamMessageWriter(stdin!));
    this.#connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      this.#reports.set(uri, diagnostics);
      for (const look of [...this.#waiting]) look();
    });
    this.#connection.listen();
  }

  /** Starts a server for a folder; `words` are what Node runs, by default the sources. */
  static async start(folder: string, words = server): Promise<Editor> {
    const editor = new Editor(folder, words);
    const uri = pathToFileURL(folder).href;
    await editor.#connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: uri,
      capabilities: {},
      workspaceFolders: [{ uri, name: "project" }],
    });
    await editor.#connection.sendNotification(InitializedNotification.type, {});
    return editor;
  }

  /** Ends the server as editors do; its exit status. */
  async end(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.#process.once("exit", resolve));
    await this.#connection.sendRequest(ShutdownRequest.type);
    await this.#connection.sendNotification(ExitNotification.type);
    const status = await ended;
    this.#connection.dispose();
    return status;
  }

  uri(path: string): string {
    return pathToFileURL(join(this.folder, path)).href;
  }

  /** Opens a file, or changes its text if it is open. */
  async write(path: string, text: string): Promise<void> {
    const uri = this.uri(path);
    const version = ++this.#version;
    if (this.#texts.has(path))
      await this.#connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      });
    else
      await this.#connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId: "qdl", version, text },
      });
    this.#texts.set(path, text);
  }

  async close(path: string): Promise<void> {
    this.#texts.delete(path);
    await this.#connection.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri: this.uri(path) },
    });
  }

  /** Says that files changed on disk. */
  async changed(path: string, type: FileChangeType = FileChangeType.Changed): Promise<void> {
    const changes = [{ uri: this.uri(path), type }];
    await this.#connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
  }

  /** The reports of a file, as soon as they are as expected. */
  async reports(
    path: string,
    fits: (reports: readonly Diagnostic[]) => boolean = (reports) => reports.length > 0,
  ): Promise<readonly Diagnostic[]> {
    const uri = this.uri(path);
    const now = () => this.#reports.get(uri) ?? [];
    if (!fits(now()))
      await new Promise<void>((resolve) => {
        const look = () => {
          if (!fits(now())) return;
          this.#waiting.delete(look);
          resolve();
        };
        this.#waiting.add(look);
      });
    return now();
  }

  /** Asks something; `P` and `R` are what the protocol says. */
  ask<P, R, PR, E, RO>(type: ProtocolRequestType<P, R, PR, E, RO>, params: P): Promise<R> {
    return this.#connection.sendRequest<R>(type.method, params);
  }

  /** A place in an open file: where `¦` is in a stretch of its text, which occurs once. */
  at(path: string, mark: string): { readonly textDocument: { readonly uri: string }; readonly position: Position } {
    const text = this.#texts.get(path)!;
    const [before = "", after = ""] = mark.split("¦");
    const start = text.indexOf(before + after);
    if (start < 0 || text.includes(before + after, start + 1)) throw new Error(`\`${mark}\` is not one place`);
    const lines = text.slice(0, start + before.length).split("\n");
    return {
      textDocument: { uri: this.uri(path) },
      position: { line: lines.length - 1, character: lines.at(-1)!.length },
    };
  }
}
