import { type SourceFile, type Span } from "../source.ts";
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
  declarationsOf: DeclarationsOf,
): readonly Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length < 2) return diagnostics;
  const unread = errors.filter(({ code }) => code.startsWith("parse/"));
  const unknown = errors.filter(({ code }) => unknowns.has(code));
  const site: Site = {
    unread,
    unknown,
    unreadLines: new Set(unread.flatMap(({ span }) => (span ? [lineOf(span)] : []))),
    declared: new Set(errors.flatMap(({ code, span }) => (span && !unknowns.has(code) ? wordsBefore(span) : []))),
    torn: new Set([...unread, ...unknown].flatMap((one) => declarationAt(one, declarationsOf) ?? [])),
    badBits: errors.filter(({ code }) => code.startsWith("check/bit-")),
    declarationsOf,
  };
  return diagnostics.filter((one) => !follows(one, site));
}

type DeclarationsOf = (file: SourceFile) => readonly Stretch[];

interface Site {
  readonly unread: readonly Diagnostic[];
  readonly unknown: readonly Diagnostic[];
  /** Lines with something that could not be read. */
  readonly unreadLines: ReadonlySet<string>;
  /** Names that what is wrong may declare, so that they are missing elsewhere. */
  readonly declared: ReadonlySet<string>;
  /** Declarations with something that could not be read, or means nothing. */
  readonly torn: ReadonlySet<Stretch>;
  /** Bits that are not there. */
  readonly badBits: readonly Diagnostic[];
  readonly declarationsOf: DeclarationsOf;
}

function follows(one: Diagnostic, site: Site): boolean {
  const { unread, unknown, declarationsOf } = site;
  // What stands in a line that was mended, or beside what could not be read, is a guess.
  if (!one.code.startsWith("parse/") && one.span && site.unreadLines.has(lineOf(one.span))) return true;
  if (unknowns.has(one.code) && site.declared.has(/\w+$/.exec(textOf(one))?.[0] ?? "")) return true;
  const home = absences.has(one.code) ? declarationAt(one, declarationsOf) : undefined;
  const isOfBits = one.code === "check/computed-of-nothing" && home !== undefined;
  if (isOfBits && site.badBits.some((other) => declarationAt(other, declarationsOf) === home)) return true;
  if (absences.has(one.code)) return home !== undefined && site.torn.has(home);
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
        unread.some((other) => other.span?.file === one.span?.file && !declarationAt(other, declarationsOf)) ||
        unknown.some((other) => other.code === "bind/unknown-export" && areNear(one, other))
      );
    default:
      return ofTypes.has(one.code) && unknown.some((other) => isAboutBaseOf(one, other, site));
  }
}

/** The line on which a place begins, as a key. */
function lineOf({ file, start }: Span): string {
  return `${file.text.lastIndexOf("\n", start - 1) + 1} ${file.name}`;
}

/** The words before a place, from the second of its line on, as far as only blanks stand between them: one may be the name of what it declares. */
function wordsBefore({ file: { text }, start, end }: Span): readonly string[] {
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, end);
  const [words] = /^\s*\w+(?:\s+\w+)*/.exec(line) ?? [""];
  return words.trim().split(/\s+/).slice(1);
}

function declarationAt({ span }: Diagnostic, declarationsOf: DeclarationsOf): Stretch | undefined {
  if (!span) return undefined;
  return declarationsOf(span.file).find(({ start, end }) => span.start >= start && span.start <= end);
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
  const at = other.code === "bind/unknown-type" && declarationAt(other, site.declarationsOf);
  if (!at || !other.span) return false;
  const head = other.span.file.text.slice(at.start, other.span.start);
  const [, name] = /^[^{]*?\b(\w+)\s*(?::|implements\b)[^{]*$/.exec(head) ?? [];
  return name !== undefined && one.message.includes(`\`${name}\``);
}
