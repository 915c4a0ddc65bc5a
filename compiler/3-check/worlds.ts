import type * as ast from "../1-parse/ast.ts";
import { Log } from "../diagnostics/log.ts";
import { affineOf, rootsOf, scale, sum } from "./affine.ts";
import { evaluate } from "./evaluate.ts";
import { propertyValue } from "./property-value.ts";
import { holds } from "./present.ts";
import { type Scope, withLocals } from "./scope.ts";
import { constant, type Value } from "./value.ts";

/** A condition, and where its names mean something. */
export interface Condition {
  readonly node: ast.Expression;
  readonly scope: Scope;
}

/** More combinations than these are not looked at; most are left out together, as soon as a condition is seen to fail. */
const mostSteps = 8192;
/** An integer of no more values than this is tried with each of them. */
export const smallRange = 64n;

/** Values of properties; null where there are none, "undecided" where there are too many to try. */
export type Found = World | null | "undecided";

/**
 * Whether some values of the properties make all of `wanted` true and none of `refused`; false where none were found. Values
 * that only an integer of a wide range has are tried around the numbers that the conditions name.
 */
export function canHold(wanted: readonly Condition[], refused: readonly (readonly Condition[])[] = []): boolean {
  const nodes = new Set(wanted.map(({ node }) => node));
  if (refused.some((group) => group.every(({ node }) => nodes.has(node)))) return false;
  const all = [...wanted, ...refused.flat()];
  if (all.length === 0 || (nodes.size === 1 && refused.length === 0)) return true;
  const isRefused = (world: World) =>
    refused.some((group) => group.every((condition) => answer(condition, world) !== false));
  const fails = (world: World) =>
    oneFails(wanted, world) || refused.some((group) => group.every((condition) => surely(condition, world) === true));
  const found = someWorld(choicesOf(all), { fails, isFound: (world) => !isRefused(world) && allHold(wanted, world) });
  return found !== null && found !== "undecided";
}

/** Values of properties, by their names. */
export type World = ReadonlyMap<string, Value>;

/** What a world is looked for in: more than conditions name, and numbers worth a try. */
export interface Search {
  /** Expressions of which the properties are chosen, too. */
  readonly more: readonly Condition[];
  readonly tries: ReadonlyMap<string, readonly bigint[]>;
}

/** Values of properties with which all conditions hold and `isFound` is true of them; null where none were found. */
export function findWorld(
  wanted: readonly Condition[],
  { more, tries }: Search,
  isFound: (world: World) => boolean,
): Found {
  // What decides whether it is found is chosen first: of the rest, one choice with which all conditions hold is enough.
  const choices = choicesOf([...more, ...wanted], tries);
  const deciding = namesIn(more);
  const first = choices.findLastIndex(([name]) => deciding.has(name)) + 1;
  const fails = (world: World) => oneFails(wanted, world) || (world.size === first && !isFound(world));
  return someWorld(choices, { fails, isFound: (world) => allHold(wanted, world) && isFound(world) });
}

/** Whether something is true with all values that are tried of the properties that conditions name; false if these are too many. */
export function everyWorld(conditions: readonly Condition[], isTrue: (world: World) => boolean): boolean {
  return someWorld(choicesOf(conditions), { fails: () => false, isFound: (world) => !isTrue(world) }) === null;
}

function oneFails(conditions: readonly Condition[], world: World): boolean {
  return conditions.some((condition) => surely(condition, world) === false);
}

function allHold(conditions: readonly Condition[], world: World): boolean {
  return conditions.every((condition) => answer(condition, world) === true);
}

function answer({ node, scope }: Condition, world: World): boolean | null {
  return holds(node, withLocals(scope, world));
}

/** What a condition is whatever is chosen further; null if that is not certain. */
function surely({ node, scope }: Condition, world: World): boolean | null {
  const value = evaluate(node, withLocals(scope, world));
  return value.kind === "bool" ? value.value : null;
}

type Choice = readonly [name: string, values: readonly Value[]];

interface Goal {
  /** Whether nothing is found whatever is chosen further. */
  readonly fails: (chosen: World) => boolean;
  readonly isFound: (world: World) => boolean;
}

/** The first of all combinations that is wanted. */
function someWorld(choices: readonly Choice[], { fails, isFound }: Goal): Found {
  let steps = 0;
  const search = (at: number, world: World): Found => {
    if (++steps > mostSteps) return "undecided";
    const choice = choices[at];
    if (!choice) return isFound(world) ? world : null;
    if (fails(world)) return null;
    for (const value of choice[1]) {
      const found = search(at + 1, new Map([...world, [choice[0], value]]));
      if (found) return found;
    }
    return null;
  };
  return search(0, new Map());
}

/** The names of the properties in conditions, and whatever else is named there. */
function namesIn(conditions: readonly Condition[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { node } of conditions) visit(node, (part) => void (part.kind === "path" && names.add(part.root.text)));
  return names;
}

/** The properties that conditions name, each with the values to try. */
function choicesOf(conditions: readonly Condition[], tries: Search["tries"] = new Map()): Choice[] {
  const choices = new Map<string, readonly Value[]>();
  const numbers = new Set<bigint>();
  const texts = new Set<string>();
  const turns = new Map(tries);
  for (const { node, scope } of conditions)
    visit(node, (part) => {
      if (part.kind === "number") numbers.add(part.value);
      if (part.kind === "string") texts.add(part.value);
      if (part.kind === "binary" && comparisons.has(part.operator))
        for (const [name, found] of turnsOf(part, { ...scope, log: new Log() }))
          turns.set(name, [...(turns.get(name) ?? []), ...found]);
    });
  for (const { node, scope } of conditions)
    visit(node, (part) => {
      if (part.kind !== "path" || part.steps.length > 0 || choices.has(part.root.text)) return;
      const member = scope.type?.members.get(part.root.text);
      if (member?.node.kind !== "prop") return;
      const home: Scope = { ...scope, file: member.owner.file, locals: new Map(), log: new Log() };
      const worth = new Set([...numbers, ...(turns.get(part.root.text) ?? [])]);
      choices.set(part.root.text, valuesOf(propertyValue(member.node, home), { numbers: worth, texts }));
    });
  return [...choices];
}

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** Values of properties near which the answer of a comparison turns. */
function turnsOf({ left, right }: ast.Binary, scope: Scope): ReadonlyMap<string, readonly bigint[]> {
  const [a, b] = [affineOf(left, scope), affineOf(right, scope)];
  return a && b ? rootsOf(sum(a, scale(b, -1n))) : new Map();
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
      return (value.only ?? value.of.node.values.map(({ name }) => name.text)).map((one): Value => ({
        ...value,
        value: one,
        fixed: true,
      }));
    case "string":
      return [...texts, ""].map((one): Value => ({ kind: "string", value: one, fixed: true }));
    case "int":
      return (value.only ?? integersOf(value.min, value.max, numbers)).map((one) => constant(one, value.unit));
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
export function visit(whole: ast.Expression, see: (node: ast.Expression) => void): void {
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
    case "path":
      return node.steps.flatMap((step) => (step.kind === "index" ? [step.index] : []));
    default:
      return [];
  }
}
