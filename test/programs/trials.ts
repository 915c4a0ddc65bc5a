import { type Diagnostic } from "qdl";
import { type Complaints, liveOnce } from "./life.ts";
import { behaviourOf } from "./behaviour.ts";
import { compileProgram, loadProgram, type Source } from "./load.ts";
import { hazards, plant, siteIn } from "./hazards.ts";
import { drawProgram } from "./program.ts";
import { Tape } from "./tape.ts";
import { World } from "./world.ts";

/** What became of one program. */
export interface Trial extends Source {
  /** What the compiler refuses; empty if it accepts. */
  readonly codes: readonly string[];
  /** What must not be: a lifetime error, a leak, a crash, a refusal with another code than that of the hazard. */
  readonly complaints: Complaints;
}

/** Choices for a program, for its life, and for what is planted. */
export interface Choices {
  readonly program: readonly number[];
  readonly life: readonly number[];
}

/** Draws a program; if the compiler accepts it, lives its life. Every refusal must have a place and a code. */
export function tryValid({ program: values, life }: Choices): Trial {
  const program = drawProgram(values);
  const { types, declarations: _, ...source } = program;
  const compilation = compileProgram(program);
  const codes = codesOf(compilation.diagnostics);
  const accepted = compilation.modules.length > 0;
  if (!accepted) return { ...source, codes, complaints: codes.length > 0 ? [] : ["refused without a report"] };
  const world = new World();
  const classes = loadProgram(compilation, program, world);
  return { ...source, codes: [], complaints: liveOnce({ classes, types, world }, life) };
}

/** Draws a program that the compiler accepts and plants a hazard in it; null where there is none, or no place for one. */
export function tryInvalid({ program: values, life }: Choices): Trial | null {
  const program = drawProgram(values);
  const tape = new Tape(life);
  const hazard = tape.one(hazards);
  const site = siteIn(program.types, tape);
  if (!site || compileProgram(program).modules.length === 0) return null;
  const text = plant(program, hazard, site);
  const behaviour = behaviourOf(program.types);
  const codes = codesOf(compileProgram({ text, behaviour }).diagnostics);
  const right = codes.length === 1 && codes[0] === hazard.code;
  const complaints = right ? [] : [`${hazard.code} is planted, and refused is: ${codes.join(", ") || "nothing"}`];
  return { text, behaviour, codes, complaints };
}

function codesOf(diagnostics: readonly Diagnostic[]): string[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return [...new Set(errors.map(({ code }) => code))].sort();
}

/** A trial that went wrong, for whoever has to find out why. */
export function renderTrial({ text, behaviour, library, complaints }: Trial): string {
  const first = library ? `// lib.qdl\n${library.text}\n// lib.ts\n${library.behaviour}\n// input.qdl\n` : "";
  return `${complaints.join("\n")}\n\n${first}${text}\n// behaviour\n${behaviour}`;
}
