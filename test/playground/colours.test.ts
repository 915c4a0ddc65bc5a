import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { expect, test } from "vitest";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";
import { loadGrammar } from "../../tools/playground/editor/qdl-language.ts";

const root = join(import.meta.dirname, "../..");

/** The grammar in the engine that editors have. */
async function grammarOfEditors(): Promise<IGrammar> {
  const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
  await oniguruma.loadWASM(new Uint8Array(readFileSync(wasm)).buffer);
  const path = join(root, "grammar/qdl.tmLanguage.json");
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(readFileSync(path, "utf8"), path)),
  });
  return (await registry.loadGrammar("source.qdl"))!;
}

function scopesOf(grammar: IGrammar, text: string): string[] {
  let stack = textmate.INITIAL;
  return text.split("\n").flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    return tokens.map(({ startIndex, endIndex, scopes }) => `${line.slice(startIndex, endIndex)} ${scopes.join(" ")}`);
  });
}

test("the browser's regular expressions colour every definition as the engine of editors does", async () => {
  const [theirs, ours] = [await grammarOfEditors(), await loadGrammar()];
  const files = globSync(["devices/**/*.qdl", "tools/playground/**/*.qdl", "test/fixtures/parse/*/*.qdl"], {
    cwd: root,
  });
  expect(files.length).toBeGreaterThan(80);
  for (const file of files) {
    const text = readFileSync(join(root, file), "utf8");
    expect(scopesOf(ours, text), file).toEqual(scopesOf(theirs, text));
  }
});
