import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { grammar } from "ohm-js";
import { compileGrammar } from "./parser.ts";

/** A file that is made, and what must be in it. */
export interface Made {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Rewrites Ohm's bundle and the compiled parser. */
export function generateGrammar(root: string): void {
  for (const { path, text } of makeGrammar(root)) writeFileSync(join(root, path), text);
}

/** Everything that follows from `grammar/qdl.ohm`: Ohm's bundle with its types, and the compiled parser. */
export function makeGrammar(root: string): Made[] {
  const source = readFileSync(join(root, "grammar/qdl.ohm"), "utf8");
  return [
    ...makeBundle(source),
    { path: "compiler/1-parse/parser.generated.ts", text: compileGrammar(grammar(source)) },
  ];
}

/** Ohm's command line writes beside its input, under names of its own: it works on a copy. */
function makeBundle(source: string): Made[] {
  const folder = mkdtempSync(join(tmpdir(), "qdl-grammar-"));
  try {
    writeFileSync(join(folder, "qdl.ohm"), source);
    const cli = join(dirname(createRequire(import.meta.url).resolve("@ohm-js/cli/package.json")), "index.js");
    execFileSync(process.execPath, [cli, "generateBundles", "--withTypes", "--esm", "qdl.ohm"], {
      cwd: folder,
      stdio: "pipe",
    });
    const read = (name: string) => readFileSync(join(folder, name), "utf8");
    return [
      { path: "grammar/qdl.ohm-bundle.generated.js", text: read("qdl.ohm-bundle.js") },
      { path: "grammar/qdl.ohm-bundle.generated.d.ts", text: read("qdl.ohm-bundle.d.ts") },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
