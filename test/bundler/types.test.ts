import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import ts from "typescript";
import { expect, test, vi } from "vitest";
import { compile } from "qdl";
import { qdl } from "../../tools/bundler/esbuild.ts";
import { makeProject } from "./project.ts";
import { globSync } from "tinyglobby";

const program = `import { Board } from "./devices/board.qdl";
export const level: number = (null as unknown as Board).lamp.level;
// @ts-expect-error a lamp has no colour
export const colour = (null as unknown as Board).lamp.colour;
`;

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowArbitraryExtensions: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  types: [],
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
};

async function makeTyped(): Promise<string> {
  const json = { compilerOptions: { module: "nodenext", target: "es2023", allowArbitraryExtensions: true, types: [] } };
  const folder = makeProject({ "use.ts": program, "tsconfig.json": JSON.stringify({ ...json, files: ["use.ts"] }) });
  vi.spyOn(process, "cwd").mockReturnValue(folder);
  const entryPoints = ["main.js"];
  await build({ absWorkingDir: folder, entryPoints, bundle: true, write: false, plugins: [qdl({ types: true })] });
  vi.restoreAllMocks();
  return folder;
}

/** Asks the server that editors ask where something is defined. */
async function definitionOf(file: string, place: { line: number; offset: number }) {
  const server = spawn(process.execPath, [
    createRequire(import.meta.url).resolve("typescript/lib/tsserver.js"),
    "--disableAutomaticTypingAcquisition",
  ]);
  const ask = (seq: number, command: string, args: object) =>
    server.stdin.write(`${JSON.stringify({ seq, type: "request", command, arguments: args })}\n`);
  ask(1, "open", { file });
  ask(2, "definition", { file, ...place });
  for await (const line of createInterface(server.stdout)) {
    if (!line.includes('"request_seq":2')) continue;
    server.kill();
    return (JSON.parse(line) as { body: { file: string; start: { line: number } }[] }).body;
  }
  throw new Error("no answer");
}

test("types are written beside definitions: programs are checked against them, and editors go on to the definition", async () => {
  const folder = await makeTyped();
  expect(readFileSync(join(folder, "devices/board.d.qdl.ts"), "utf8")).toContain('import { Lamp } from "./lamp.qdl";');
  const checked = ts.createProgram([join(folder, "use.ts")], options);
  const said = ts
    .getPreEmitDiagnostics(checked)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  expect(said).toEqual([]);
  const file = join(folder, "use.ts");
  const [board] = await definitionOf(file, { line: 2, offset: 55 });
  expect(board).toMatchObject({ file: join(folder, "devices/board.qdl"), start: { line: 4 } });
});

test("modules say all types themselves, so that each can be described without the others", () => {
  const files = globSync("**/*.qdl", { cwd: "devices" }).sort();
  const { modules } = compile(files, { read: (path) => ({ text: readFileSync(join("devices", path), "utf8") }) });
  const untold = modules.flatMap(({ path, text }) => {
    const { diagnostics = [] } = ts.transpileDeclaration(text, {
      fileName: "a.ts",
      reportDiagnostics: true,
      compilerOptions: {},
    });
    return diagnostics.map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  });
  expect(untold).toEqual([]);
});
