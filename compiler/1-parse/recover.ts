import { nearestName } from "../diagnostics/nearest-name.ts";
import type * as ast from "./ast.ts";
import { Mended } from "./mended.ts";
import { type Item, Parser } from "./parser.generated.ts";
import { describeToken, endOfClause, endOfToken, type Piece, pieceAt } from "./pieces.ts";
import { type Reports, type Stretch } from "./reports.ts";

/** What reading a mistaken declaration left. */
export interface Recovered {
  /** The text, as long as before, in which everything that was reported is blank or mended. */
  readonly text: string;
  /** The declaration without its mistaken members; absent when it is blank as a whole. */
  readonly item?: Item;
  readonly broken: readonly ast.Broken[];
}

/**
 * Reads the declaration at `start` again and again: each time the first place that does not fit is reported, and what stands there is
 * mended (one mark is missing) or blanked (the innermost member), so that what follows is judged by itself.
 */
export function recover(text: string, start: number, reports: Reports): Recovered {
  const broken: ast.Broken[] = [];
  const last = endOfFirst(text, start);
  let mended = new Mended(text);
  let blankedBefore = false;
  while (!reports.full) {
    const parser = new Parser(mended.text, start);
    if (parser.atEnd() || mended.toFile(parser.pos) > last) break;
    parser.tracing = true;
    const item = parser.Item();
    if (item) return { text: mended.base, item: mended.placed(item), broken };
    const mismatch = mismatchOf(parser, mended, start);
    const missing = missingMark(mismatch, start);
    if (missing) {
      reportMissing(mismatch, missing, reports);
      mended = mended.with(missing.at, missing.mark);
      blankedBefore = false;
      continue;
    }
    const { piece } = mismatch;
    if (!(blankedBefore && piece.emptyBlock)) report(mismatch, reports);
    const end = Math.max(piece.end + trailOf(mended.base, piece.end), piece.start + 1);
    broken.push({ kind: "broken", ...nameIn(mended.base, piece.start, end), start: piece.start, end });
    mended = mended.without({ start: piece.start, end });
    blankedBefore = true;
  }
  return { text: mended.base, broken };
}

/** Where a text stops fitting. Places are the file's, but for `reached`, which is the same as `at` in what is read, and what stands before it. */
interface Mismatch {
  readonly mended: Mended;
  readonly at: number;
  readonly reached: number;
  readonly piece: Piece;
  readonly expected: readonly string[];
}

function mismatchOf({ furthest, expected }: Parser, mended: Mended, start: number): Mismatch {
  const found = pieceAt(mended.text, start, furthest);
  const piece = { ...found, ...mended.stretch(found) };
  return { mended, at: mended.toFile(furthest), reached: furthest, piece, expected: [...expected] };
}

/** Marks of which one may be missing, the likely ones first. */
const marks = [";", ":", "=", ",", ")", "]", "@", "=>", "->", "..", "(", "["];

/** The mark with which the text goes on beyond the end of this clause, if there is one, and where in what is read. */
function missingMark(
  { mended, reached, piece, expected }: Mismatch,
  start: number,
): { mark: string; at: number } | undefined {
  const fitting = marks.filter((mark) => expected.includes(`\`${mark}\``));
  const goesOn = (at: number, mark: string): boolean => {
    const { text } = mended.with(at, mark);
    const parser = new Parser(text, start);
    parser.tracing = true;
    return parser.Item() !== undefined || parser.furthest > endOfClause(text, reached + mark.length);
  };
  // A word may have been taken for a name that is optional there: then the mark is missing before it.
  for (const at of [reached, piece.previous.start]) {
    const mark = fitting.find((one) => goesOn(at, one));
    if (mark !== undefined) return { mark, at };
  }
  return undefined;
}

function reportMissing(mismatch: Mismatch, missing: { mark: string; at: number }, reports: Reports): void {
  const { mended, piece, reached } = mismatch;
  const { mark } = missing;
  const at = mended.toFile(missing.at);
  if (reports.touches(linesOf(mended.base, piece.start, at))) return;
  const found = describeToken(mended.base, at);
  const end = missing.at === reached ? mended.toFile(piece.previous.end) : at;
  const place = { start: end, end };
  const text = end === at ? `${mark} ` : /^[;,)\]]/.test(mark) ? mark : ` ${mark}`;
  const fix = { title: `insert \`${mark}\``, edits: [{ span: reports.span(place), text }] };
  if (mark === ";") return reports.add("parse/missing-semicolon", place, { found }, { fix });
  const stretch = { start: at, end: endOfToken(mended.base, at) };
  reports.add("parse/syntax", stretch, { expected: `\`${mark}\``, found, hint: "" }, { fix });
}

