import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { claimOf, follows } from "../3-check/follows.ts";
import { holds } from "../3-check/present.ts";
import { type Scope } from "../3-check/scope.ts";
import { Log } from "../diagnostics/log.ts";
import { type Condition, type LifetimeNode } from "./graph.ts";

/** What can fail of the conditions that stand around a member in the text of an object's type; null if they never hold together. */
export function openConditions(nodes: readonly ast.Expression[], of: LifetimeNode, scope: Scope): Condition[] | null {
  const open: Condition[] = [];
  for (const node of nodes) {
    const answer = holds(node, scope);
    if (answer === false) return null;
    if (answer === null) open.push({ of, node, span: spanOf(scope.file, node), file: scope.file });
  }
  return open;
}

/** The condition among `needed` that does not follow from what is `given`; null if all do. */
export function missing(needed: readonly Condition[], given: readonly Condition[]): Condition | null {
  const known = given.flatMap(terms);
  const isKnown = (term: Condition): boolean => known.some((other) => same(term, other)) || isImplied(term, known);
  return needed.find((one) => !terms(one).every(isKnown)) ?? null;
}

/** Whether a condition holds whatever the properties are with which those that are given for the same object do. */
function isImplied(term: Condition, given: readonly Condition[]): boolean {
  const about = given.filter(({ of }) => of === term.of);
  return follows(claimOf(inScope(term)), about.map(inScope));
}

function inScope({ node, of, file }: Condition) {
  const constants = { values: new Map(), depth: 0 };
  const scope: Scope = { file, log: new Log(), type: of.type, locals: new Map(), constants };
  return { node, scope };
}

/** Whether two things under these conditions can never exist together, as far as their text shows. */
export function exclusive(a: readonly Condition[], b: readonly Condition[]): boolean {
  const others = b.flatMap(terms);
  return a.flatMap(terms).some((term) => others.some((other) => term.of === other.of && contradict(term, other)));
}

/** The terms of a conjunction, each a condition of its own. */
function terms(condition: Condition): Condition[] {
  const { node } = condition;
  if (node.kind !== "binary" || node.operator !== "&&") return [condition];
  return [...terms({ ...condition, node: node.left }), ...terms({ ...condition, node: node.right })];
}

function same(a: Condition, b: Condition): boolean {
  return a.of === b.of && alike(a.node, b.node);
}

/** Whether two expressions of one instance say the same, so that they have one value. */
function alike(a: ast.Expression, b: ast.Expression): boolean {
  return shapeOf(a) === shapeOf(b);
}

/** An expression as text without what does not matter: places, spelling of numbers, the enum before one of its values. */
function shapeOf(node: ast.Expression): string {
  return JSON.stringify(node, (key, value: unknown) => {
    if (["start", "end", "raw", "unit"].includes(key)) return undefined;
    if (typeof value === "bigint") return String(value);
    return isPath(value) ? nameOf(value) : value;
  });
}

function isPath(value: unknown): value is ast.Path {
  return (value as { kind?: unknown }).kind === "path";
}

/** The property, constant or value of an enum that a path in a condition names. */
function nameOf({ root, steps }: ast.Path): string {
  const [step] = steps;
  return step?.kind === "member" ? step.name.text : root.text;
}

/** Whether one of two conditions is false whenever the other is true: `x` and `!x`, `x == a` and `x != a` or `x == b`. */
function contradict({ of, node: a }: Condition, { node: b }: Condition): boolean {
  // Of a truth value there is no other operator of one operand than `!`.
  if (a.kind === "unary") return alike(a.operand, b);
  if (b.kind === "unary") return alike(a, b.operand);
  if (a.kind !== "binary" || b.kind !== "binary" || !alike(a.left, b.left)) return false;
  const operators = [a.operator, b.operator].sort().join();
  if (operators === "!=,==") return alike(a.right, b.right);
  return (
    operators === "==,==" && isValue(a.right, a.left, of) && isValue(b.right, b.left, of) && !alike(a.right, b.right)
  );
}

/** Whether what is compared with `left` is a value that has no other spelling: a number, a truth value, a value of its enum. */
function isValue(node: ast.Expression, left: ast.Expression, { type }: LifetimeNode): boolean {
  if (node.kind === "number" || node.kind === "bool") return true;
  const prop = left.kind === "path" ? type!.members.get(nameOf(left)) : undefined;
  if (node.kind !== "path" || prop?.node.kind !== "prop") return false;
  const of = prop.owner.file.names.get(prop.node.type.name.text);
  return of?.kind === "enum" && of.node.values.some((value) => value.name.text === nameOf(node));
}
