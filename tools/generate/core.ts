import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Puts the text of `qdl:core` where the compiler, which reads no disk, has it. */
export function generateCore(root: string): void {
  const text = readFileSync(join(root, "compiler/2-bind/core.qdl"), "utf8");
  const module = `/** The built-in types, as text: see core.qdl. */\nexport const coreText = ${JSON.stringify(text)};\n`;
  writeFileSync(join(root, "compiler/2-bind/core.generated.ts"), module);
}
