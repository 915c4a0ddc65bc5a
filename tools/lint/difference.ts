/** Lines around a change that are shown. */
const context = 3;

/** A line of two texts: in both, or in one of them. */
interface Row {
  readonly sign: " " | "-" | "+";
  readonly line: string;
}

/** The difference of two texts as `diff -u` shows it; empty if there is none. `name` stands in the head. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return "";
  const rows = compare(linesOf(before), linesOf(after));
  const hunks = hunksOf(rows).map((hunk) => drawHunk(rows, hunk));
  return [`--- ${name}`, `+++ ${name}`, ...hunks, ""].join("\n");
}

/** Lines with what a missing line end at the end of a text says of the last one. */
function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  else if (lines.length > 0) lines.push(`${lines.pop()!}\n\\ No newline at end of file`);
  return lines;
}

/** A shortest way from one list of lines to the other, by the longest common subsequence of what lies between their common ends. */
function compare(before: readonly string[], after: readonly string[]): Row[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const same = (line: string): Row => ({ sign: " ", line });
  return [
    ...before.slice(0, head).map(same),
    ...compareMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

function compareMiddle(before: readonly string[], after: readonly string[]): Row[] {
  const lengths = commonLengths(before, after);
  const rows: Row[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      rows.push({ sign: " ", line: before[i]! });
      i++;
      j++;
    } else if (j >= after.length || (i < before.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!))
      rows.push({ sign: "-", line: before[i++]! });
    else rows.push({ sign: "+", line: after[j++]! });
  }
  return rows;
}

/** At [i][j] the number of lines that the rests from i and j have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      lengths[i]![j] =
        before[i] === after[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  return lengths;
}

/** A stretch of rows: changes that are close to each other, with their context. */
interface Hunk {
  readonly from: number;
  readonly to: number;
}

function hunksOf(rows: readonly Row[]): Hunk[] {
  const hunks: { from: number; to: number }[] = [];
  for (const [at, { sign }] of rows.entries()) {
    if (sign === " ") continue;
    const last = hunks.at(-1);
    const to = Math.min(rows.length, at + 1 + context);
    if (last && at - context <= last.to) last.to = to;
    else hunks.push({ from: Math.max(0, at - context), to });
  }
  return hunks;
}

function drawHunk(rows: readonly Row[], { from, to }: Hunk): string {
  const count = (part: readonly Row[], without: Row["sign"]): number =>
    part.filter(({ sign }) => sign !== without).length;
  const head = rows.slice(0, from);
  const body = rows.slice(from, to);
  const range = (without: Row["sign"]): string => {
    const size = count(body, without);
    const first = count(head, without) + (size > 0 ? 1 : 0);
    return size === 1 ? `${first}` : `${first},${size}`;
  };
  const lines = body.map(({ sign, line }) => `${sign}${line}`);
  return [`@@ -${range("+")} +${range("-")} @@`, ...lines].join("\n");
}
