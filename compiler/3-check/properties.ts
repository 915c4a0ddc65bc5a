import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type CheckedProp } from "./checked.ts";
import { evaluateAs } from "./evaluate.ts";
import { type Placed } from "./parts.ts";
import { checkPropertyType, propertyValue } from "./property-value.ts";
import { type Scope } from "./scope.ts";
import { describeValue, type Value } from "./value.ts";

/** A property: its type exists, and its default is one of its values. */
export function checkProp({ node, name, conditions }: Placed<ast.Prop>, scope: Scope): CheckedProp {
  checkPropertyType(node.type, scope);
  const value = propertyValue(node, scope);
  const of = value.kind === "enum" ? value.of : null;
  const fallback = node.default ? defaultOf(node, node.default, value, scope) : null;
  const qomName = node.name.text;
  if (node.default && node.optional)
    scope.log.report("check/optional-default", spanOf(scope.file, node.name), { name: node.name.text });
  const required = isRequired(node);
  return { name, node, phase: "init", conditions, qomName, value, fallback, required, enum: of };
}

/** Whether a property has to be set by whoever makes the object. */
export function isRequired(node: ast.Prop): boolean {
  return !node.default && !node.optional;
}

function defaultOf(node: ast.Prop, expression: ast.Expression, value: Value, scope: Scope): Value | null {
  const found = evaluateAs(expression, value, scope);
  if (found.kind === "unknown" || value.kind === "unknown") return null;
  if (!fits(found, value, expression, { scope, what: `the default of \`${node.name.text}\`` })) return null;
  if (found.fixed) return found;
  scope.log.report("check/not-constant", spanOf(scope.file, expression), {
    what: `the default of \`${node.name.text}\``,
  });
  return null;
}

interface Fitting {
  readonly scope: Scope;
  readonly what: string;
}

/** Whether a value may be given to something that holds `wanted`; reports it if not. */
export function fits(found: Value, wanted: Value, node: ast.Expression, { scope, what }: Fitting): boolean {
  if (found.kind === "unknown" || wanted.kind === "unknown") return true;
  const span = spanOf(scope.file, node);
  if (found.kind !== wanted.kind) {
    scope.log.report("check/wrong-kind", span, { what, wanted: describeKind(wanted), found: describeValue(found) });
    return false;
  }
  if (found.kind === "list" && wanted.kind === "list") return fitsList(found, wanted, node, { scope, what });
  if (found.kind === "enum" && wanted.kind === "enum") return isChoice(found, wanted, node, { scope, what });
  if (found.kind !== "int" || wanted.kind !== "int") return true;
  if (wanted.only && found.fixed && !wanted.only.includes(found.min)) {
    const values = wanted.only.join(", ");
    scope.log.report("check/not-one-of", span, { what, value: String(found.min), values });
    return false;
  }
  if (found.max >= wanted.min && found.min <= wanted.max && (!found.fixed || within(found, wanted))) return true;
  const blanks = { what, value: String(found.min), min: String(wanted.min), max: String(wanted.max) };
  scope.log.report("check/out-of-range", span, blanks);
  return false;
}

type Choice = Extract<Value, { kind: "enum" }>;

function isChoice(found: Choice, wanted: Choice, node: ast.Expression, { scope, what }: Fitting): boolean {
  if (!wanted.only || found.value === null || wanted.only.includes(found.value)) return true;
  const blanks = { what, value: found.value, values: wanted.only.join(", ") };
  scope.log.report("check/not-one-of", spanOf(scope.file, node), blanks);
  return false;
}

type List = Extract<Value, { kind: "list" }>;

function fitsList(found: List, wanted: List, node: ast.Expression, fitting: Fitting): boolean {
  const { scope, what } = fitting;
  const { count } = wanted;
  if (count !== undefined && count !== null && BigInt(found.items.length) !== count) {
    const blanks = { what, found: String(found.items.length), count: String(count) };
    scope.log.report("check/list-length", spanOf(scope.file, node), blanks);
    return false;
  }
  const places = node.kind === "array" ? node.items : [];
  return found.items.every((item, at) => fits(item, wanted.of ?? item, places[at] ?? node, fitting));
}

function within(a: { min: bigint; max: bigint }, b: { min: bigint; max: bigint }): boolean {
  return a.min >= b.min && a.max <= b.max;
}

function describeKind(value: Value): string {
  return value.kind === "int" ? "a number" : describeValue(value);
}
