import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type CompletionItem,
  CompletionRequest,
  DefinitionRequest,
  type Location,
  RenameRequest,
} from "vscode-languageserver-protocol/node";
import { Editor } from "./client.ts";
import { makeProject } from "./project.ts";

const board = `qdl 1;
import { Machine } from "qdl:core";
import { Uart } from "kit/uart.qdl";

machine Board : Machine {
  embed uart : Uart { depth = 2; }
}
`;
const manifest = { name: "kit", exports: { "./*.qdl": { qdl: "./src/*.qdl", default: "./dist/*.js" } } };

describe("of a definition that a package brings, the language server knows", () => {
  let editor: Editor;
  const project = makeProject({
    "board.qdl": board,
    "other.qdl": board.replace("machine Board", "machine Other"),
    "node_modules/kit/package.json": JSON.stringify(manifest),
    "node_modules/kit/src/uart.qdl":
      'qdl 1;\nimport { Device } from "qdl:core";\ndevice Uart : Device {\n  prop depth : u32 = 1;\n  on realize => begin;\n}\n',
    "node_modules/kit/dist/uart.js": "export class Uart {}\n",
  });
  beforeAll(async () => {
    editor = await Editor.start(project.folder);
    await editor.write("board.qdl", board);
  });
  afterAll(async () => {
    await editor.end();
    project.remove();
  });

  test("where it is declared", async () => {
    for (const mark of ["uart : U¦art", "de¦pth = 2"]) {
      const [found] = (await editor.ask(DefinitionRequest.type, editor.at("board.qdl", mark))) as Location[];
      expect(found!.uri).toBe(editor.uri("node_modules/kit/src/uart.qdl"));
    }
  });

  test("what it has, and that its hooks are its author's business", async () => {
    await editor.write("board.qdl", board.replace("depth", "depht"));
    const codes = (await editor.reports("board.qdl", (reports) => reports.length > 0)).map(({ code }) => code);
    expect(codes).toEqual(["check/unknown-member"]);
    await editor.write("board.qdl", board);
    expect(await editor.reports("board.qdl", (reports) => reports.length === 0)).toEqual([]);
  });

  test("that it is not renamed from outside", async () => {
    const asked = editor.ask(RenameRequest.type, { ...editor.at("board.qdl", "de¦pth = 2"), newName: "size" });
    await expect(asked).rejects.toThrow(/`depth` belongs to a package/);
  });

  test("by which name it is imported", async () => {
    await editor.write("board.qdl", board.replace('"kit/uart.qdl";', '"'));
    const items = (await editor.ask(
      CompletionRequest.type,
      editor.at("board.qdl", 'import { Uart } from "¦'),
    )) as CompletionItem[];
    await editor.write("board.qdl", board);
    expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(["qdl:core", "kit/uart.qdl"]));
  });
});
