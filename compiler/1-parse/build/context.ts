import type * as ast from "../ast.ts";
import { type Concrete } from "../matcher.ts";
import { type Reports } from "../reports.ts";

/** Any node of the concrete tree. */
export type Any = Concrete<string, readonly unknown[]>;

/** A leaf of the concrete tree. */
export type Leaf = Concrete<string, readonly []>;

/** What building the tree needs beside the concrete tree. */
export interface Context {
  readonly text: string;
  /** Doc comments by the offset of what they stand before. */
  readonly docs: ReadonlyMap<number, string>;
  readonly reports: Reports;
  /** What could not be read so far, in the order of the text. */
  readonly broken: ast.Broken[];
}

/** The place of a concrete node, and the doc comment before it. */
export function documented(context: Context, node: Any): ast.Documented {
  const doc = context.docs.get(node.start);
  const { start, end } = node;
  return doc === undefined ? { start, end } : { doc, start, end };
}

/** The text of a concrete node. */
export function textOf(context: Context, node: Any): string {
  return context.text.slice(node.start, node.end);
}

const longestName = 255;

/** A name; one of more than 255 characters is reported. */
export function nameOf(context: Context, node: Leaf): ast.Name {
  if (node.end - node.start > longestName)
    context.reports.add("parse/name-too-long", node, { length: String(node.end - node.start) });
  return { kind: "name", text: textOf(context, node), start: node.start, end: node.end };
}

/** Puts what could not be read back among the members of the block that it stood in. */
export function withBroken<Member extends ast.Node>(
  context: Context,
  within: Any,
  members: readonly Member[],
): readonly (Member | ast.Broken)[] {
  if (context.broken.length === 0) return members;
  const inside = (outer: ast.Node, inner: ast.Node) => outer.start <= inner.start && inner.end <= outer.end;
  const mine = context.broken.filter((one) => inside(within, one) && !members.some((member) => inside(member, one)));
  return mine.length === 0 ? members : [...members, ...mine].sort((a, b) => a.start - b.start);
}
