import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageExtension } from "../../tools/vscode/package.ts";

const root = join(import.meta.dirname, "../..");
const folder = join(root, ".tmp/typescript-plugin/project");
const extension = join(root, ".tmp/typescript-plugin/extension");

const use = `import { Pl011 } from "../../../generated/arm/pl011.ts";
import { FirstBoard } from "../../../generated/first/board.ts";
import { createMachine } from "@qdl/runtime";

export const board = createMachine(FirstBoard);
export const depth = (uart: Pl011): number => uart.fifoDepth;
`;

interface Span {
  readonly file: string;
  readonly start: { readonly line: number };
}

/** The server of TypeScript with the plugin of the extension, as an editor starts it. */
class TypeScriptServer {
  readonly #process = spawn(process.execPath, [
    createRequire(import.meta.url).resolve("typescript/lib/tsserver.js"),
    ...["--disableAutomaticTypingAcquisition", "--globalPlugins", "qdl-typescript"],
    ...["--pluginProbeLocations", extension],
  ]);
  readonly #answers = new Map<number, (body: readonly Span[]) => void>();
  #sent = 0;

  constructor() {
    createInterface(this.#process.stdout).on("line", (line) => {
      if (!line.startsWith("{")) return;
      const message = JSON.parse(line) as { readonly request_seq?: number; readonly body?: readonly Span[] };
      this.#answers.get(message.request_seq ?? -1)?.(message.body ?? []);
    });
  }

  /** The definitions of the first `word` in a file that is open: the file, and the text of the line. */
  async definitions(file: string, text: string, word: string): Promise<string[]> {
    const lines = text.split("\n");
    const line = lines.findIndex((one) => one.includes(word));
    const place = { file, line: line + 1, offset: lines[line]!.indexOf(word) + 1 };
    const spans = await new Promise<readonly Span[]>((resolve) =>
      this.#answers.set(this.send("definition", place), resolve),
    );
    return spans.map((span) => {
      const said = readFileSync(span.file, "utf8").split("\n")[span.start.line - 1]!;
      return `${span.file.slice(root.length + 1)}: ${said.trim()}`;
    });
  }

  send(command: string, words: object): number {
    this.#process.stdin.write(`${JSON.stringify({ seq: ++this.#sent, type: "request", command, arguments: words })}\n`);
    return this.#sent;
  }

  end(): void {
    this.#process.kill();
  }
}

let server: TypeScriptServer;
const file = join(folder, "use.ts");

beforeAll(async () => {
  await packageExtension(extension);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, use);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../../../tsconfig.json", include: ["use.ts"] }),
  );
  server = new TypeScriptServer();
  server.send("open", { file });
}, 60_000);

afterAll(() => server.end());

test.each([
  ["Pl011)", "devices/arm/pl011.qdl: device Pl011 : SysBusDevice {"],
  ["FirstBoard)", "devices/first/board.qdl: machine FirstBoard : Machine {"],
  ["fifoDepth", "devices/arm/pl011.qdl: prop fifo_depth : u32 = 16 in [16, 32];"],
])("the definition of what is generated is in its .qdl file: %s", async (word, definition) => {
  expect(await server.definitions(file, use, word)).toEqual([definition]);
});

test("the definition of what is not generated stays where it is", async () => {
  expect(await server.definitions(file, use, "createMachine(")).toEqual([
    expect.stringMatching(/^runtime\/.*create.*Machine/),
  ]);
});
