import type * as ast from "../1-parse/ast.ts";
import { type EnumEntity, type MemberEntity, spanOf } from "../2-bind/model.ts";
import { didYouMean } from "../2-bind/suggest.ts";
import { binary, unary } from "./arithmetic.ts";
import { either, elementValue } from "./elements.ts";
import { propertyValue } from "./property-value.ts";
import { type Scope, withLocals } from "./scope.ts";
import { constant, describeValue, unknown, type Value } from "./value.ts";

/** What is known of an expression; reports names that mean nothing and operands that do not go together. */
export function evaluate(node: ast.Expression, scope: Scope): Value {
  switch (node.kind) {
    case "number":
      return constant(node.value, node.unit);
    case "string":
      return { kind: "string", value: node.value, fixed: true };
    case "bool":
      return { kind: "bool", value: node.value, fixed: true };
    case "array": {
      const items = node.items.map((item) => evaluate(item, scope));
      return { kind: "list", items, fixed: items.every((item) => item.fixed) };
    }
    case "path":
      return evaluatePath(node, scope);
    case "unary":
      return unary(node, evaluate(node.operand, scope), scope);
    case "binary":
      return evaluateBinary(node, scope);
    case "conditional":
      return evaluateConditional(node, scope);
    case "call":
      return evaluateCall(node, scope);
  }
}

/** A chain of operators leans to the left and may be long, so it is walked instead of descended. */
function evaluateBinary(node: ast.Binary, scope: Scope): Value {
  const chain: ast.Binary[] = [];
  let left: ast.Expression = node;
  for (; left.kind === "binary"; left = left.left) chain.push(left);
  let value = evaluate(left, scope);
  for (const step of chain.reverse()) value = binary(step, value, evaluateRight(step, value, scope), scope);
  return value;
}

/** The right side of an operator; beside a value of an enum, its values may stand by their own names. */
function evaluateRight({ operator, right }: ast.Binary, left: Value, scope: Scope): Value {
  const compares = operator === "==" || operator === "!=";
  if (compares && left.kind === "unknown") return unknown;
  return compares && left.kind === "enum" ? evaluateEnum(right, left.of, scope) : evaluate(right, scope);
}

/** An integer that must be known now, or null after a report. */
export function evaluateConstant(node: ast.Expression, scope: Scope, what: string): bigint | null {
  const value = evaluateInt(node, scope, what);
  if (!value) return null;
  if (value.fixed && value.min === value.max) return value.min;
  scope.log.report("check/not-constant", spanOf(scope.file, node), { what });
  return null;
}

/** An integer with the interval that it can lie in, or null after a report. */
export function evaluateInt(node: ast.Expression, scope: Scope, what: string): Extract<Value, { kind: "int" }> | null {
  const value = evaluate(node, scope);
  if (value.kind === "int") return value;
  if (value.kind !== "unknown")
    scope.log.report("check/wrong-kind", spanOf(scope.file, node), {
      what,
      wanted: "a number",
      found: describeValue(value),
    });
  return null;
}

function evaluatePath(node: ast.Path, scope: Scope): Value {
  const name = node.root.text;
  const local = scope.locals.get(name);
  const exact = node.steps.length === 0 || scope.locals.size === 0 ? local : scope.locals.get(textOf(node, scope));
  if (exact) return exact;
  const member = scope.type?.members.get(name);
  const value = local ? null : namedValue(node, scope);
  if (value) return node.steps.length === 0 ? value : elementValue(value, node, scope);
  const entity = scope.file.names.get(name);
  if (member && node.steps.length === 0) return { kind: "object", type: member.type, fixed: true };
  if (entity?.kind === "enum") return enumValue(node, entity, scope);
  if (entity?.kind === "broken") return unknown;
  if (name === "self" && node.steps.length === 0) return { kind: "object", type: scope.type, fixed: true };
  if (isBroken(name, scope)) return unknown;
  if (local || member) return { kind: "object", type: null, fixed: false };
  const known = [...scope.locals.keys(), ...(scope.type?.members.keys() ?? []), ...scope.file.names.keys()];
  const loop = /^[a-z]$/.test(name) ? `a loop gives it a meaning: \`for ${name} in 0..4\`` : undefined;
  const hint = didYouMean(name, known, loop ?? "declare it, or import it from the file that does");
  scope.log.report("check/unknown-name", spanOf(scope.file, node.root), { name, hint });
  return unknown;
}

/** A path as written: what a bank's fields are called among local names. */
function textOf({ start, end }: ast.Path, { file }: Scope): string {
  return file.source.text.slice(start, end);
}

/** Whether a member of that name could not be read, or has no value, and was reported. */
function isBroken(name: string, { type }: Scope): boolean {
  return type?.node.members.some((node) => node.kind === "broken" && node.name?.text === name) ?? false;
}

/** What a constant or a property comes to; null for a member that is no value. */
function memberValue({ node, owner, name }: MemberEntity, place: ast.Path, scope: Scope): Value | null {
  const home: Scope = { ...scope, file: owner.file, locals: new Map() };
  if (node.kind === "const") return constantValue(node, home);
  if (node.kind !== "prop") return null;
  if (!node.optional) return propertyValue(node, home);
  scope.log.report("check/optional-value", spanOf(scope.file, place), { name });
  return unknown;
}

