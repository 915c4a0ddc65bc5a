import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  DocumentFormattingRequest,
  DocumentSymbolRequest,
  type DocumentSymbol,
  FoldingRangeRequest,
  InlayHintRequest,
  SemanticTokensRequest,
  type TextEdit,
} from "vscode-languageserver-protocol/node";
import { Editor } from "./client.ts";
import { makeProject } from "./project.ts";

const text = `qdl 1;
import { Device } from "qdl:core";
import { SysBusDevice } from "qdl:core";

// A comment
// of two lines.
enum Mode { off, on }

device Inner : Device {
  state { level : u32; fifo : u16[6]; }
}

device Uart : SysBusDevice {
  prop mode : Mode = off;
  embed inner[i : 2] : Inner;
  when mode == on {
    region spare : ram 4K;
  }
  region mmio : io 4K = regs;
  bank regs {
    endian little;
    register DATA @ 0x0 {
      field VALUE [7:0] rw;
    }
    overlay @ 0x10 + 4 { register RSR read; register ECR write; }
  }
  on realize => attach;
}
`;

describe("of a file, the language server knows", () => {
  let editor: Editor;
  const project = makeProject({ "a.qdl": text });
  beforeAll(async () => {
    editor = await Editor.start(project.folder);
    await editor.write("a.qdl", text);
  });
  afterAll(async () => {
    await editor.end();
    project.remove();
  });
  const file = () => ({ textDocument: { uri: editor.uri("a.qdl") } });

  test("its declarations as a tree; conditions and overlays are no level of it", async () => {
    const outline = (symbols: readonly DocumentSymbol[], indent = ""): string[] =>
      symbols.flatMap(({ name, detail, children }) => [
        `${indent}${name} (${detail})`,
        ...outline(children ?? [], `${indent}  `),
      ]);
    const symbols = (await editor.ask(DocumentSymbolRequest.type, file())) as DocumentSymbol[];
    expect(outline(symbols)).toEqual([
      "Mode (enum)",
      "  off (enum value)",
      "  on (enum value)",
      "Inner (device)",
      "  level (state field)",
      "  fifo (state field)",
      "Uart (device)",
      "  mode (prop)",
      "  inner (embed Inner)",
      "  spare (region)",
      "  mmio (region)",
      "  regs (bank)",
      "    DATA (register)",
      "      VALUE (rw)",
      "    RSR (register)",
      "    ECR (register)",
    ]);
  });

  test("what can be folded", async () => {
    const ranges = (await editor.ask(FoldingRangeRequest.type, file()))!;
    const shown = ranges.map(({ startLine, endLine, kind }) => `${startLine}-${endLine} ${kind ?? "block"}`);
    expect(shown.sort()).toEqual(
      ["1-2 imports", "4-5 comment", "8-9 block", "12-26 block", "15-16 block", "19-24 block", "21-22 block"].sort(),
    );
  });

  test("offsets and sizes, where the text does not say them", async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const hints = (await editor.ask(InlayHintRequest.type, { ...file(), range }))!;
    const lines = text.split("\n");
    const shown = hints.map(
      ({ position, label }) =>
        `${/\w+$/.exec(lines[position.line]!.slice(0, position.character))![0]} ${String(label)}`,
    );
    const size = (name: string) => Number(/\d+/.exec(shown.find((one) => one.startsWith(`${name} `))!)![0]);
    expect(shown).toEqual([
      expect.stringMatching(/^Inner \d+ bytes$/),
      expect.stringMatching(/^level \+0x[0-9a-f]+, 4 bytes$/),
      expect.stringMatching(/^fifo \+0x[0-9a-f]+, 12 bytes$/),
      expect.stringMatching(/^Uart \d+ bytes$/),
      expect.stringMatching(/^inner \+0x[0-9a-f]+, \d+ bytes$/),
      expect.stringMatching(/^regs \+0x[0-9a-f]+, 8 bytes$/),
      "RSR 0x14",
      "ECR 0x14",
    ]);
    expect(size("Uart")).toBeGreaterThanOrEqual(2 * size("Inner"));
  });

  test("what its names mean, as colours", async () => {
    const { data } = (await editor.ask(SemanticTokensRequest.type, file()))!;
    const lines = text.split("\n");
    const types = ["type", "enum", "enumMember", "property", "variable", "parameter", "method", "event"];
    const shown: string[] = [];
    for (let at = 0, line = 0, character = 0; at < data.length; at += 5) {
      character = data[at]! > 0 ? data[at + 1]! : character + data[at + 1]!;
      line += data[at]!;
      const word = lines[line]!.slice(character, character + data[at + 2]!);
      shown.push(`${word} ${types[data[at + 3]!]}${data[at + 4]! & 1 ? " declared" : ""}`);
    }
    expect(shown.slice(0, 8)).toEqual([
      "Device type",
      "SysBusDevice type",
      "Mode enum declared",
      "off enumMember declared",
      "on enumMember declared",
      "Inner type declared",
      "Device type",
      "level property declared",
    ]);
    expect(shown).toContain("i variable declared");
    expect(shown).toContain("on enumMember");
    expect(shown).toContain("attach method");
    expect(shown.filter((one) => one.startsWith("regs "))).toEqual(["regs property", "regs property declared"]);
  });

  test("the one layout that it has, as the smallest change that gives it", async () => {
    const format = () =>
      editor.ask(DocumentFormattingRequest.type, { ...file(), options: { tabSize: 8, insertSpaces: false } });
    expect(await format()).toEqual([]);
    await editor.write("a.qdl", text.replace("  prop mode : Mode = off;", "    prop   mode:Mode=off;"));
    const edits = (await format()) as TextEdit[];
    expect(edits).toEqual([
      {
        range: { start: { line: 13, character: 2 }, end: { line: 13, character: 21 } },
        newText: "prop mode : Mode = ",
      },
    ]);
    await editor.write("a.qdl", text.replace("prop mode", "prop prop mode"));
    expect(await format()).toEqual([]);
    await editor.write("a.qdl", text);
  });

  test("nothing, if it is no definition; and no text makes it fail", async () => {
    for (const broken of ["", "qdl 1;", "{{{", text.slice(0, 300), text.replaceAll("{", ""), "\u0000\uFEFF¦"]) {
      await editor.write("a.qdl", broken);
      for (const type of [DocumentSymbolRequest.type, FoldingRangeRequest.type, SemanticTokensRequest.type])
        expect(await editor.ask(type as typeof DocumentSymbolRequest.type, file())).toBeDefined();
    }
    await editor.write("a.qdl", text);
    const other = { textDocument: { uri: "untitled:Untitled-1" } };
    expect(await editor.ask(DocumentSymbolRequest.type, other)).toEqual([]);
  });
});
