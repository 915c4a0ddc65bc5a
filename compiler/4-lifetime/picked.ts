import type * as ast from "../1-parse/ast.ts";
import { evaluate, inLoop } from "../3-check/evaluate.ts";
import { type Scope } from "../3-check/scope.ts";

/** More elements than anybody lists one by one; beyond, a path may pick any. */
const mostElements = 4096n;

/** The elements of arrays that a path picks, over all rounds of its loop, as `1` or `0,3`; null if it may be any. */
export function pickedBy(path: ast.Path, loop: ast.Loop | undefined, scope: Scope): ReadonlySet<string> | null {
  const indices = path.steps.flatMap((step) => (step.kind === "index" ? [step.index] : []));
  if (indices.length === 0) return null;
  const picked = new Set<string>();
  for (const round of loop ? roundsOf(loop, scope) : [scope]) {
    if (!round) return null;
    const values = indices.map((index) => constantOf(index, round));
    if (values.includes(null)) return null;
    picked.add(values.join());
  }
  return picked;
}

/** The scope of each round of a loop, up to the most that properties allow; a null where they cannot be listed. */
function roundsOf({ index, range }: ast.Loop, scope: Scope): (Scope | null)[] {
  const from = evaluate(range.from, scope);
  const to = evaluate(range.to, scope);
  if (from.kind !== "int" || to.kind !== "int" || to.max - from.min > mostElements) return [null];
  const count = Math.max(0, Number(to.max - from.min));
  return Array.from({ length: count }, (_, at) => {
    const value = from.min + BigInt(at);
    return inLoop(scope, index.text, value, value + 1n);
  });
}

function constantOf(index: ast.Expression, scope: Scope): bigint | null {
  const value = evaluate(index, scope);
  return value.kind === "int" && value.min === value.max ? value.min : null;
}

/** Whether two picks can have an element in common. */
export function meet(a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): boolean {
  if (!a || !b) return true;
  for (const element of a) if (b.has(element)) return true;
  return false;
}
