import type * as ast from "../1-parse/ast.ts";
import { type CheckedChild, type CheckedSetting, type Phase } from "../3-check/index.ts";
import { indexName } from "../3-check/variables.ts";
import { type Value } from "../3-check/value.ts";
import { memberName } from "../3-check/names.ts";
import { arrow, braces, call, type Field, object } from "./code.ts";
import { className, type ClassContext, fromRuntime, trace } from "./context.ts";
import { type Naming, printAll, printExpression, printOperand, printTest } from "./expression.ts";
import { text } from "./literal.ts";
import { mentions, settingCode, settingValue } from "./settings.ts";
import { namingIn } from "./target.ts";

/** Makes the children of a phase: one call each, or one an element. */
export function writeChildren(phase: Phase, context: ClassContext): void {
  for (const child of context.type.children) {
    if (child.phase !== phase) continue;
    trace(context, child.node);
    writeWhen(child, context, () => writeChild(child, context));
  }
  context.writer.mark(null);
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
    context.writer.block(`if (${printAll(conditions, naming)}) {`, body);
  }
}

function writeChild(child: CheckedChild, context: ClassContext): void {
  const { writer } = context;
  const { name, node } = child;
  if (!node.bound) {
    writer.code(`made.${name} = ${made(child, text(node.name.text), null, context)};`);
    return;
  }
  const index = node.bound.index?.text ?? "index";
  const count = printExpression(node.bound.count, namingIn(context, new Set()));
  const one = made(child, `\`${node.name.text}[\${${indexName(index)}}]\``, index, context);
  writer.code(`made.${name} = ${call("Array.from", `{ length: ${count} }`, arrow(`_, ${indexName(index)}`, one))};`);
}

/** The making of a child, or of one element of an array of them. */
function made(child: CheckedChild, label: string, index: string | null, context: ClassContext): string {
  const settings = settingsAtInit(child, index, context);
  const offset = index === null ? String(child.word) : elementWord(child, indexName(index));
  const entries: Field[] = [
    ...(child.word === null ? [] : [["offset", offset] as const]),
    ...(settings.length === 0 ? [] : [["prepare", arrow("child", braces(settings))] as const]),
  ];
  const make = fromRuntime(context, child.word === null ? "own" : "embed");
  const options = entries.length === 0 ? [] : [object(...entries)];
  const typed = child.arms ? `${make}<${className(child.type, context, false)}>` : make;
  const code = call(typed, "self", label, classOf(child, index, context), ...options);
  return child.phase === "realize" ? call(fromRuntime(context, "untilUnrealize"), "self", code) : code;
}

/** Where element `index` of an array of parts begins. */
export function elementWord({ word, stride }: Pick<CheckedChild, "word" | "stride">, index: string): string {
  if (stride === 0) return String(word);
  const behind = stride === 1 ? index : `${index} * ${stride}`;
  return word === 0 ? behind : `${word} + ${behind}`;
}

/** The class of a child, or the choice of one. */
function classOf(child: CheckedChild, index: string | null, context: ClassContext): string {
  const { arms, node } = child;
  if (!arms) return className(child.type, context, true);
  const { subject } = node.choose!;
  const naming = namingIn(context, new Set(index === null ? [] : [index]));
  const classes = arms.map(({ value, type }) => [value, className(type, context, true)] as const);
  const boolean = classes.every(([value]) => value.kind === "bool");
  if (boolean) {
    const of = (wanted: boolean) => classes.find(([value]) => value.kind === "bool" && value.value === wanted)![1];
    return `${printTest(subject, naming)} ? ${of(true)} : ${of(false)}`;
  }
  const entries = classes.map(([value, name]) => [value.kind === "enum" ? (value.value ?? "") : "", name] as const);
  return `${object(...entries)}[${printExpression(subject, naming)}]`;
}

/** What is set on a child as soon as it is made; what only one of its types has, when it is that one. */
function settingsAtInit(child: CheckedChild, index: string | null, context: ClassContext): string[] {
  const all = child.settings.filter((setting) => isAtInit(setting, child));
  const arms = armStatements(child, (setting) => isAtInit(setting, child), { way: "child", index, context });
  return [...all.map((setting) => settingCode("child", setting, index, context)), ...arms];
}

/** A child while something is set on it: the way to it, and what its number is called in an array. */
interface ChildSite {
  readonly way: string;
  readonly index: string | null;
  readonly context: ClassContext;
}

