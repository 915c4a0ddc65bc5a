import type * as ast from "../1-parse/ast.ts";
import { evaluate } from "./evaluate.ts";
import { type Scope } from "./scope.ts";

/** A number that grows evenly with properties: `constant`, and for each property so much a step. */
export interface Affine {
  readonly constant: bigint;
  readonly terms: ReadonlyMap<string, Term>;
}

/** How much a property counts, and the interval in which it lies. */
interface Term {
  readonly factor: bigint;
  readonly min: bigint;
  readonly max: bigint;
}

/** A number that is the same everywhere. */
export function flat(constant: bigint): Affine {
  return { constant, terms: new Map() };
}

/** The expression in terms of the properties of the scope's type; null where it is no such sum. Reports nothing twice: it was evaluated before. */
export function affineOf(node: ast.Expression, scope: Scope): Affine | null {
  switch (node.kind) {
    case "number":
      return flat(node.value);
    case "path":
      return affinePath(node, scope);
    case "unary": {
      const operand = node.operator === "-" ? affineOf(node.operand, scope) : null;
      return operand && scale(operand, -1n);
    }
    case "binary":
      return affineBinary(node, scope);
    default:
      return known(node, scope);
  }
}

function affinePath(node: ast.Path, scope: Scope): Affine | null {
  const name = node.root.text;
  const value = evaluate(node, scope);
  if (value.kind !== "int") return null;
  if (value.min === value.max) return flat(value.min);
  if (node.steps.length > 0 || scope.locals.has(name) || scope.type?.members.get(name)?.node.kind !== "prop")
    return null;
  return { constant: 0n, terms: new Map([[name, { factor: 1n, min: value.min, max: value.max }]]) };
}

function affineBinary(node: ast.Binary, scope: Scope): Affine | null {
  const left = affineOf(node.left, scope);
  const right = affineOf(node.right, scope);
  if (!left || !right) return known(node, scope);
  switch (node.operator) {
    case "+":
      return sum(left, right);
    case "-":
      return sum(left, scale(right, -1n));
    case "*":
      if (left.terms.size === 0) return scale(right, left.constant);
      return right.terms.size === 0 ? scale(left, right.constant) : null;
    case "<<":
      return right.terms.size === 0 && right.constant >= 0n && right.constant <= 64n
        ? scale(left, 1n << right.constant)
        : null;
    default:
      return known(node, scope);
  }
}

/** What is the same in every instance is its own sum. */
function known(node: ast.Expression, scope: Scope): Affine | null {
  const value = evaluate(node, scope);
  return value.kind === "int" && value.min === value.max ? flat(value.min) : null;
}

/** The sum of two. */
export function sum(a: Affine, b: Affine): Affine {
  const terms = new Map(a.terms);
  for (const [name, term] of b.terms) {
    const factor = (terms.get(name)?.factor ?? 0n) + term.factor;
    if (factor === 0n) terms.delete(name);
    else terms.set(name, { ...term, factor });
  }
  return { constant: a.constant + b.constant, terms };
}

/** So many times the number. */
export function scale({ constant, terms }: Affine, by: bigint): Affine {
  if (by === 0n) return flat(0n);
  const scaled = [...terms].map(([name, term]) => [name, { ...term, factor: term.factor * by }] as const);
  return { constant: constant * by, terms: new Map(scaled) };
}

/** The interval in which the number lies. */
export function boundsOf({ constant, terms }: Affine): { readonly min: bigint; readonly max: bigint } {
  let [min, max] = [constant, constant];
  for (const { factor, ...range } of terms.values()) {
    const [low, high] = factor > 0n ? [range.min, range.max] : [range.max, range.min];
    min += factor * low;
    max += factor * high;
  }
  return { min, max };
}

/** Values of the properties near which the number is 0 while the others are at one of their ends. */
export function rootsOf(number: Affine): ReadonlyMap<string, readonly bigint[]> {
  const roots = new Map<string, bigint[]>();
  for (const [name, { factor, min, max }] of number.terms) {
    const others = boundsOf(sum(number, { constant: 0n, terms: new Map([[name, { factor: -factor, min, max }]]) }));
    const near = [others.min, others.max].flatMap((rest) => [-rest / factor - 1n, -rest / factor, -rest / factor + 1n]);
    roots.set(
      name,
      near.filter((one) => one > min && one < max),
    );
  }
  return roots;
}
