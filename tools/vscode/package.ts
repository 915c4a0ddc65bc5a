import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../..");

/** What the extension has beside its code. */
const files = ["package.json", "language-configuration.json", "README.md", "LICENSE"];

/** Makes the extension in `.tmp/vscode`, with all packages that it needs in its one module; the path of what can be installed. Asks nothing of the network. */
export async function packageExtension(): Promise<string> {
  const folder = join(root, ".tmp/vscode");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of files) cpSync(join(import.meta.dirname, file), join(folder, file));
  cpSync(join(root, "grammar/qdl.tmLanguage.json"), join(folder, "qdl.tmLanguage.json"));
  await bundle(folder);
  const vsce = join(dirname(createRequire(import.meta.url).resolve("@vscode/vsce/package.json")), "vsce");
  const target = join(folder, "qdl.vsix");
  const words = ["package", "--no-dependencies", "--allow-missing-repository", "--skip-license", "--out", target];
  execFileSync(process.execPath, [vsce, ...words], { cwd: folder, stdio: "pipe" });
  return target;
}

async function bundle(folder: string): Promise<void> {
  await build({
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    entryPoints: [join(import.meta.dirname, "extension.ts")],
    external: ["vscode"],
    outfile: join(folder, "extension.cjs"),
  });
}