/** Settings of the arms of a `choose`, each only where the child has that type. */
function armStatements(
  child: CheckedChild,
  wanted: (setting: CheckedSetting) => boolean,
  { way, index, context }: ChildSite,
): string[] {
  const naming = namingIn(context, new Set(index === null ? [] : [index]));
  return (child.arms ?? []).flatMap(({ value, type, settings }): string[] => {
    const body = settings.filter(wanted).map((setting) => settingCode(way, setting, index, context));
    if (body.length === 0) return [];
    const chosen = printChosen(child.node.choose!.subject, value, naming);
    return [`if (${chosen} && ${way} instanceof ${type.name}) ${braces(body)}`];
  });
}

/** Whether the subject of a choice has a value. */
function printChosen(subject: ast.Expression, value: Value, naming: Naming): string {
  if (value.kind === "enum") return `${printOperand(subject, naming, "==")} === ${text(value.value ?? "")}`;
  const negated = value.kind === "bool" && value.value === false;
  const { start, end } = subject;
  if (!negated) return printOperand(subject, naming, "&&");
  return printExpression({ kind: "unary", operator: "!", operand: subject, start, end }, naming);
}

/** Whether a setting is made with its child; who is not in the tree yet can be linked to nothing. */
function isAtInit(setting: CheckedSetting, child: CheckedChild): boolean {
  if (child.phase === "realize") return !isRelation(setting) || setting.phase === "init";
  return !isRelation(setting) && setting.phase === "init";
}

function isRelation({ target }: CheckedSetting): boolean {
  return target.member.node.kind === "relation";
}

/** The settings of a child that wait for all parts to be there: what it is linked to. */
export function linksOf(child: CheckedChild): readonly CheckedSetting[] {
  const all = [...child.settings, ...(child.arms ?? []).flatMap(({ settings }) => settings)];
  return all.filter((setting) => isLate(setting, child) && isRelation(setting));
}

function isLate(setting: CheckedSetting, child: CheckedChild): boolean {
  return !isAtInit(setting, child);
}

/** Links children to parts of ours, once all are there. */
export function writeLinks(context: ClassContext): void {
  for (const child of context.type.children) {
    const late = (setting: CheckedSetting): boolean => isRelation(setting) && isLate(setting, child);
    if (linksOf(child).length > 0) writeWhen(child, context, () => writeSettings(child, late, context));
  }
}

/** Sets on children that were there before what depends on properties. */
export function writeLateSettings(context: ClassContext): void {
  for (const child of context.type.children) {
    if (child.phase === "realize") continue;
    const late = (setting: CheckedSetting): boolean => !isRelation(setting) && isLate(setting, child);
    const all = [...child.settings, ...(child.arms ?? []).flatMap(({ settings }) => settings)];
    if (all.some(late)) writeSettings(child, late, context);
  }
}

/** Sets what a type says of inherited children that have a narrower type here. */
export function writeNarrowedSettings(context: ClassContext): void {
  for (const child of context.type.narrowed) if (child.settings.length > 0) writeSettings(child, () => true, context);
}

/** Sets members of a child that is there, or of each element of an array of them. */
function writeSettings(child: CheckedChild, wanted: (setting: CheckedSetting) => boolean, context: ClassContext): void {
  const { writer } = context;
  const index = child.node.bound ? (child.node.bound.index?.text ?? "index") : null;
  const arms = (child.arms ?? []).flatMap(({ settings }) => settings).filter(wanted);
  const counts =
    index !== null && mentions(index, [...child.settings.filter(wanted), ...arms], child.node.choose?.subject);
  const statements = (way: string): string[] => [
    ...child.settings.filter(wanted).map((setting) => settingCode(way, setting, index, context)),
    ...armStatements(child, wanted, { way: way.replace(/!$/, ""), index, context }),
  ];
  const sure = child.phase === "realize" ? "!" : "";
  const code = statements(index === null ? `self.${child.name}${sure}` : "child");
  const write = (): void => code.forEach((statement) => writer.code(statement));
  if (index === null) write();
  else if (counts) writer.block(`for (const [${indexName(index)}, child] of self.${child.name}.entries()) {`, write);
  else writer.block(`for (const child of self.${child.name}) {`, write);
}

/** Gives inherited properties the defaults that they have in this type. */
export function defaultsOf(context: ClassContext): string[] {
  const naming = namingIn(context, new Set());
  return context.type.defaults.map(
    (setting) => `self.${memberName(setting.member.name, setting.member.owner)} = ${settingValue(setting, naming)};`,
  );
}
