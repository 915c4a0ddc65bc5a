import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Replaces the text of a file completely or not at all, keeping its permissions; through a symbolic link, what it leads to.
 * @throws the system's error when it cannot; the file is then as it was.
 */
export function rewrite(file: string, text: string | Uint8Array): void {
  const real = realpathSync(file);
  const temporary = join(dirname(real), `.qdl-${process.pid}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    chmodSync(temporary, statSync(real).mode);
    renameSync(temporary, real);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
