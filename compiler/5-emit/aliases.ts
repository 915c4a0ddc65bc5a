import { type CheckedAlias, type Target } from "../3-check/index.ts";
import { call } from "./code.ts";
import { className, type ClassContext, origin } from "./context.ts";
import { text } from "./literal.ts";
import { isPassing } from "./target.ts";

/** Accessors for parts of children under names of ours; a property can be set, too. */
export function writeAliases(context: ClassContext): void {
  const { type, writer } = context;
  for (const alias of type.aliases) {
    const { name, node, target } = alias;
    const late = alias.phase === "realize";
    const many = target.slice !== null || target.whole;
    const member = `${typeOf(target, context)}${late && !many ? " | null" : ""}`;
    const sure = !late || (many && isSure(target, context));
    const otherwise = sure ? "" : ` ?? ${many ? "[]" : "null"}`;
    writer.line();
    writer.doc(node.doc);
    origin(context, node);
    writer.block(`get ${name}(): ${member} {`, () =>
      writer.line(`return ${sure ? way(target) : optionalWay(target)}${otherwise};`),
    );
    if (node.of === "prop" && !many) writeSetter(alias, member, context);
  }
}

/** Whether everything on the way to an array is always there. */
function isSure({ steps, passing }: Target, context: ClassContext): boolean {
  return passing.length === 0 && steps.every((step) => typeof step === "string") && !isPassing(steps[0], context);
}

function writeSetter({ name, target }: CheckedAlias, member: string, { writer }: ClassContext): void {
  const array = linkElement(target);
  const set = array ? call(`${way(array)}.set`, String(target.steps.at(-1)), "value") : `${way(target)} = value`;
  writer.block(`set ${name}(value: ${member}) {`, () => writer.line(`${set};`));
}

/** The array of links of which an alias picks an element by its number; null for every other alias. */
function linkElement(target: Target): Target | null {
  const { steps } = target;
  return isLinkElement(target) && typeof steps.at(-1) === "bigint" ? { ...target, steps: steps.slice(0, -1) } : null;
}

function isLinkElement({ member, whole, slice }: Target): boolean {
  return member.node.kind === "relation" && member.node.bound !== undefined && !whole && slice === null;
}

/** The type of what an alias leads to, by the class that has it. */
function typeOf(target: Target, context: ClassContext): string {
  const { place, homes, member } = target;
  if (isLinkElement(target) && member.type) return `${className(member.type, context, false)} | null`;
  const { type, at } = homes.at(-1)!;
  const own = type === context.type.entity ? type.name : className(type, context, false);
  const steps = place.slice(at).map((step) => (typeof step === "string" ? `[${text(step)}]` : "[number]"));
  return [own, ...steps].join("");
}

function way(target: Target): string {
  const array = linkElement(target);
  if (array) return `${way(array)}.get(${String(target.steps.at(-1))})`;
  const { steps, slice, width } = target;
  const code = steps.reduce<string>(
    (before, step) => before + (typeof step === "string" ? `.${step}` : `[${String(step)}]!`),
    "this",
  );
  return `${code}${some(slice, width)}`;
}

/** The way to something that may not be there: nothing then. */
function optionalWay({ steps, slice, width }: Target): string {
  const code = steps.reduce<string>((before, step, at) => {
    if (typeof step !== "string") return `${before}[${String(step)}]`;
    return `${before}${at === 0 ? "." : "?."}${step}`;
  }, "this");
  return `${code}${some(slice, width)}`;
}

/** What takes the elements of a slice from all. */
function some(slice: Target["slice"], width: number): string {
  return slice ? `.slice(${slice.from}, ${slice.from + width})` : "";
}
