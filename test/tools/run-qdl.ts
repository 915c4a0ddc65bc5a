import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** What a command line did. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command under plain node in a folder, without colours unless asked for. */
export function runQdl(cwd: string, words: readonly string[], environment: Record<string, string> = {}): Run {
  const main = join(root, "dist/tools/cli/main.js");
  const { NODE_OPTIONS: _, FORCE_COLOR: __, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
    cwd,
    encoding: "utf8",
    env: { ...inherited, ...environment },
  });
  return { status, stdout, stderr };
}
