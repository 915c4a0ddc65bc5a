import type * as ast from "../1-parse/ast.ts";

/** Whether two things under these conditions may never exist together; nothing certain can be said of different conditions. */
export function exclusive(a: readonly ast.Expression[], b: readonly ast.Expression[]): boolean {
  return a.some((condition) => !b.includes(condition)) && b.some((condition) => !a.includes(condition));
}
