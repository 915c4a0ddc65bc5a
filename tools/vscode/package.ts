import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build, type BuildOptions } from "esbuild";

const root = join(import.meta.dirname, "../..");

/** What the extension has beside its code. */
const files = ["package.json", "language-configuration.json", "README.md", "LICENSE"];

/** What goes to the definitions from generated classes, as `package.json` of the extension names it. */
const pluginName = "qdl-typescript";

/** Makes the extension in a folder of its own, with all packages that it needs in its one module; the path of what can be installed. Asks nothing of the network. */
export async function packageExtension(folder = join(root, ".tmp/vscode")): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of files) cpSync(join(import.meta.dirname, file), join(folder, file));
  cpSync(join(root, "grammar/qdl.tmLanguage.json"), join(folder, "qdl.tmLanguage.json"));
  await bundle(folder);
  await bundlePlugin(join(folder, "node_modules", pluginName));
  const vsce = join(dirname(createRequire(import.meta.url).resolve("@vscode/vsce/package.json")), "vsce");
  const target = join(folder, "qdl.vsix");
  const words = ["package", "--allow-missing-repository", "--skip-license", "--out", target];
  execFileSync(process.execPath, [vsce, ...words], { cwd: folder, stdio: "pipe" });
  return target;
}

const options: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  conditions: ["source"],
  minify: true,
};

async function bundle(folder: string): Promise<void> {
  await build({
    ...options,
    entryPoints: [join(import.meta.dirname, "extension.ts")],
    external: ["vscode"],
    outfile: join(folder, "extension.cjs"),
  });
}

/** TypeScript looks for the plugins of an extension in its `node_modules`. */
async function bundlePlugin(folder: string): Promise<void> {
  const main = "plugin.cjs";
  await build({
    ...options,
    entryPoints: [join(root, "tools/typescript/main.ts")],
    alias: { qdl: join(root, "compiler/index.ts") },
    footer: { js: "module.exports = module.exports.plugin;" },
    outfile: join(folder, main),
  });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: pluginName, version: "0.1.0", main }));
}
