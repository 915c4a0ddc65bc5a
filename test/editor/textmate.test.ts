import { readFileSync } from "node:fs";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { beforeAll, describe, expect, test } from "vitest";
import textmate, { type IGrammar } from "vscode-textmate";
import { makeTextMate } from "../../tools/generate/textmate.ts";
import { loadTextMateGrammar } from "./textmate-grammar.ts";

const root = join(import.meta.dirname, "../..");

describe("colours before the language server has answered", () => {
  let grammar: IGrammar;
  beforeAll(async () => {
    grammar = await loadTextMateGrammar();
  });

  /** Words of a line with their innermost scope, without `.qdl`. */
  const scopes = (line: string): string[] =>
    grammar
      .tokenizeLine(line, null)
      .tokens.map(({ startIndex, endIndex, scopes: all }) => [line.slice(startIndex, endIndex).trim(), all.at(-1)!])
      .filter(([text, scope]) => text !== "" && scope !== "source.qdl")
      .map(([text, scope]) => `${text} ${scope!.replace(/\.qdl$/, "")}`);

  test("the grammar is what follows from the words of the language", () => {
    expect(readFileSync(join(root, "grammar/qdl.tmLanguage.json"), "utf8")).toBe(makeTextMate(root).text);
  });

  test("a declaration shows what is declared, and what it extends", () => {
    expect(scopes("abstract device Uart : SysBusDevice {")).toEqual([
      "abstract storage.modifier",
      "device storage.type.form",
      "Uart entity.name.type",
      ": keyword.operator",
      "SysBusDevice entity.other.inherited-class",
    ]);
  });

  test("members, their types, and hooks", () => {
    expect(scopes("  embed uart0 : Pl011;")).toEqual([
      "embed storage.modifier.ownership",
      ": keyword.operator",
      "Pl011 entity.name.type",
    ]);
    expect(scopes("  on reset hold => clear_fifo; // gone")).toEqual([
      "on keyword.other",
      "reset keyword.other.clause",
      "hold keyword.other.clause",
      "=> keyword.operator",
      "clear_fifo entity.name.function",
      "// gone comment.line.double-slash",
    ]);
  });

  test("registers and fields", () => {
    expect(scopes("register CR @ 0x030 reset 0x300 { field UARTEN [0] rw; }")).toEqual([
      "register keyword.other",
      "CR variable.other.member",
      "@ keyword.operator",
      "0x030 constant.numeric",
      "reset keyword.other.clause",
      "0x300 constant.numeric",
      "field keyword.other",
      "UARTEN variable.other.member",
      "0 constant.numeric",
      "rw constant.language.access",
    ]);
  });

  test("words of the language that are names are not coloured as words", () => {
    expect(scopes("    width = 3;")).toEqual([
      "width variable.other.member",
      "= keyword.operator",
      "3 constant.numeric",
    ]);
    expect(scopes("    timer : u32;")).toEqual([": keyword.operator", "u32 support.type"]);
    expect(scopes("register read @ 0;")[1]).toBe("read variable.other.member");
  });

  test("comments end where they end, in every shipped definition", () => {
    for (const path of globSync("devices/**/*.qdl", { cwd: root })) {
      let stack = textmate.INITIAL;
      for (const line of readFileSync(join(root, path), "utf8").split("\n"))
        stack = grammar.tokenizeLine(line, stack).ruleStack;
      expect([path, stack.depth]).toEqual([path, 1]);
    }
  });
});
