import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Versions of Node that a project may be built and run on. */
const versions = ["20", "22", "24"];

const root = fileURLToPath(new URL("../..", import.meta.url));
const nodes = join(root, ".tmp/nodes");

/**
 * Packs what is published, installs it into a project that `qdl init` makes, and builds, type-checks and runs that project
 * with each version of Node, as somebody who uses the packages would.
 */
function main(): void {
  const tarballs = pack();
  const binaries = versions.map((version) => [version, nodeOf(version)] as const);
  const project = makeProject(tarballs);
  for (const [version, node] of binaries) {
    const start = performance.now();
    for (const folder of ["generated", "dist", "node_modules/.cache"])
      rmSync(join(project, folder), { recursive: true, force: true });
    run(node, ["node_modules/qdl/dist/tools/cli/main.js", "build"], project);
    run(node, ["node_modules/qdl/dist/tools/cli/main.js", "build", "--check"], project);
    run(node, ["node_modules/typescript/bin/tsc"], project);
    run(node, ["--test", "dist/test/board.test.js"], project);
    const exact = run(node, ["--version"], project).trim();
    if (!exact.startsWith(`v${version}.`)) throw new Error(`Node ${version} is ${exact}`);
    console.log(`Node ${exact}: built, type-checked and ran (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  }
}

/** The packages as they are published; absolute paths of their tarballs. */
function pack(): { readonly qdl: string; readonly runtime: string } {
  const folder = join(nodes, "packages");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const words = ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder];
  npm([...words, ".", "./runtime"], root);
  const names = readdirSync(folder);
  const find = (pattern: RegExp) =>
    join(
      folder,
      names.find((name) => pattern.test(name))!,
    );
  return { qdl: find(/^qdl-\d/), runtime: find(/^qdl-runtime-/) };
}

/** The binary of a version: this one, or one from npm, kept for the next run. */
function nodeOf(version: string): string {
  if (process.versions.node.startsWith(`${version}.`)) return process.execPath;
  const platform = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = join(nodes, version);
  const binary = join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  npm(["install", "--silent", "--no-audit", "--no-fund", `${name}@${version}`], folder);
  return binary;
}

/** A project as `qdl init` makes it, with the packed packages and our own TypeScript; its folder. */
function makeProject({ qdl, runtime }: ReturnType<typeof pack>): string {
  const folder = join(nodes, "project");
  const kept = join(folder, "node_modules");
  for (const name of existsSync(folder) ? readdirSync(folder) : [])
    if (name !== "node_modules") rmSync(join(folder, name), { recursive: true, force: true });
  for (const name of ["qdl", "@qdl", ".package-lock.json"]) rmSync(join(kept, name), { recursive: true, force: true });
  run(process.execPath, [join(root, "dist/tools/cli/main.js"), "init", folder], root);
  const file = join(folder, "package.json");
  const { dependencies, devDependencies, ...rest } = JSON.parse(readFileSync(file, "utf8")) as Package;
  const local = { typescript: installed("typescript"), "@types/node": installed("@types/node") };
  const packages = {
    dependencies: { ...dependencies, "@qdl/runtime": `file:${runtime}` },
    devDependencies: { ...devDependencies, qdl: `file:${qdl}`, ...local },
    // What the packed compiler asks for is the packed runtime, too.
    overrides: { "@qdl/runtime": `file:${runtime}` },
  };
  writeFileSync(file, JSON.stringify({ ...rest, ...packages }));
  npm(["install", "--silent", "--no-audit", "--no-fund", "--prefer-offline", "--no-package-lock"], folder);
  return folder;
}

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

function installed(name: string): string {
  return `file:${join(root, "node_modules", name)}`;
}

function npm(words: readonly string[], cwd: string): void {
  const shell = process.platform === "win32";
  execFileSync("npm", words, { cwd, shell, stdio: ["ignore", "ignore", "inherit"] });
}

/** Runs a script; what it says is shown when it fails. */
function run(node: string, words: readonly string[], cwd: string): string {
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    return execFileSync(node, words, { cwd, env, encoding: "utf8" });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${[node, ...words].join(" ")} failed\n${stdout}${stderr}`, { cause: error });
  }
}

main();
