import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tryLibrary } from "./library.ts";
import { installed, npm, pack, root, run } from "../../tools/package/tarballs.ts";

/** Versions of Node that a project may be built and run on. */
const versions = ["20", "22", "24"];

const nodes = join(root, ".tmp/nodes");

/**
 * Packs what is published, installs it into a project that `qdl init` makes, and builds, type-checks and runs that project
 * with each version of Node, as somebody who uses the packages would. Then publishes the example library from there.
 */
function main(): void {
  const tarballs = pack(join(nodes, "packages"));
  const binaries = versions.map((version) => [version, nodeOf(version)] as const);
  const project = makeProject(tarballs);
  for (const [version, node] of binaries) {
    const start = performance.now();
    for (const folder of ["generated", "dist", "node_modules/.cache"])
      rmSync(join(project, folder), { recursive: true, force: true });
    run(node, ["node_modules/qdl/dist/tools/cli/main.js", "build"], { cwd: project });
    run(node, ["node_modules/qdl/dist/tools/cli/main.js", "build", "--check"], { cwd: project });
    run(node, ["node_modules/typescript/bin/tsc"], { cwd: project });
    run(node, ["--test", "dist/test/board.test.js"], { cwd: project });
    const exact = run(node, ["--version"], { cwd: project }).trim();
    if (!exact.startsWith(`v${version}.`)) throw new Error(`Node ${version} is ${exact}`);
    console.log(`Node ${exact}: built, type-checked and ran (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  }
  tryLibrary(project, tarballs.runtime);
  console.log("examples/library: built, packed, installed elsewhere and ran");
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
  run(process.execPath, [join(root, "dist/tools/cli/main.js"), "init", folder], { cwd: root });
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

main();
