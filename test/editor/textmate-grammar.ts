import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";

const path = join(import.meta.dirname, "../../grammar/qdl.tmLanguage.json");

/** The grammar of definitions in the engine that editors have. */
export async function loadTextMateGrammar(): Promise<IGrammar> {
  const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
  await oniguruma.loadWASM(new Uint8Array(readFileSync(wasm)).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: (scope) =>
      Promise.resolve(scope === "source.qdl" ? textmate.parseRawGrammar(readFileSync(path, "utf8"), path) : null),
  });
  return (await registry.loadGrammar("source.qdl"))!;
}
