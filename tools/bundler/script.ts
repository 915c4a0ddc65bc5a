import { transformSync } from "@swc/wasm-typescript";
import { type Module, sourceMapOf, type SourceMap } from "qdl";

/** A module that a bundler reads. */
export interface Script {
  readonly code: string;
  readonly map: SourceMap;
}

/** A generated module without its types, which leaves lines as they are, with the map to its definition at `file`. */
export function scriptOf({ text, origins }: Module, file: string, definition: string): Script {
  const map = sourceMapOf(origins(), text.split("\n").length - 1, file, file);
  return { code: withoutTypes(text), map: { ...map, sourcesContent: [definition] } };
}

/** TypeScript without its types; lines and columns stay. Throws `SyntaxError` with the line for a text that is not TypeScript. */
export function withoutTypes(text: string): string {
  try {
    return transformSync(text, { mode: "strip-only", module: true }).code;
  } catch (fault) {
    const { message, startLine, startColumn } = fault as { message: string; startLine: number; startColumn: number };
    const place = { line: startLine, column: startColumn };
    throw Object.assign(new SyntaxError(message, { cause: fault }), { place });
  }
}
