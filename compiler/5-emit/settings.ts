import type * as ast from "../1-parse/ast.ts";
import { type CheckedSetting, type Target } from "../3-check/index.ts";
import { indexName } from "../3-check/variables.ts";
import { visit } from "../3-check/worlds.ts";
import { braces, call } from "./code.ts";
import { type ClassContext } from "./context.ts";
import { type Naming, printExpression, printOperand } from "./expression.ts";
import { namingIn } from "./target.ts";

/**
 * The statement that sets something of a child, to which `way` leads; in a loop for each of its rounds, and for each element that is
 * set at once. `index` is what the number of the child is called, in an array of them.
 */
export function settingCode(way: string, setting: CheckedSetting, index: string | null, context: ClassContext): string {
  const { loop } = setting.node;
  const outer = new Set(index === null ? [] : [index]);
  const naming = namingIn(context, outer);
  if (!loop) return allCode(way, setting, naming);
  const from = printExpression(loop.range.from, naming);
  const to = printOperand(loop.range.to, naming, "<");
  const inside = namingIn(context, new Set([...outer, loop.index.text]));
  return counting(indexName(loop.index.text), [from, to], allCode(way, setting, inside));
}

/** Whether it matters to settings, or to what chooses between them, which one of an array of children it is. */
export function mentions(index: string, settings: readonly CheckedSetting[], subject?: ast.Expression): boolean {
  const expressions = settings.flatMap(({ node, steps }) => [
    node.value,
    ...steps.flatMap((step) => (typeof step === "object" ? [step] : [])),
    ...(node.loop ? [node.loop.range.from, node.loop.range.to] : []),
  ]);
  let found = false;
  for (const one of subject ? [...expressions, subject] : expressions)
    visit(one, (part) => (found ||= part.kind === "path" && part.root.text === index));
  return found;
}

/** What is set at once; `link` counts it. */
function allCode(way: string, setting: CheckedSetting, naming: Naming): string {
  const code = oneCode(way, setting, naming);
  return setting.width === null ? code : counting("link", ["0", String(setting.width)], code);
}

function counting(name: string, [from, to]: readonly [string, string], body: string): string {
  return `for (let ${name} = ${from}; ${name} < ${to}; ${name}++) ${braces([body])}`;
}

function oneCode(way: string, setting: CheckedSetting, naming: Naming): string {
  const { steps, target, source, width } = setting;
  const printed = settingValue(setting, naming);
  const value = source && isMany(source) ? elementOf(printed, source) : printed;
  if (width !== null && isMany(target)) return setElement(pathOf(way, steps, naming), counted(target), value);
  const last = steps.at(-1)!;
  if (target.member.node.kind !== "relation" || typeof last === "string")
    return `${pathOf(way, steps, naming)} = ${value};`;
  return setElement(pathOf(way, steps.slice(0, -1), naming), printStep(last, naming), value);
}

/** Whether elements are set, or given, one after the other. */
function isMany({ whole, slice }: Target): boolean {
  return whole || slice !== null;
}

function setElement(array: string, index: string, value: string): string {
  return `${call(`${array}.set`, index, value)};`;
}

/** The element of an array that is next. */
function elementOf(array: string, source: Target): string {
  const at = counted(source);
  return source.member.node.kind === "relation" ? `${array}.get(${at})` : `${array}[${at}]!`;
}

function counted({ slice }: Target): string {
  return slice && slice.from > 0 ? `${slice.from} + link` : "link";
}

function pathOf(way: string, steps: Target["steps"], naming: Naming): string {
  return steps.reduce<string>(
    (code, step) => (typeof step === "string" ? `${code}.${step}` : `${code}[${printStep(step, naming)}]!`),
    way,
  );
}

function printStep(step: Target["steps"][number], naming: Naming): string {
  return typeof step === "object" ? printExpression(step, naming) : String(step);
}

/** The value of a setting as code; of 64 bits it is a bigint. */
export function settingValue({ node, target: { member } }: CheckedSetting, naming: Naming): string {
  const code = printExpression(node.value, naming);
  const type = member.node.kind === "prop" ? member.node.type.name.text : "";
  if (type !== "u64" && type !== "i64") return code;
  if (node.value.kind === "array")
    return `[${node.value.items.map((item) => `BigInt(${printExpression(item, naming)})`).join(", ")}]`;
  return node.value.kind === "number" ? `${node.value.value}n` : `BigInt(${code})`;
}