/** What a name means that stands for a constant or a property; null where it means something else. */
function namedValue(node: ast.Path, scope: Scope): Value | null {
  const member = scope.type?.members.get(node.root.text);
  if (member) return memberValue(member, node, scope);
  const entity = scope.file.names.get(node.root.text);
  if (entity?.kind !== "const") return null;
  return constantValue(entity.node, { ...scope, file: entity.file, type: null, locals: new Map() });
}

/** More constants in terms of each other than anybody reads; beyond, the compiler's own stack would end. */
const deepestConstant = 500;

/** What a constant comes to; worked out once. */
export function constantValue(node: ast.Const, scope: Scope): Value {
  const { constants } = scope;
  const before = constants.values.get(node);
  if (before !== undefined && before !== "open") return before;
  if (before === "open" || constants.depth > deepestConstant) {
    const code = before === "open" ? "check/constant-cycle" : "check/constant-depth";
    scope.log.report(code, spanOf(scope.file, node.name), { name: node.name.text });
    return unknown;
  }
  constants.values.set(node, "open");
  constants.depth++;
  const of = node.type && scope.file.names.get(node.type.name.text);
  const value =
    node.type && of?.kind === "enum"
      ? evaluateAs(node.value, propertyValue({ type: node.type }, scope), scope)
      : evaluate(node.value, scope);
  constants.depth--;
  constants.values.set(node, value);
  return value;
}

/**
 * A value where something like `wanted` is expected: an enum's values stand by their own names there. Where it is not known
 * what is wanted, that was reported, and nothing more is said.
 */
export function evaluateAs(node: ast.Expression, wanted: Value, scope: Scope): Value {
  if (wanted.kind === "unknown") return unknown;
  if (wanted.kind === "list" && wanted.of && node.kind === "array") {
    const items = node.items.map((item) => evaluateAs(item, wanted.of!, scope));
    return { kind: "list", items, fixed: items.every(({ fixed }) => fixed) };
  }
  return wanted.kind === "enum" ? evaluateEnum(node, wanted.of, scope) : evaluate(node, scope);
}

/** A value where an enum is expected: there its values may stand by their own names. */
export function evaluateEnum(node: ast.Expression, of: EnumEntity, scope: Scope): Value {
  const bare = node.kind === "path" && node.steps.length === 0 ? node.root.text : null;
  if (bare !== null && of.node.values.some((value) => value.name.text === bare))
    return { kind: "enum", of, value: bare, fixed: true };
  const value = evaluate(node, scope);
  if (value.kind === "unknown" || (value.kind === "enum" && value.of === of)) return value;
  const blanks = { what: "this value", wanted: `a value of \`${of.name}\``, found: describeValue(value) };
  scope.log.report("check/wrong-kind", spanOf(scope.file, node), blanks);
  return unknown;
}

function enumValue(node: ast.Path, of: EnumEntity, scope: Scope): Value {
  const step = node.steps[0];
  if (step?.kind !== "member" || node.steps.length > 1) return unknown;
  if (of.node.values.some((value) => value.name.text === step.name.text))
    return { kind: "enum", of, value: step.name.text, fixed: true };
  const hint = didYouMean(
    step.name.text,
    of.node.values.map((value) => value.name.text),
    "name one of its values",
  );
  scope.log.report("check/unknown-name", spanOf(scope.file, step.name), { name: step.name.text, hint });
  return unknown;
}

function evaluateConditional(node: ast.Conditional, scope: Scope): Value {
  const condition = evaluate(node.condition, scope);
  const then = evaluate(node.then, scope);
  const otherwise = evaluate(node.otherwise, scope);
  if (condition.kind === "bool" && condition.value !== null) return condition.value ? then : otherwise;
  return then.kind === "unknown" ? unknown : either(then, otherwise, condition.fixed);
}

const functions = new Map<string, (a: bigint, b: bigint) => bigint>([
  ["min", (a, b) => (a < b ? a : b)],
  ["max", (a, b) => (a > b ? a : b)],
]);

function evaluateCall(node: ast.Call, scope: Scope): Value {
  const apply = functions.get(node.function.text);
  if (!apply) {
    const hint = didYouMean(node.function.text, functions.keys(), "there are `min` and `max`");
    scope.log.report("check/unknown-name", spanOf(scope.file, node.function), { name: node.function.text, hint });
    return unknown;
  }
  const values = node.arguments.map((argument) => evaluateInt(argument, scope, "an argument"));
  const known = values.filter((value) => value !== null);
  if (known.length < values.length || known.length === 0) return unknown;
  return known.reduce((a, b) => ({
    ...a,
    min: apply(a.min, b.min),
    max: apply(a.max, b.max),
    fixed: a.fixed && b.fixed,
  }));
}

/** The scope inside `name[i : n]` or `for i in a..b`: the variable with the interval that it runs through. */
export function inLoop(scope: Scope, name: string | undefined, from: bigint, to: bigint): Scope {
  if (name === undefined) return scope;
  const value: Value = { kind: "int", min: from, max: to > from ? to - 1n : from, unit: "plain", fixed: false };
  return withLocals(scope, [[name, value]]);
}
