import { renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A rule as make and ninja read it: `targets: inputs`, an input a line. */
export function formatDepfile(targets: readonly string[], inputs: readonly string[]): string {
  const lines = inputs.map((path) => ` \\\n  ${escapePath(path)}`);
  return `${targets.map(escapePath).join(" ")}:${lines.join("")}\n`;
}

/** A path as both read it: a blank, `#` and `:` behind a backslash, `$` doubled; backslashes before a blank are doubled, too. */
function escapePath(path: string): string {
  return path
    .replace(/(\\*) /g, "$1$1\\ ")
    .replace(/[#:]/g, "\\$&")
    .replaceAll("$", "$$$$");
}

/**
 * Writes a depfile, completely or not at all.
 * @throws the system's error when it cannot; the file is then as it was.
 */
export function writeDepfile(file: string, text: string): void {
  const temporary = join(dirname(file), `.qdl-${process.pid}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
