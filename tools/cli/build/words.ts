import { join } from "node:path";
import { counted } from "qdl";
import { type Plan } from "../../project/output.ts";

/** The plan with paths that begin with the output folder as it was typed. */
export function withShownPaths(plan: Plan): Plan {
  const seen = (path: string) => join(plan.target.name, path);
  return {
    ...plan,
    changes: plan.changes.map((change) => ({ ...change, path: seen(change.path) })),
    unchanged: plan.unchanged.map(seen),
    leftOver: plan.leftOver.map(seen),
  };
}

/** What became of each file, for programs. */
export function factsOf({ changes, unchanged, leftOver }: Plan, checking: boolean) {
  const paths = changes.map((change) => change.path);
  if (!checking) return { written: paths, unchanged, removed: leftOver };
  const isNew = new Set(changes.filter((change) => !change.before).map((change) => change.path));
  return {
    differs: paths.filter((path) => !isNew.has(path)),
    missing: paths.filter((path) => isNew.has(path)),
    leftOver,
    unchanged,
  };
}

/** Whether a build would change anything. */
export function isStale({ changes, leftOver }: Plan): boolean {
  return changes.length + leftOver.length > 0;
}

/** What `--check` says. */
export function compared(plan: Plan): string {
  if (!isStale(plan)) return `${counted(plan.unchanged.length, "file")} up to date\n`;
  const lines = [
    ...plan.changes.map(({ path, before }) => `${before ? "differs" : "missing"}: ${path}`),
    ...plan.leftOver.map((path) => `left over: ${path}`),
  ];
  return `${lines.join("\n")}\n\n${counted(lines.length, "file")} out of date; \`qdl build\` without --check writes them\n`;
}

/** So many written files are named; a large project's would scroll everything else away. */
const named = 20;

/** What a build says that is done. */
export function done({ changes, unchanged, leftOver }: Plan, milliseconds: number): string {
  const rows = changes.slice(0, named).map(({ path, text }) => `wrote ${path} (${counted(linesIn(text), "line")})`);
  if (changes.length > named) rows.push(`wrote ${counted(changes.length - named, "more file")}`);
  const removed = leftOver.map((path) => `removed ${path}`);
  const lines = changes.reduce((sum, change) => sum + linesIn(change.text), 0);
  const counts = [
    `${counted(changes.length, "file")} written (${counted(lines, "line")})`,
    `${unchanged.length} unchanged`,
    ...(leftOver.length > 0 ? [`${leftOver.length} removed`] : []),
  ];
  return [...rows, ...removed, `${counts.join(", ")} in ${Math.round(milliseconds)} ms`, ""].join("\n");
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
