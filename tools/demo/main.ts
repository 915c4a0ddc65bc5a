import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath, pathToFileURL } from "node:url";
import { compile } from "qdl";
import { boot, type BoardModule } from "../../examples/first/boot.ts";
import { makeDiskHost } from "../project/disk-host.ts";
import { findInputs } from "../project/inputs.ts";
import { planOutput } from "../project/output.ts";
import { writeOutput } from "../project/write.ts";

/** The main job: compiles `devices/` from scratch into a temporary folder, says what it made, and boots the first board. */
const root = fileURLToPath(new URL("../..", import.meta.url));
const definitions = join(root, "devices");
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  mkdirSync(join(root, ".tmp"), { recursive: true });
  const folder = mkdtempSync(join(root, ".tmp", "demo-"));
  try {
    build(folder);
    const module = (await import(pathToFileURL(join(folder, "first/board.ts")).href)) as BoardModule;
    converse(module);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function build(folder: string): void {
  const begun = performance.now();
  const { files } = findInputs({ cwd: root, paths: [], root: definitions });
  const { modules, diagnostics } = compile(files, makeDiskHost(definitions), { sources: "../../devices" });
  const plan = planOutput(modules, { folder, name: folder, isGone: () => false });
  const mistakes = [...diagnostics, ...plan.diagnostics, ...writeOutput(plan)];
  if (mistakes.length > 0) throw new Error(mistakes.map((one) => `${one.code}: ${one.message}`).join("\n"));
  const lines = modules.map(({ text }) => text.split("\n").length - 1);
  say("compiled from devices/ into a new folder:");
  for (const [at, { source }] of modules.entries())
    say(`  ${source.padEnd(28)} ${String(lines[at]).padStart(5)} lines`);
  const total = lines.reduce((sum, count) => sum + count, 0);
  say(`  ${modules.length} modules, ${total} lines, ${(performance.now() - begun).toFixed(0)} ms`);
}

function converse(module: BoardModule): void {
  const program = readFileSync(join(root, "examples/riscv/guests/echo.bin"));
  const { board, terminal, run } = boot(module, program);
  say("\nfirst-board boots; what its guest prints by polling, and echoes by interrupt:\n");
  terminal.onCharacter = (character) => void process.stdout.write(String.fromCharCode(character));
  run();
  terminal.feed("Hello from the keyboard.\n");
  run();
  terminal.feed("\x04");
  const halted = run();
  const { clean, left } = board.shutdown();
  say(
    `\nthe guest has ${halted ? "halted" : "not halted"}; the machine is shut down, ${clean ? "nothing is left" : `${left.length} objects are left`}`,
  );
  if (!halted || !clean) process.exitCode = 1;
}

await main();
