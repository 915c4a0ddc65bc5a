import type * as ast from "../1-parse/ast.ts";
import { type MemberEntity } from "../2-bind/model.ts";
import { type CheckedType, type Target } from "../3-check/index.ts";
import { memberName } from "../3-check/names.ts";
import { indexName } from "../3-check/variables.ts";
import { type ClassContext } from "./context.ts";
import { type Constant, printConstant, printElement } from "./constants.ts";
import { printExpression } from "./expression.ts";

/**
 * How code inside a function of the type, or a method, calls a name of an expression: a constant's value, a property of
 * `self` or `this`, a loop variable.
 */
export function namingIn(
  context: ClassContext,
  loops: ReadonlySet<string>,
  device: "self" | "this" = "self",
): (path: ast.Path) => string {
  const { file } = context.file;
  const constant = (of: Constant, [step]: readonly ast.Step[]): string =>
    step?.kind === "index" ? printElement(of, printExpression(step.index, name), context) : printConstant(of);
  const name = (path: ast.Path): string => {
    const text = path.root.text;
    if (loops.has(text)) return indexName(text);
    const member = context.type.entity.members.get(text);
    if (member?.node.kind === "const")
      return constant({ node: member.node, file: member.owner.file, type: context.type.entity }, path.steps);
    const own = member && `${device}.${memberName(text, member.owner)}${stepsOf(path.steps, member, name)}`;
    if (own) return isWide(member) ? `Number(${own})` : own;
    const entity = file.names.get(text);
    if (entity?.kind === "const") return constant({ node: entity.node, file: entity.file, type: null }, path.steps);
    if (entity?.kind === "enum" && path.steps[0]?.kind === "member") return JSON.stringify(path.steps[0].name.text);
    return text === "self" ? device : JSON.stringify(text);
  };
  return name;
}

/** Expressions work with numbers; 64-bit properties are bigints. */
function isWide({ node }: MemberEntity): boolean {
  return node.kind === "prop" && (node.type.name.text === "u64" || node.type.name.text === "i64");
}

function stepsOf(steps: readonly ast.Step[], root: MemberEntity, naming: (path: ast.Path) => string): string {
  let code = "";
  let at: MemberEntity | undefined = root;
  for (const step of steps) {
    if (step.kind === "index") code += elementOf(at, printExpression(step.index, naming));
    if (step.kind !== "member") continue;
    at = at?.type?.members.get(step.name.text);
    code += `.${memberName(step.name.text, at?.owner)}`;
  }
  return code;
}

/** The step to an element; a link that leads nowhere reads null. */
function elementOf(array: MemberEntity | undefined, index: string): string {
  return array?.node.kind === "relation" ? `.get(${index})` : `[${index}]!`;
}

/** The way to what a path leads to, from `self`; a line without an index is the first of its name. */
export function printTarget(target: Target, context: ClassContext, loops: ReadonlySet<string>): string {
  const naming = namingIn(context, loops);
  const passing = new Set([...target.passing, ...(isPassing(target.steps[0], context) ? [0] : [])]);
  let code = "self";
  for (const [at, step] of target.steps.entries()) {
    if (typeof step === "string") code += `.${step}${passing.has(at) ? "!" : ""}`;
    else code += `[${typeof step === "bigint" ? String(step) : printExpression(step, naming)}]!`;
  }
  return code;
}

/** Whether a member of ours can be null because it exists only while its owner is realized; arrays are empty then. */
export function isPassing(name: Target["steps"][number] | undefined, { type }: ClassContext): boolean {
  return typeof name === "string" && passingOf(type).has(name);
}

const passing = new WeakMap<CheckedType, ReadonlySet<string>>();

/** The single parts of a type that exist only while it is realized; found once, and asked for at every target. */
function passingOf(type: CheckedType): ReadonlySet<string> {
  const known = passing.get(type);
  if (known) return known;
  const parts = [type.children, type.regions, type.spaces, type.lines, type.gates, type.onBuses.buses].flat();
  const single = parts.filter(
    ({ node, phase }) =>
      phase === "realize" && (node.kind === "gate" || !("bound" in node) || node.bound === undefined),
  );
  const names = new Set(single.map(({ name }) => name));
  passing.set(type, names);
  return names;
}
