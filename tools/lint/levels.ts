import { catalogue, type Code, nearestName } from "qdl";
import { faultOfLevel, type Level } from "../project/levels.ts";

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
  if (!Object.hasOwn(catalogue, code)) {
    const near = nearestName(code, Object.keys(catalogue));
    return `there is no diagnostic \`${code}\`${near === undefined ? "" : `; did you mean \`${near}\`?`}`;
  }
  if (!levels.has(level)) return `a level is one of ${[...levels].join(", ")}`;
  const found = faultOfLevel(code as Code, level as Level, false);
  return found && `${found.problem}; ${found.hint}`;
}
