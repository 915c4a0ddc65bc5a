import { arrange, compile, type Diagnostic, type Host, inspect, lint, Memory, placeOf, type Span } from "qdl";
import { printDot } from "../../graph/dot.ts";
import { fold } from "../../graph/fold.ts";
import { makePicture } from "../../graph/picture.ts";
import { format } from "../../prettier/format.ts";
import { legacyOf } from "../../simulate/legacy.ts";
import { play } from "../../simulate/player.ts";
import { problemsOf } from "../../simulate/report.ts";
import { readScript } from "../../simulate/script.ts";
import { type Findings, type Played, type Report, type Sketch, type Stretch, type Texts } from "./questions.ts";

/** What the files are called, in reports and in the module's header. */
export const definitionName = "board.qdl";
export const behaviourName = "board.ts";
const scriptName = "script";

/**
 * The whole compiler over texts that are in memory only: what was worked out of one text serves the next, so that an edit
 * costs what it changes. Knows no page.
 */
export class Studio {
  readonly #memory = new Memory();

  /** What the compiler has to say of the texts, and the module that it makes of them. */
  check(texts: Texts): Findings {
    const start = performance.now();
    const host = hostOf(texts);
    const { model, advice } = texts;
    const options = { model, memory: this.#memory };
    const { diagnostics, modules, types } = compile([definitionName], host, options);
    const advised = advice ? lint([definitionName], host, options).diagnostics : [];
    const module = modules.find(({ source }) => source === definitionName);
    return {
      reports: arrange([...diagnostics, ...advised]).map((one) => reportOf(one, definitionName)),
      module: module ? { path: module.path, text: module.text } : null,
      types: types
        .filter(({ form, abstract }) => !abstract && form !== "interface")
        .map(({ name, typename, form }) => ({ name, typename, form })),
      took: performance.now() - start,
    };
  }

  /** The lifetime graph of a type, `depth` levels of it drawn, with what is wrong marked; null if there is no such type. */
  sketch(texts: Texts, name: string, depth: number): Sketch | null {
    const host = hostOf(texts);
    const options = { model: texts.model, memory: this.#memory };
    const { checked, graphOf, diagnostics } = inspect([definitionName], host, options);
    const found = checked
      .flatMap(({ file, types }) => (file.core ? [] : types))
      .find(({ entity }) => entity.name === name);
    if (!found) return null;
    const picture = makePicture({ graph: graphOf(found.entity), typename: found.typename, diagnostics });
    return { picture, dot: printDot(fold(picture, depth), true) };
  }

  /** A definition in the layout of `qdl fmt`; null if it has mistakes of syntax. */
  format(text: string): string | null {
    const formatted = format({ name: definitionName, text });
    return "text" in formatted ? formatted.text : null;
  }

  /** Plays a script of object operations, if all of its lines can be read. */
  play(text: string): Played {
    const script = readScript(text);
    const problems = problemsOf({ name: scriptName, text }, script);
    const reports = problems.map((one) => reportOf(one, scriptName));
    const lines = script.lines.map(({ line }) => line);
    if (reports.length > 0) return { reports, recording: null, lines, legacy: [] };
    const recording = play(scriptName, script);
    return { reports, recording, lines, legacy: legacyOf(recording) };
  }
}

function hostOf({ definition, behaviour }: Texts): Host {
  const files = new Map([[definitionName, definition]]);
  if (behaviour.trim() !== "") files.set(behaviourName, behaviour);
  return {
    read(path) {
      const text = files.get(path);
      return text === undefined ? { problem: "missing" } : { text };
    },
  };
}

function reportOf({ code, severity, message, why, help, span, related, fixes }: Diagnostic, file: string): Report {
  const inFile = (edit: { readonly span: Span }): boolean => edit.span.file.name === file;
  return {
    code,
    severity,
    message,
    why,
    help,
    at: span ? stretchOf(span, file) : null,
    related: related.map((one) => ({ at: stretchOf(one.span, file), message: one.message })),
    fixes: fixes
      .filter(({ edits }) => edits.every(inFile))
      .map(({ title, edits }) => ({
        title,
        edits: edits.map(({ span: { start, end }, text }) => ({ from: start, to: end, insert: text })),
      })),
  };
}

function stretchOf({ file, start, end }: Span, name: string): Stretch | null {
  return file.name === name ? { from: start, to: end, ...placeOf(file.text, start) } : null;
}
