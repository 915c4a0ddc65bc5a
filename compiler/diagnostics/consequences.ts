import { type SourceFile } from "../source.ts";
import { type Code } from "./catalogue.ts";
import { type Diagnostic } from "./log.ts";
import { nearestName } from "./nearest-name.ts";

/** A declaration of a file, by where it stands. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Reports that something is not there: where a part of the text could not be read, it may be what stood there. */
const absences: ReadonlySet<Code> = new Set<Code>([
  "check/unused-bank",
  "check/endian-missing",
  "check/not-plugged",
  "check/computed-of-nothing",
  "check/idle-register",
  "check/family-empty",
  "check/not-implemented",
  "check/empty-block",
  "check/idle-overlay",
  "check/idle-register",
]);

/** Reports of names that mean nothing. */
const unknowns: ReadonlySet<Code> = new Set<Code>([
  "check/unknown-name",
  "check/unknown-member",
  "bind/unknown-type",
  "bind/unknown-export",
]);

/** Reports of types that say nothing new where their base is not known. */
const ofTypes: ReadonlySet<Code> = new Set<Code>(["check/arm-type", "check/unknown-member", "check/not-settable"]);

/**
 * The reports without those that only follow from another: one mistake, one report. What stands elsewhere is still said, in
 * the same file too. `declarationsOf` are the declarations of a file that could be read.
 */
export function withoutConsequences(
  diagnostics: readonly Diagnostic[],
  declarationsOf: (file: SourceFile) => readonly Stretch[],
): readonly Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length < 2) return diagnostics;
  const site: Site = {
    errors,
    unread: errors.filter(({ code }) => code.startsWith("parse/")),
    unknown: errors.filter(({ code }) => unknowns.has(code)),
    declarationsOf,
  };
  return diagnostics.filter((one) => !follows(one, site));
}

interface Site {
  readonly errors: readonly Diagnostic[];
  readonly unread: readonly Diagnostic[];
  readonly unknown: readonly Diagnostic[];
  readonly declarationsOf: (file: SourceFile) => readonly Stretch[];
}

function follows(one: Diagnostic, site: Site): boolean {
  const { errors, unread, unknown } = site;
  // What stands in a line that was mended, or beside what could not be read, is a guess.
  if (!one.code.startsWith("parse/") && unread.some((other) => inOneLine(one, other))) return true;
  if (unknowns.has(one.code) && errors.some((other) => !unknown.includes(other) && declares(other, textOf(one))))
    return true;
  const bits = errors.filter(({ code }) => code.startsWith("check/bit-"));
  if (one.code === "check/computed-of-nothing" && bits.some((other) => inOneDeclaration(one, other, site))) return true;
  if (absences.has(one.code)) return [...unread, ...unknown].some((other) => inOneDeclaration(one, other, site));
  switch (one.code) {
    // A bus, or what says on which a part sits, may be what was not read.
    case "check/sits-on-none":
      return unread.some((other) => other.span?.file === one.span?.file);
    case "check/missing-arm":
      return [...unread, ...unknown].some((other) => isInside(other, one));
    case "bind/unused-import":
      return unknown.some((other) => areOne(one, other) || (other.code === "bind/unknown-type" && areNear(one, other)));
    case "bind/unknown-type":
      return (
        unread.some((other) => other.span?.file === one.span?.file && !declarationAt(other, site)) ||
        unknown.some((other) => other.code === "bind/unknown-export" && areNear(one, other))
      );
    default:
      return ofTypes.has(one.code) && unknown.some((other) => isAboutBaseOf(one, other, site));
  }
}

function inOneLine({ span: a }: Diagnostic, { span: b }: Diagnostic): boolean {
  if (!a || !b || a.file !== b.file) return false;
  const [first, second] = a.start < b.start ? [a, b] : [b, a];
  return !a.file.text.slice(first.start, second.start).includes("\n");
}

/** Whether what is wrong is wrong with what declares `name`, so that it is missing elsewhere. */
function declares({ span }: Diagnostic, name: string): boolean {
  const [last] = /\w+$/.exec(name) ?? [];
  if (!span || last === undefined) return false;
  const { text } = span.file;
  const line = text.slice(text.lastIndexOf("\n", span.start - 1) + 1, span.end);
  return new RegExp(`^\\s*(?:\\w+\\s+)+${last}\\b`).test(line);
}

function declarationAt({ span }: Diagnostic, { declarationsOf }: Site): Stretch | undefined {
  if (!span) return undefined;
  return declarationsOf(span.file).find(({ start, end }) => span.start >= start && span.start <= end);
}

function inOneDeclaration(a: Diagnostic, b: Diagnostic, site: Site): boolean {
  if (!a.span || a.span.file !== b.span?.file) return false;
  const at = declarationAt(a, site);
  return at !== undefined && at === declarationAt(b, site);
}

function isInside({ span: inner }: Diagnostic, { span: outer }: Diagnostic): boolean {
  if (!inner || !outer || inner.file !== outer.file) return false;
  return inner.start >= outer.start && inner.end <= outer.end;
}

function areOne(a: Diagnostic, b: Diagnostic): boolean {
  return a !== b && a.span?.file === b.span?.file && a.span?.start === b.span?.start;
}

/** Whether one of two names in a file is likely the other, misspelt. */
function areNear(a: Diagnostic, b: Diagnostic): boolean {
  return a.span?.file === b.span?.file && nearestName(textOf(b), [textOf(a)]) !== undefined;
}

function textOf({ span }: Diagnostic): string {
  return span ? span.file.text.slice(span.start, span.end) : "";
}

/** Whether a report is about a type of whose head `other` says that a name in it means nothing. */
function isAboutBaseOf(one: Diagnostic, other: Diagnostic, site: Site): boolean {
  const at = other.code === "bind/unknown-type" && declarationAt(other, site);
  if (!at || !other.span) return false;
  const head = other.span.file.text.slice(at.start, other.span.start);
  const [, name] = /^[^{]*?\b(\w+)\s*(?::|implements\b)[^{]*$/.exec(head) ?? [];
  return name !== undefined && one.message.includes(`\`${name}\``);
}
