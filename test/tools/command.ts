import { run } from "../../tools/cli/program.ts";
import { type Terminal } from "../../tools/cli/terminal.ts";

/** What a command line said and how it ended. */
export interface Said {
  status: number;
  stdout: string;
  stderr: string;
}

/** Runs a command line in this process; `said` grows while it runs. */
export async function runHere(
  cwd: string,
  words: readonly string[],
  { said = { status: 0, stdout: "", stderr: "" }, ...more }: Partial<Terminal> & { readonly said?: Said } = {},
): Promise<Said> {
  await run(words, {
    cwd,
    out: (text) => void (said.stdout += text),
    err: (text) => void (said.stderr += text),
    paint: (_role, text) => text,
    exit: (status) => void (said.status = status),
    ...more,
  });
  return said;
}
