import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { type Code, compile, type Host } from "qdl";
import { createMachine, type Machine, type ObjectClass, type ShutdownReport } from "@qdl/runtime";

const temporary = join(import.meta.dirname, "../../../.tmp");

/** A program that the compiler refuses for one reason. */
export interface Refused {
  readonly code: Code;
  /** The definitions, without their first line and import. */
  readonly text: string;
  /** The behaviour module beside them. */
  readonly behaviour?: string;
}

const head = 'qdl 1;\nimport { Bus, Chardev, Device, Machine, Object } from "qdl:core";\n';

function hostOf({ text, behaviour = "" }: Refused): Host {
  const used = head.replace(/\{ (.*) \}/, (_, names: string) => {
    const kept = names.split(", ").filter((name) => new RegExp(`\\b${name}\\b`).test(text));
    return `{ ${kept.join(", ")} }`;
  });
  return { read: (path) => ({ text: path === "input.qdl" ? used + text : behaviour }) };
}

/** The codes for which the compiler refuses a program. */
export function codesOf(refused: Refused): string[] {
  return [...new Set(compile(["input.qdl"], hostOf(refused)).diagnostics.map(({ code }) => code))];
}

/** The machine class `Board` of a program that is compiled although it is refused for `code`. */
export async function force(refused: Refused): Promise<ObjectClass<Machine>> {
  const { modules, diagnostics } = compile(["input.qdl"], hostOf(refused), { without: [refused.code] });
  if (modules.length === 0) throw new Error(diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n"));
  mkdirSync(temporary, { recursive: true });
  const folder = mkdtempSync(join(temporary, "witness-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "input.ts"), refused.behaviour ?? "");
  for (const { path, text } of modules) {
    mkdirSync(dirname(join(folder, "generated", path)), { recursive: true });
    writeFileSync(join(folder, "generated", path), text);
  }
  const made = (await import(join(folder, "generated/input.ts"))) as { readonly Board: ObjectClass<Machine> };
  return made.Board;
}

/** Makes, realizes and shuts down the board of a refused program; what its end came to. */
export async function lifeOf(refused: Refused): Promise<ShutdownReport> {
  const board = createMachine(await force(refused));
  board.realize();
  return board.shutdown();
}

/** A part of a machine by name, as behaviour code reaches it. */
export function part<T>(of: object, name: string): T {
  return (of as Record<string, unknown>)[name] as T;
}
