import { type Paint, type Role } from "./paint.ts";
import { printable } from "./printable.ts";

/** A stretch of one shown line, in screen columns (`end` exclusive), with what is said about it. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly role: Role;
  readonly sign: "^" | "-";
  readonly label: string;
}

/**
 * The rows below a source line: one of `^^^` and `---` with the last label beside it, then the other labels, each on a row of its own, hanging
 * from its mark by `|`.
 */
export function drawMarks(marks: readonly Mark[], paint: Paint): string[] {
  const sorted = marks.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const last = besideSigns(sorted) ? sorted.at(-1)! : undefined;
  const beside = last?.label ? ` ${paint(last.role, printable(last.label))}` : "";
  const hanging = sorted.filter((mark) => mark !== last && mark.label !== "");
  return [drawSigns(sorted, paint) + beside, ...drawHanging(hanging, paint)];
}

/** Only a mark that no other one reaches past has room to its right. */
function besideSigns(sorted: readonly Mark[]): boolean {
  const last = sorted.at(-1)!;
  return sorted.every((mark) => mark === last || mark.end <= last.start || mark.label === "");
}

function drawSigns(sorted: readonly Mark[], paint: Paint): string {
  const width = Math.max(...sorted.map((mark) => mark.end));
  const cells: (Mark | undefined)[] = Array.from({ length: width });
  for (const mark of sorted.toSorted((a, b) => Number(b.sign === "-") - Number(a.sign === "-"))) {
    cells.fill(mark, mark.start, mark.end);
  }
  return cells.map((mark) => (mark ? paint(mark.role, mark.sign) : " ")).join("");
}

function drawHanging(marks: readonly Mark[], paint: Paint): string[] {
  if (marks.length === 0) return [];
  const rows = [drawPosts(marks, paint).text];
  for (let at = marks.length - 1; at >= 0; at--) {
    const mark = marks[at]!;
    const posts = drawPosts(
      marks.slice(0, at).filter((other) => other.start < mark.start),
      paint,
    );
    rows.push(posts.text + " ".repeat(mark.start - posts.width) + paint(mark.role, printable(mark.label)));
  }
  return rows;
}

function drawPosts(marks: readonly Mark[], paint: Paint): { text: string; width: number } {
  let text = "";
  let width = 0;
  for (const mark of marks.filter((mark, at) => mark.start !== marks[at - 1]?.start)) {
    text += " ".repeat(mark.start - width) + paint(mark.role, "|");
    width = mark.start + 1;
  }
  return { text, width };
}
