import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { check, type Code, compile, type Host, lint, type StorageModel } from "qdl";
import { createMachine, type Machine, type ObjectClass, type ShutdownReport } from "@qdl/runtime";

const temporary = join(import.meta.dirname, "../../../.tmp");

/** A program with a machine `Board`. */
export interface Program {
  /** The definitions, without their first line and import. */
  readonly text: string;
  /** The behaviour module beside them. */
  readonly behaviour?: string;
}

/** A program that the compiler refuses for one reason. */
export interface Refused extends Program {
  readonly code: Code;
  /** The storage model under which it is refused; `counted` if absent. */
  readonly model?: StorageModel;
}

/** A refused program, and what really becomes of it. */
export interface Witness extends Refused {
  /** What happens, as a sentence that would be true in the manual. */
  readonly shows: string;
  /** Runs the program as it was forced through, and expects what the message of its code claims. */
  readonly happens: (board: ObjectClass<Machine>) => void;
}

const head = 'qdl 1;\nimport { Bus, Chardev, Device, Machine, Object, PciBus, PciDevice } from "qdl:core";\n';

function hostOf({ text, behaviour = "" }: Program): Host {
  const used = head.replace(/\{ (.*) \}/, (_, names: string) => {
    const kept = names.split(", ").filter((name) => new RegExp(`\\b${name}\\b`).test(text));
    return `{ ${kept.join(", ")} }`;
  });
  return { read: (path) => ({ text: path === "input.qdl" ? used + text : behaviour }) };
}

/** The codes for which the compiler refuses a program; with what lint advises, if one is advice. */
export function codesOf(refused: Refused): string[] {
  const look = refused.code.startsWith("lint/") ? lint : check;
  const { diagnostics } = look(["input.qdl"], hostOf(refused), { model: refused.model ?? "counted" });
  return [...new Set(diagnostics.map(({ code }) => code))];
}

/** The machine class `Board` of a program that is compiled although it is refused for `code`. */
export function force(refused: Refused): Promise<ObjectClass<Machine>> {
  return load(refused, [refused.code]);
}

/** The machine class `Board` of a program that is not refused. */
export function accepted(text: string, behaviour = ""): Promise<ObjectClass<Machine>> {
  return load({ text, behaviour }, []);
}

async function load(program: Program, without: readonly Code[]): Promise<ObjectClass<Machine>> {
  const { modules, diagnostics } = compile(["input.qdl"], hostOf(program), { without });
  if (modules.length === 0) throw new Error(diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n"));
  mkdirSync(temporary, { recursive: true });
  const folder = mkdtempSync(join(temporary, "witness-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "input.ts"), program.behaviour ?? "");
  for (const { path, text } of modules) {
    mkdirSync(dirname(join(folder, "generated", path)), { recursive: true });
    writeFileSync(join(folder, "generated", path), text);
  }
  const made = (await import(join(folder, "generated/input.ts"))) as { readonly Board: ObjectClass<Machine> };
  return made.Board;
}

/** A board that is realized. */
export function realized(board: ObjectClass<Machine>): Machine {
  const machine = createMachine(board);
  machine.realize();
  return machine;
}

/** Makes, realizes and shuts down a board; what its end came to. */
export function lifeOf(board: ObjectClass<Machine>): ShutdownReport {
  return realized(board).shutdown();
}

/** A part of a machine by name, as behaviour code reaches it. */
export function part<T>(of: object, ...names: string[]): T {
  return names.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], of) as T;
}

/** What the behaviour module of a witness notes for its test; empty when the board is made. */
export const noted: unknown[] = ((globalThis as Record<string, unknown>)["noted"] = []);
