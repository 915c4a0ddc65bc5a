import { catalogue, type Code, type Diagnostic, type Entry, isWaivable } from "qdl";

/** How much a rule weighs in a project. */
export type Level = "error" | "warning" | "note" | "off";

/** The levels that a project gives to codes; all others weigh what the catalogue says. */
export type Levels = Readonly<Record<string, Level>>;

const entries: Readonly<Record<Code, Entry>> = catalogue;

/**
 * Why a code cannot have a level; nothing where it can. Warnings and notes can have any; an error can have another where it can
 * be waived, and then only with a reason.
 */
export function faultOfLevel(
  code: Code,
  level: Level,
  reasoned: boolean,
): { readonly problem: string; readonly hint: string } | undefined {
  if (entries[code].severity !== "error" || level === "error") return undefined;
  if (!isWaivable(code))
    return {
      problem: "what is generated in spite of it would not work",
      hint: "remove it, and correct what is reported",
    };
  if (reasoned) return undefined;
  const example = `{ "level": "${level}", "reason": "..." }`;
  return { problem: "it is an error, and no reason is given", hint: `write \`${example}\` in \`qdl.config.json\`` };
}

/** The errors that do not stop emission, because a project gives them another level. */
export function loweredBy(levels: Levels = {}): ReadonlySet<Code> {
  const codes = Object.keys(levels).filter((code): code is Code => Object.hasOwn(catalogue, code));
  return new Set(codes.filter((code) => entries[code].severity === "error" && levels[code] !== "error"));
}

/** The reports with the levels of a project: what is off is left out. */
export function withLevels(diagnostics: readonly Diagnostic[], levels: Levels = {}): readonly Diagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    const level = Object.hasOwn(levels, diagnostic.code) ? levels[diagnostic.code]! : diagnostic.severity;
    return level === "off" ? [] : [level === diagnostic.severity ? diagnostic : { ...diagnostic, severity: level }];
  });
}
