import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { type Made } from "./grammar.ts";

/** Rewrites the script of the page of a lifetime graph. */
export function generateGraphScript(root: string): void {
  const { path, text } = makeGraphScript(root);
  if (readFileSync(join(root, path), "utf8") !== text) writeFileSync(join(root, path), text);
}

/** The script that `tools/graph/view/standalone.ts` and what it imports come to, as a text that the page has in it. */
export function makeGraphScript(root: string): Made {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: ["tools/graph/view/standalone.ts"],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    // Imports of types alone are none.
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: false } },
    logLevel: "silent",
  });
  // What closes the element that the script stands in must not occur in it.
  const script = outputFiles[0]!.text.replaceAll("</", "<\\/");
  const source = "/** Made of `view/standalone.ts` by `npm run generate`. */";
  return {
    path: "tools/graph/page-script.generated.ts",
    text: `${source}\nexport const behaviour: string = ${JSON.stringify(script)};\n`,
  };
}
