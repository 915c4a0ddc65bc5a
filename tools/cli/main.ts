#!/usr/bin/env node
import "./engine.ts";
import { run } from "./program.ts";
import { processTerminal } from "./terminal.ts";

try {
  const terminal = processTerminal();
  if (terminal) await run(process.argv.slice(2), terminal);
  else {
    process.stderr.write("error: the current folder does not exist any more; go to another one\n");
    process.exitCode = 2;
  }
} catch (error) {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  process.stderr.write(
    `internal error: ${text.split("\n", 1)[0]} (please report it, with the command and its input)\n`,
  );
  process.exitCode = 70;
}