/** Reports what does not fit. */
function report({ mended, at, piece, expected }: Mismatch, reports: Reports): void {
  if (reports.touches(linesOf(mended.base, piece.start, at))) return;
  const found = describeToken(mended.base, at);
  const stretch = { start: at, end: endOfToken(mended.base, at) };
  const what = beginningOf(expected);
  const word = /^`([A-Za-z_]\w*)/.exec(found)?.[1];
  const words = expected.flatMap((one) => /^`([a-z_]+)`$/.exec(one)?.[1] ?? []);
  const near = word === undefined ? undefined : nearestName(word, words);
  const meant = near === undefined ? "" : `; did you mean \`${near}\`?`;
  if (what === undefined || word === undefined) {
    const hint = found === "`'`" ? "; texts stand in double quotes" : meant;
    return reports.add("parse/syntax", stretch, { expected: what ?? listOf(expected), found, hint });
  }
  reports.add("parse/unknown-word", stretch, { found, what, hint: meant === "" ? offered(word, words) : meant });
}

/** Names that other languages have for types of numbers. */
const foreign =
  /^(u?int(\d+(_t)?)?|[ui](8|16|32|64)|unsigned|char|short|long|bool(ean)?|string|size(_t)?|float|double|var|let)$/;

/** Words that could stand in the place of one that begins nothing: all of a few, or those for what was meant. */
function offered(word: string, words: readonly string[]): string {
  if (foreign.test(word) && words.includes("prop"))
    return ": `prop name : u32;` for what can be set from outside, `state { name : u32; }` for all else";
  const some = words.length <= 12 ? words : words.filter((one) => usual.has(one));
  return some.length === 0 ? "" : `: ${listOf(some.map((one) => `\`${one}\``))}`;
}

/** What most members of a type begin with. */
const usual: ReadonlySet<string> = new Set([
  "prop",
  "state",
  "region",
  "bank",
  "irq",
  "embed",
  "link",
  "map",
  "connect",
]);

/** The lines from `start` to `at`, whole. */
function linesOf(text: string, start: number, at: number): Stretch {
  const end = text.indexOf("\n", at);
  return { start: text.lastIndexOf("\n", start - 1) + 1, end: end < 0 ? text.length : end };
}

/** How much of the text behind the names of an import still belongs to it. */
function trailOf(text: string, end: number): number {
  const [trail] = /^\s*from\s*"[^"\n]*"\s*;/.exec(text.slice(end, end + 500)) ?? [""];
  return trail.length;
}

/** Where the declaration at `start` ends in the text before anything was blanked. */
function endOfFirst(text: string, start: number): number {
  return Math.max(pieceAt(text, start, start).end - 1, start);
}

/** What begins at a place where so many words fit that a list would not help. */
function beginningOf(expected: readonly string[]): string | undefined {
  const begins = (word: string) => expected.includes(`\`${word}\``);
  if (begins("typename")) return "a member of a type";
  if (begins("enum")) return "a declaration";
  if (begins("overlay")) return "a member of a bank";
  if (begins("field")) return "a member of a register";
  return begins("sub") ? "a part of a region" : undefined;
}

/** What fits only where something is added to what stands there already; named only when nothing else fits. */
const additions: ReadonlySet<string> = new Set(["an operator", "`?`", "`.`", "`[`", "`(`"]);

/** The start of an expression, in one word. */
const value: ReadonlySet<string> = new Set([
  "`(`",
  "`[`",
  "a number",
  "a text in double quotes",
  "`true` or `false`",
  "a name",
  "an operator",
]);

function listOf(expected: readonly string[]): string {
  const isValue = expected.includes("a number") && expected.includes("a text in double quotes");
  const words = isValue ? ["a value", ...expected.filter((one) => !value.has(one))] : expected;
  const plain = words.filter((one) => !additions.has(one));
  const shown = plain.length > 0 ? plain : words;
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)!}`;
}

const beginning =
  /^(?:(?:override|abstract|own(?=\s+region\b)|variant(?=\s+(?:const|type)\b)|irq|clock|alias)\s+)*[A-Za-z_]\w*\s+([A-Za-z_]\w*)/;

/** The name of a broken member or declaration, as far as it can be told. */
function nameIn(text: string, start: number, end: number): { readonly name?: ast.Name } {
  const [whole, name] = beginning.exec(text.slice(start, Math.min(end, start + 500))) ?? [];
  if (whole === undefined || name === undefined) return {};
  const nameStart = start + whole.length - name.length;
  return { name: { kind: "name", text: name, start: nameStart, end: nameStart + name.length } };
}
