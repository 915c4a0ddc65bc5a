import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** This tree. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Packs what is published, as it was built last, into a new folder. Returns the paths of the tarballs. */
export function pack(folder: string): { readonly qdl: string; readonly runtime: string } {
  const runtime = packRuntime(folder);
  npm(["pack", "--silent", "--ignore-scripts", "--pack-destination", folder, "."], root);
  return { qdl: tarball(folder, /^qdl-\d/), runtime };
}

/** Packs the runtime alone. Returns the path of its tarball. */
export function packRuntime(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  npm(["pack", "--silent", "--ignore-scripts", "--pack-destination", folder, "./runtime"], root);
  return tarball(folder, /^qdl-runtime-/);
}

/** The tarball in a folder whose name begins so. */
export function tarball(folder: string, pattern: RegExp): string {
  const name = readdirSync(folder).find((name) => pattern.test(name) && name.endsWith(".tgz"));
  if (name === undefined) throw new Error(`there is no package ${pattern.source} in ${folder}`);
  return join(folder, name);
}

/** A package of our own `node_modules`, as another project's dependency. */
export function installed(name: string): string {
  return `file:${join(root, "node_modules", name)}`;
}

/** Runs npm. Returns what it prints; a failure says it. */
export function npm(words: readonly string[], cwd: string): string {
  return run("npm", words, { cwd, shell: process.platform === "win32" });
}

interface Place {
  readonly cwd: string;
  readonly shell?: boolean;
}

/** Runs a program. Returns what it prints; a failure says it. */
export function run(program: string, words: readonly string[], place: Place): string {
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    return execFileSync(program, words, { ...place, env, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${[program, ...words].join(" ")} failed\n${stdout}${stderr}`, { cause: error });
  }
}
