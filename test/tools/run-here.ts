import { run } from "../../tools/cli/program.ts";
import { type Run } from "./run-qdl.ts";

/** Runs a command line in this process, as if it stood in a folder: no process has to start. */
export async function runHere(cwd: string, words: readonly string[]): Promise<Run> {
  let [stdout, stderr] = ["", ""];
  let status = 0;
  await run(words, {
    cwd,
    out: (text) => (stdout += text),
    err: (text) => (stderr += text),
    paint: (_role, text) => text,
    exit: (code) => (status = code),
  });
  return { status, stdout, stderr };
}
