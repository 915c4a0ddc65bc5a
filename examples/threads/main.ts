import { readdirSync } from "node:fs";
import { join } from "node:path";

/** What an example does: it says line by line what one sees. */
export type Run = (say: (line: string) => void) => void;

const systems = join(import.meta.dirname, "systems");

/** The examples by name. */
export const names: readonly string[] = readdirSync(systems).sort();

/** Plays an example; the lines that it says. Throws what it throws. */
export async function play(name: string): Promise<string[]> {
  const { run } = (await import(join(systems, name, "run.ts"))) as { readonly run: Run };
  const lines: string[] = [];
  run((line) => lines.push(line));
  return lines;
}

if (process.argv[1] === import.meta.filename)
  for (const name of process.argv.length > 2 ? process.argv.slice(2) : names)
    console.log(`${name}\n${(await play(name)).map((line) => `  ${line}\n`).join("")}`);
