import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const sources = ["compiler", "tools", "runtime", "package.json", "tsconfig.json", "tsconfig.build.json"];

/** Builds what tests run as users do, once before all of them, and only if a source is newer than what was built. */
export function setup(): void {
  const built = statSync(join(root, "dist/tools/cli/main.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (sources.some((name) => newestIn(join(root, name)) > built))
    execFileSync("npm", ["run", "--silent", "build"], { cwd: root, shell: process.platform === "win32" });
}

/** When something in a folder was last written, in ms; what is built or installed does not count. */
function newestIn(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inner = readdirSync(path).filter((name) => name !== "dist" && name !== "node_modules");
  return Math.max(0, ...inner.map((name) => newestIn(join(path, name))));
}
