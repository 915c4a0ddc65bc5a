import { renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { systemReason } from "./system-reason.ts";

/** Writes a file completely or not at all; what was there before is replaced. Returns why it could not, or null. */
export function writeWhole(file: string, text: string): string | null {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, file);
    return null;
  } catch (error) {
    rmSync(temporary, { force: true });
    return systemReason(error);
  }
}
