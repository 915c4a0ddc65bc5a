import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Diagnostic, Log } from "qdl";
import { reportUnwritable } from "./output.ts";
import { rewrite } from "./rewrite.ts";

/**
 * Gives files of a project new texts, by project path: all of them or none. What cannot be written is reported, and the files that
 * were changed before have their old bytes again.
 */
export function saveTexts(root: string, texts: ReadonlyMap<string, string>): readonly Diagnostic[] {
  const log = new Log();
  const undo: (() => void)[] = [];
  for (const [path, text] of texts) {
    const file = join(root, path);
    try {
      const before = readFileSync(file);
      rewrite(file, text);
      undo.push(() => rewrite(file, before));
    } catch (error) {
      reportUnwritable(path, error, log);
      for (const step of undo.reverse()) step();
      return log.all;
    }
  }
  return log.all;
}
