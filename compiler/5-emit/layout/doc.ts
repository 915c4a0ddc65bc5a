/**
 * What code looks like at any width: texts, and places where a line may end. The printer decides which of them do, for a whole
 * group at a time, as Wadler's "A prettier printer" does and Prettier after it.
 */
export type Doc = string | readonly Doc[] | Line | Indent | Group | IfBroken | Fill;

/** An end of line in a broken group; in a flat one a blank, or nothing if `soft`. A `hard` one always ends the line. */
export interface Line {
  readonly kind: "line";
  readonly soft: boolean;
  readonly hard: boolean;
}

/** Lines inside begin one level deeper; with `broken`, only if that group is broken. */
export interface Indent {
  readonly kind: "indent";
  readonly of: Doc;
  readonly broken: GroupName | null;
}

/** By what a group is known to others: an object of its own. */
export type GroupName = object;

/** What is flat together where it fits, and else broken together; `broken` if it cannot be flat. */
export interface Group {
  readonly kind: "group";
  readonly of: Doc;
  readonly broken: boolean;
  /** Other forms to try in turn where the first, `of`, does not fit; the last is taken if none does. */
  readonly others: readonly Doc[];
  readonly name: GroupName | null;
}

/** One text if a group is broken, another if it is flat; without `group`, of the one that it stands in. */
export interface IfBroken {
  readonly kind: "if-broken";
  readonly broken: Doc;
  readonly flat: Doc;
  readonly group: GroupName | null;
}

/** Texts with lines between them, of which as few end as the width needs. */
export interface Fill {
  readonly kind: "fill";
  readonly parts: readonly Doc[];
}

/** A blank, or the end of a line. */
export const line: Line = { kind: "line", soft: false, hard: false };

/** Nothing, or the end of a line. */
export const softline: Line = { kind: "line", soft: true, hard: false };

/** The end of a line, always. */
export const hardline: Line = { kind: "line", soft: false, hard: true };

/** A level deeper. */
export function indent(...of: Doc[]): Indent {
  return { kind: "indent", of, broken: null };
}

/** A level deeper if a group that came before is broken. */
export function indentIfBroken(of: Doc, broken: GroupName): Indent {
  return { kind: "indent", of, broken };
}

/** A group of its own: flat or broken whatever happens to what surrounds it. */
export function group(...of: Doc[]): Group {
  return { kind: "group", of, broken: of.some(ends), others: [], name: null };
}

/** A group that others ask whether it is broken. */
export function named(name: GroupName, ...of: Doc[]): Group {
  return { ...group(...of), name };
}

/** A group that is broken at any width. */
export function broken(...of: Doc[]): Group {
  return { kind: "group", of, broken: true, others: [], name: null };
}

/** The first form that fits, or the last. */
export function firstThatFits(first: Doc, ...others: Doc[]): Group {
  return { kind: "group", of: first, broken: false, others, name: null };
}

/** A text for a broken group and one for a flat group. */
export function ifBroken(brokenText: Doc, flat: Doc = "", of: GroupName | null = null): IfBroken {
  return { kind: "if-broken", broken: brokenText, flat, group: of };
}

/** Texts with something between them. */
export function join(between: Doc, parts: readonly Doc[]): Doc[] {
  return parts.flatMap((part, at) => (at === 0 ? [part] : [between, part]));
}

/** Whether a line ends in it at any width. */
export function ends(doc: Doc): boolean {
  if (typeof doc === "string") return false;
  if (isList(doc)) return doc.some(ends);
  switch (doc.kind) {
    case "line":
      return doc.hard;
    case "indent":
      return ends(doc.of);
    case "group":
      return doc.broken || ends(doc.of);
    case "if-broken":
      return ends(doc.broken) || ends(doc.flat);
    case "fill":
      return doc.parts.some(ends);
  }
}

/** Whether a line may end in it. */
export function mayEnd(doc: Doc): boolean {
  if (typeof doc === "string") return false;
  if (isList(doc)) return doc.some(mayEnd);
  switch (doc.kind) {
    case "line":
      return true;
    case "indent":
    case "group":
      return mayEnd(doc.of);
    case "if-broken":
      return mayEnd(doc.broken) || mayEnd(doc.flat);
    case "fill":
      return doc.parts.some(mayEnd);
  }
}

/** Whether it is several one after the other. */
export function isList(doc: Doc): doc is readonly Doc[] {
  return Array.isArray(doc);
}
