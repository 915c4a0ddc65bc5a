import { type Entry, type Expression, type Statement } from "./syntax.ts";

/** Anything that has parts. */
export type Node = Expression | Statement | Entry;

/** A node where it stands: how it is broken depends on what it is part of. */
export interface Site<N extends Node = Node> {
  readonly node: N;
  readonly above: Site | null;
}

/** A part of a node. */
export function part<N extends Node>(node: N, above: Site): Site<N> {
  return { node, above };
}

/** Where the closest node around a site stands for which a rule holds. */
export function around(site: Site, rule: (node: Node) => boolean): Site | null {
  let above = site.above;
  while (above && !rule(above.node)) above = above.above;
  return above;
}

/** What the `!` behind an expression are left off of. */
export function withoutSure(node: Expression): Expression {
  let of = node;
  while (of.kind === "sure") of = of.of;
  return of;
}

/** Whether a node gives something a value: `=` or `:` stands between. */
export function assigns(node: Node | undefined): boolean {
  return node?.kind === "assignment" || node?.kind === "variable" || node?.kind === "field" || node?.kind === "entry";
}

/** Whether an operator decides what is looked at. */
export function isLogical(operator: string): boolean {
  return operator === "&&" || operator === "||" || operator === "??";
}
