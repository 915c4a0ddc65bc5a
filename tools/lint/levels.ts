import { catalogue, type Entry, isWaivable, nearestName } from "qdl";
import { type Level } from "../project/config.ts";

const entries: ReadonlyMap<string, Entry> = new Map(Object.entries(catalogue));
const levels: ReadonlySet<string> = new Set<Level>(["off", "note", "warning", "error"]);

/** What `--level` words say: a level by code; or why one of them makes no sense. */
export function parseLevels(words: readonly string[]): Readonly<Record<string, Level>> | { readonly problem: string } {
  const found: [string, Level][] = [];
  for (const word of words) {
    const [code = "", level = ""] = word.split("=", 2);
    const problem = faultOf(code, level);
    if (problem !== undefined) return { problem: `--level ${word}: ${problem}` };
    found.push([code, level as Level]);
  }
  return Object.fromEntries(found);
}

function faultOf(code: string, level: string): string | undefined {
  if (!entries.has(code)) {
    const near = nearestName(code, [...entries.keys()]);
    return `there is no diagnostic \`${code}\`${near === undefined ? "" : `; did you mean \`${near}\`?`}`;
  }
  if (!levels.has(level)) return `a level is one of ${[...levels].join(", ")}`;
  if (entries.get(code)!.severity === "error")
    return isWaivable(code)
      ? `\`${code}\` is an error and has no other level; waive it where it is reported, with a reason`
      : `\`${code}\` is an error and has no other level`;
  return undefined;
}
