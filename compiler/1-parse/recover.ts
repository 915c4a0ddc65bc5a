import { nearestName } from "../diagnostics/nearest-name.ts";
import type * as ast from "./ast.ts";
import { type Item, Parser } from "./parser.generated.ts";
import { describeToken, endOfToken, type Piece, pieceAt } from "./pieces.ts";
import { type Reports } from "./reports.ts";
import { blankOf } from "./scan.ts";

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
 * mended (a missing `;`) or blanked (the innermost member), so that what follows is judged by itself.
 */
export function recover(text: string, start: number, reports: Reports): Recovered {
  const broken: ast.Broken[] = [];
  let rest = text;
  let blankedBefore = false;
  while (!reports.full) {
    const parser = new Parser(rest, start);
    if (parser.atEnd() || parser.pos > endOfFirst(text, start)) return { text: rest, broken };
    parser.tracing = true;
    const item = parser.Item();
    if (item) return { text: rest, item, broken };
    const at = parser.furthest;
    const piece = pieceAt(rest, start, at);
    if (!(blankedBefore && piece.emptyBlock)) {
      const mended = report({ text: rest, at, piece, expected: [...parser.expected] }, reports);
      if (mended !== undefined) {
        rest = mended;
        blankedBefore = false;
        continue;
      }
    }
    const end = Math.max(piece.end + trailOf(rest, piece.end), piece.start + 1);
    broken.push({ kind: "broken", ...nameIn(rest, piece.start, end), start: piece.start, end });
    rest = rest.slice(0, piece.start) + blankOf(rest.slice(piece.start, end)) + rest.slice(end);
    blankedBefore = true;
  }
  return { text: rest, broken };
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

interface Mismatch {
  readonly text: string;
  readonly at: number;
  readonly piece: Piece;
  readonly expected: readonly string[];
}

/** Reports what does not fit; returns the mended text, if mending it is certain. */
function report(mismatch: Mismatch, reports: Reports): string | undefined {
  const { text, at, piece, expected } = mismatch;
  const found = describeToken(text, at);
  const stretch = { start: at, end: endOfToken(text, at) };
  const what = beginningOf(expected);
  if (what === undefined && expected.includes("`;`") && endsHere(mismatch)) {
    const end = piece.previousEnd;
    const place = { start: end, end };
    const fix = { title: "insert `;`", edits: [{ span: reports.span(place), text: ";" }] };
    reports.add("parse/missing-semicolon", place, { found }, { fix });
    return /\s/.test(text[end] ?? "") ? `${text.slice(0, end)};${text.slice(end + 1)}` : undefined;
  }
  if (what !== undefined && /^`[A-Za-z_]/.test(found)) {
    const near = nearestName(
      found.slice(1, -1),
      expected.map((one) => one.replaceAll("`", "")),
    );
    reports.add("parse/unknown-word", stretch, { found, what, hint: near ? `; did you mean \`${near}\`?` : "" });
  } else reports.add("parse/syntax", stretch, { expected: what ?? listOf(expected), found });
  return undefined;
}

/** Whether the member surely ends before `at`: the line, the block or a new member says so. */
function endsHere({ text, at, piece }: Mismatch): boolean {
  const rest = text.slice(at, at + 20);
  return /\n/.test(text.slice(piece.previousEnd, at)) || rest === "" || /^\}/.test(rest) || leading.test(rest);
}

const leading = /^(?:on|field|register|prop|embed|own|link|ref|region|irq|clock|connect|map|bank|override)\b/;

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
