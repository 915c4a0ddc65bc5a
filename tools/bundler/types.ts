import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { type Module, type Origin, sourceMapOf } from "qdl";
import { writeWhole } from "../project/write-file.ts";
import { mappedLines } from "./mapped-lines.ts";

/**
 * Writes what TypeScript has to know of a module beside its definition: `pl011.d.qdl.ts`, which it reads for an import of
 * `pl011.qdl` with `allowArbitraryExtensions`, and a map, by which editors go to the definition. Writes only what changes.
 * Returns why it could not, or null.
 */
export async function writeTypes(module: Module, definition: string): Promise<string | null> {
  // Loaded here, because a build that writes no types need not wait for the compiler of TypeScript.
  const { ts } = await import("ts-morph");
  const { outputText, sourceMapText } = ts.transpileDeclaration(module.text, {
    fileName: "module.ts",
    compilerOptions: { target: ts.ScriptTarget.ESNext, declarationMap: true },
  });
  const text = toDefinitions(outputText.replace(/^\/\/# sourceMappingURL=.*$/m, "")).trimEnd();
  const { mappings } = JSON.parse(sourceMapText!) as { readonly mappings: string };
  const known = module.origins();
  const origins = mappedLines(mappings).flatMap(({ line, from }): Origin[] => {
    const origin = known.findLast((one) => one.line <= from);
    return origin ? [{ line, place: origin.place }] : [];
  });
  const file = definition.replace(/\.qdl$/, ".d.qdl.ts");
  const map = sourceMapOf(origins, text.split("\n").length, basename(file), basename(definition));
  return (
    put(`${file}.map`, `${JSON.stringify(map)}\n`) ?? put(file, `${text}\n//# sourceMappingURL=${basename(file)}.map\n`)
  );
}

/** Modules import each other; who imports definitions finds definitions. */
function toDefinitions(text: string): string {
  return text.replace(/^((?:import|export)\b.* from "\.{1,2}\/.*)\.ts";$/gm, '$1.qdl";');
}

function put(file: string, text: string): string | null {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return null;
  const reason = writeWhole(file, text);
  return reason === null ? null : `\`${basename(file)}\` cannot be written: ${reason}`;
}
