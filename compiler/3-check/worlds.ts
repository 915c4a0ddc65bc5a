import type * as ast from "../1-parse/ast.ts";
import { Log } from "../diagnostics/log.ts";
import { propertyValue } from "./property-value.ts";
import { holds } from "./present.ts";
import { type Scope, withLocals } from "./scope.ts";
import { constant, type Value } from "./value.ts";

/** A condition, and where its names mean something. */
export interface Condition {
  readonly node: ast.Expression;
  readonly scope: Scope;
}

/** More combinations of values than anybody's conditions need; beyond, nothing certain is said. */
const mostWorlds = 4096;
/** An integer of no more values than this is tried with each of them. */
const smallRange = 64n;

/**
 * Whether some values of the properties make all of `wanted` true and none of `refused`; false where none were found. Values
 * that only an integer of a wide range has are tried around the numbers that the conditions name.
 */
export function canHold(wanted: readonly Condition[], refused: readonly (readonly Condition[])[] = []): boolean {
  const nodes = new Set(wanted.map(({ node }) => node));
  if (refused.some((group) => group.every(({ node }) => nodes.has(node)))) return false;
  const all = [...wanted, ...refused.flat()];
  if (all.length === 0 || (nodes.size === 1 && refused.length === 0)) return true;
  const choices = choicesOf(all);
  if (choices.reduce((product, [, values]) => product * values.length, 1) > mostWorlds) return false;
  return someWorld(choices, new Map(), (world) => {
    const answer = ({ node, scope }: Condition): boolean | null => holds(node, withLocals(scope, world));
    const isRefused = refused.some((group) => group.every((condition) => answer(condition) !== false));
    return !isRefused && wanted.every((condition) => answer(condition) === true);
  });
}

type Choice = readonly [name: string, values: readonly Value[]];

function someWorld(
  [first, ...rest]: readonly Choice[],
  world: ReadonlyMap<string, Value>,
  wanted: (world: ReadonlyMap<string, Value>) => boolean,
): boolean {
  if (!first) return wanted(world);
  const [name, values] = first;
  return values.some((value) => someWorld(rest, new Map([...world, [name, value]]), wanted));
}

/** The properties that conditions name, each with the values to try. */
function choicesOf(conditions: readonly Condition[]): Choice[] {
  const choices = new Map<string, readonly Value[]>();
  const numbers = new Set<bigint>();
  const texts = new Set<string>();
  for (const { node } of conditions)
    visit(node, (part) => {
      if (part.kind === "number") numbers.add(part.value);
      if (part.kind === "string") texts.add(part.value);
    });
  for (const { node, scope } of conditions)
    visit(node, (part) => {
      if (part.kind !== "path" || part.steps.length > 0 || choices.has(part.root.text)) return;
      const member = scope.type?.members.get(part.root.text);
      if (member?.node.kind !== "prop") return;
      const home: Scope = { ...scope, file: member.owner.file, locals: new Map(), log: new Log() };
      choices.set(part.root.text, valuesOf(propertyValue(member.node, home), { numbers, texts }));
    });
  return [...choices];
}

interface Named {
  readonly numbers: ReadonlySet<bigint>;
  readonly texts: ReadonlySet<string>;
}

function valuesOf(value: Value, { numbers, texts }: Named): readonly Value[] {
  switch (value.kind) {
    case "bool":
      return [true, false].map((one): Value => ({ kind: "bool", value: one, fixed: true }));
    case "enum":
      return value.of.node.values.map((one): Value => ({ ...value, value: one.name.text, fixed: true }));
    case "string":
      return [...texts, ""].map((one): Value => ({ kind: "string", value: one, fixed: true }));
    case "int":
      return integersOf(value.min, value.max, numbers).map((one) => constant(one, value.unit));
    default:
      return [value];
  }
}

function integersOf(min: bigint, max: bigint, numbers: ReadonlySet<bigint>): readonly bigint[] {
  if (max - min < smallRange) return Array.from({ length: Number(max - min) + 1 }, (_, at) => min + BigInt(at));
  const near = [...numbers].flatMap((number) => [number - 1n, number, number + 1n]);
  return [...new Set([min, ...near.filter((one) => one > min && one < max), max])];
}

/** Shows every part of an expression; chains may be long, so they are walked instead of descended. */
function visit(whole: ast.Expression, see: (node: ast.Expression) => void): void {
  const open: ast.Expression[] = [whole];
  for (let node = open.pop(); node; node = open.pop()) {
    see(node);
    open.push(...partsOf(node));
  }
}

function partsOf(node: ast.Expression): readonly ast.Expression[] {
  switch (node.kind) {
    case "unary":
      return [node.operand];
    case "binary":
      return [node.left, node.right];
    case "conditional":
      return [node.condition, node.then, node.otherwise];
    case "call":
      return node.arguments;
    case "array":
      return node.items;
    default:
      return [];
  }
}
