import { readFileSync } from "node:fs";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { expect, test } from "vitest";
import textmate, { type IGrammar } from "vscode-textmate";
import { loadTextMateGrammar } from "../editor/textmate-grammar.ts";
import { loadGrammar } from "../../tools/playground/editor/qdl-language.ts";

const root = join(import.meta.dirname, "../..");

function scopesOf(grammar: IGrammar, text: string): string[] {
  let stack = textmate.INITIAL;
  return text.split("\n").flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    return tokens.map(({ startIndex, endIndex, scopes }) => `${line.slice(startIndex, endIndex)} ${scopes.join(" ")}`);
  });
}

test("the browser's regular expressions colour every definition as the engine of editors does", async () => {
  const [theirs, ours] = [await loadTextMateGrammar(), await loadGrammar()];
  const files = globSync(["devices/**/*.qdl", "tools/playground/**/*.qdl", "test/fixtures/parse/*/*.qdl"], {
    cwd: root,
  });
  expect(files.length).toBeGreaterThan(80);
  for (const file of files) {
    const text = readFileSync(join(root, file), "utf8");
    expect(scopesOf(ours, text), file).toEqual(scopesOf(theirs, text));
  }
});
