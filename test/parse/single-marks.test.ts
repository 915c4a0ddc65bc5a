import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Diagnostic, type Host, inspect, Memory } from "qdl";

const root = join(import.meta.dirname, "../..");

/** Definitions of every shape: registers, a family of boards, wiring, a board of parts. */
const shipped = ["devices/arm/pl011.qdl", "devices/riscv/virt.qdl", "devices/nrf51/nrf51822.qdl"];

const texts = new Map<string, string>();

function textOf(path: string): string {
  const text = texts.get(path) ?? readFileSync(join(root, path), "utf8");
  texts.set(path, text);
  return text;
}

/** What is reported of a file with another text, among all that it imports. */
function reporter(path: string): (text: string) => readonly Diagnostic[] {
  const memory = new Memory();
  return (text) => {
    const host: Host = { read: (asked) => ({ text: asked === path ? text : textOf(asked) }) };
    return inspect([path], host, { memory }).diagnostics.filter(({ severity }) => severity === "error");
  };
}

/** Every mark of a text by itself: not those of comments, and of texts their quotes. */
function marksOf(text: string): { readonly at: number; readonly mark: string }[] {
  const found = text.matchAll(/\/\/[^\n]*|"[^"\n]*"|[{};()[\],:@=]/g);
  return [...found].flatMap(({ index, 0: piece }) => {
    if (piece.startsWith("//")) return [];
    const closing = { at: index + piece.length - 1, mark: '"' };
    return piece.startsWith('"') ? [{ at: index, mark: '"' }, closing] : [{ at: index, mark: piece }];
  });
}

/** A mistake behind everything else. */
const planted = "object Planted {\n  prop p : u32 = true;\n}\n";

function told(reports: readonly Diagnostic[]): string[] {
  return reports.map(({ code, message }) => `${code}: ${message}`);
}

function fixed(text: string, { fixes: [fix] }: Diagnostic): string {
  const edits = [...fix!.edits].sort((a, b) => b.span.start - a.span.start);
  return edits.reduce((rest, { span, text: by }) => rest.slice(0, span.start) + by + rest.slice(span.end), text);
}

function lineOf(text: string, at: number): string {
  return `line ${text.slice(0, at).split("\n").length}`;
}

describe.each(shipped)("in %s", (path) => {
  const text = textOf(path);
  const report = reporter(path);

  test("any mark that is missing is one report, and a mistake behind it is reported too", () => {
    for (const { at, mark } of marksOf(text)) {
      // `[20]` for `[2:0]` is another bit.
      if (mark === ":" && /\[\d+$/.test(text.slice(0, at))) continue;
      const found = report(text.slice(0, at) + text.slice(at + 1) + planted);
      const where = `${lineOf(text, at)} without \`${mark}\``;
      expect(told(found), where).toHaveLength(2);
      expect(found.filter(({ code }) => code === "check/wrong-kind").length, where).toBeGreaterThan(0);
    }
  });

  test("any brace that is missing or too many is one report, whose fix leaves none", () => {
    for (const { at, mark } of marksOf(text).filter(({ mark }) => mark === "{" || mark === "}")) {
      const lost = text.slice(0, at) + text.slice(at + 1);
      const [line = ""] = /(?<=\n)[^\S\n]*$/.exec(text.slice(0, at)) ?? [];
      const twice = `${text.slice(0, at)}${mark}${line === "" ? "" : `\n${line}`}${text.slice(at)}`;
      for (const one of [lost, twice]) {
        const found = report(one);
        expect(told(found), `${lineOf(text, at)} \`${mark}\``).toHaveLength(1);
        expect(told(report(fixed(one, found[0]!))), `${lineOf(text, at)} \`${mark}\``).toEqual([]);
      }
    }
  });
});
