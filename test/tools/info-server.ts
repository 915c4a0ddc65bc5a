/** Runs command lines that come as lines of JSON, `[cwd, words]`, one after another, and answers each with a line of JSON. */
import { createInterface } from "node:readline";
import { run } from "../../tools/cli/program.ts";

for await (const line of createInterface({ input: process.stdin })) {
  const [cwd, words] = JSON.parse(line) as [string, string[]];
  const said = { status: 0, out: "", err: "" };
  await run(words, {
    cwd,
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    paint: (_role, text) => text,
    exit: (status) => void (said.status = status),
  });
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
