import { type CheckedAlias, type Target } from "../3-check/index.ts";
import { className, type ClassContext, origin } from "./context.ts";
import { text } from "./literal.ts";

/** Accessors for parts of children under names of ours; a property can be set, too. */
export function writeAliases(context: ClassContext): void {
  const { type, writer } = context;
  for (const alias of type.aliases) {
    const { name, node, target } = alias;
    const late = alias.phase === "realize";
    const member = `${typeOf(target, context)}${late ? " | null" : ""}`;
    writer.line();
    writer.doc(node.doc);
    origin(context, node);
    writer.block(`get ${name}(): ${member} {`, () =>
      writer.line(`return ${late ? `${optionalWay(target)} ?? null` : way(target.steps)};`),
    );
    if (node.of === "prop") writeSetter(alias, member, context);
  }
}

function writeSetter({ name, target }: CheckedAlias, member: string, { writer }: ClassContext): void {
  writer.block(`set ${name}(value: ${member}) {`, () => writer.assign(way(target.steps), "value"));
}

/** The type of what an alias leads to, by the class that has it. */
function typeOf({ of, steps, member }: Target, context: ClassContext): string {
  const names = steps.filter((step) => typeof step === "string");
  const own = of === context.type.entity ? context.type.entity.name : className(of, context, false);
  if (isGateLine(member)) return `${context.type.entity.name}[${text(names[0]!)}]${indexed(names[1]!, steps)}`;
  return `${own}${indexed(names.at(-1)!, steps)}`;
}

function isGateLine({ inside }: Target["member"]): boolean {
  return inside?.node.kind === "gate";
}

function indexed(name: string, steps: Target["steps"]): string {
  return `[${text(name)}]${typeof steps.at(-1) === "string" ? "" : "[number]"}`;
}

function way(steps: Target["steps"]): string {
  return steps.reduce<string>(
    (code, step) => code + (typeof step === "string" ? `.${step}` : `[${String(step)}]!`),
    "this",
  );
}

/** The way to something that may not be there: nothing then. */
function optionalWay({ steps }: Target): string {
  return steps.reduce<string>((code, step, at) => {
    if (typeof step !== "string") return `${code}[${String(step)}]`;
    const sure = at === 0;
    return `${code}${sure ? "." : "?."}${step}`;
  }, "this");
}
