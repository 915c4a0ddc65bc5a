import { type CheckedChild, type CheckedSetting, type Phase } from "../3-check/index.ts";
import { memberName } from "../3-check/names.ts";
import { arrow, call, type Code, object } from "./code.ts";
import { className, type ClassContext, fromRuntime } from "./context.ts";
import { type Naming, printExpression } from "./expression.ts";
import { text } from "./literal.ts";
import { namingIn } from "./target.ts";

/** Makes the children of a phase: one call each, or one an element. */
export function writeChildren(phase: Phase, context: ClassContext): void {
  for (const child of context.type.children) {
    if (child.phase !== phase) continue;
    writeWhen(child, context, () => writeChild(child, context));
  }
}

/** What `body` writes, under the conditions of a part that are not certain. */
export function writeWhen(
  { conditions, phase }: Pick<CheckedChild, "conditions" | "phase">,
  context: ClassContext,
  body: () => void,
): void {
  if (conditions.length === 0 || phase === "init") body();
  else {
    const naming = namingIn(context, new Set());
    const terms = conditions.map((condition) => {
      const printed = printExpression(condition, naming);
      return conditions.length > 1 && condition.kind === "binary" ? `(${printed})` : printed;
    });
    context.writer.block(`if (${terms.join(" && ")}) {`, body);
  }
}

function writeChild(child: CheckedChild, context: ClassContext): void {
  const { writer } = context;
  const { name, node } = child;
  if (!node.bound) {
    writer.code(`made.${name} = `, made(child, text(node.name.text), null, context));
    return;
  }
  const index = node.bound.index?.text ?? "index";
  const count = printExpression(node.bound.count, namingIn(context, new Set()));
  const one = made(child, `\`${node.name.text}[\${${index}}]\``, index, context);
  writer.code(`made.${name} = `, call("Array.from", `{ length: ${count} }`, arrow(`_, ${index}`, one)));
}

/** The making of a child, or of one element of an array of them. */
function made(child: CheckedChild, label: string, index: string | null, context: ClassContext): Code {
  const settings = settingsAtInit(child, index, context);
  const offset = index === null ? String(child.word) : `${child.word} + ${index} * ${child.stride}`;
  const entries: [string, Code][] = [
    ...(child.word === null ? [] : [["offset", offset] as [string, Code]]),
    ...(settings.length === 0 ? [] : [["prepare", arrow("child", settings)] as [string, Code]]),
  ];
  const make = fromRuntime(context, child.word === null ? "own" : "embed");
  const options = entries.length === 0 ? [] : [object(...entries)];
  const typed = child.arms ? `${make}<${className(child.type, context, false)}>` : make;
  const code = call(typed, "self", label, classOf(child, context), ...options);
  return child.phase === "realize" ? call(fromRuntime(context, "untilUnrealize"), "self", code) : code;
}

/** The class of a child, or the choice of one. */
function classOf(child: CheckedChild, context: ClassContext): string {
  if (!child.arms) return className(child.type, context, true);
  const naming = namingIn(context, new Set());
  const arms = child.arms.map((arm) => {
    const key = arm.value.kind === "enum" ? (arm.value.value ?? "") : printExpression(arm.pattern, naming);
    return `${key}: ${className(arm.type, context, true)}`;
  });
  return `{ ${arms.join(", ")} }[${printExpression(child.node.choose!.subject, naming)}]`;
}

/** What is set on a child as soon as it is made. */
function settingsAtInit(child: CheckedChild, index: string | null, context: ClassContext): string[] {
  const naming = namingIn(context, new Set(index === null ? [] : [index]));
  return child.settings
    .filter((setting) => isAtInit(setting, child))
    .map((setting) => `child.${memberName(setting.member.name)} = ${settingValue(setting, naming)};`);
}

/** Whether a setting is made with its child; who is not in the tree yet can be linked to nothing. */
function isAtInit(setting: CheckedSetting, child: CheckedChild): boolean {
  if (child.phase === "realize") return !isRelation(setting) || setting.phase === "init";
  return !isRelation(setting) && setting.phase === "init";
}

function isRelation({ member }: CheckedSetting): boolean {
  return member.node.kind === "relation";
}

/** The settings of a child that wait for all parts to be there: what it is linked to. */
export function linksOf(child: CheckedChild): readonly CheckedSetting[] {
  return child.settings.filter((setting) => isRelation(setting) && !isAtInit(setting, child));
}

/** Links children to parts of ours, once all are there. */
export function writeLinks(context: ClassContext): void {
  for (const child of context.type.children) {
    const links = linksOf(child);
    if (links.length > 0) writeWhen(child, context, () => writeSettings(child, links, context));
  }
}

/** Sets on children that were there before what depends on properties. */
export function writeLateSettings(context: ClassContext): void {
  for (const child of context.type.children) {
    const late = child.settings.filter((setting) => setting.phase === "realize" && !isRelation(setting));
    if (child.phase === "init" && late.length > 0) writeSettings(child, late, context);
  }
}

/** Sets members of a child that is there, or of each element of an array of them. */
function writeSettings(child: CheckedChild, settings: readonly CheckedSetting[], context: ClassContext): void {
  const { writer } = context;
  const index = child.node.bound ? (child.node.bound.index?.text ?? "index") : null;
  const naming = namingIn(context, new Set(index === null ? [] : [index]));
  const write = (way: string): void => {
    for (const setting of settings)
      writer.assign(`${way}.${memberName(setting.member.name)}`, settingValue(setting, naming));
  };
  const sure = child.phase === "realize" ? "!" : "";
  if (index === null) write(`self.${child.name}${sure}`);
  else writer.block(`for (const [${index}, child] of self.${child.name}.entries()) {`, () => write("child"));
}

function settingValue({ node, member }: CheckedSetting, naming: Naming): string {
  const code = printExpression(node.value, naming);
  const type = member.node.kind === "prop" ? member.node.type.name.text : "";
  if (type !== "u64" && type !== "i64") return code;
  return node.value.kind === "number" ? `${node.value.value}n` : `BigInt(${code})`;
}

/** Gives inherited properties the defaults that they have in this type. */
export function defaultsOf(context: ClassContext): string[] {
  const naming = namingIn(context, new Set());
  return context.type.defaults.map(
    (setting) => `self.${memberName(setting.member.name)} = ${settingValue(setting, naming)};`,
  );
}
