import type * as ast from "../1-parse/ast.ts";
import { type MemberEntity, type TypeEntity } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";
import { evaluate, evaluateInt, inLoop } from "./evaluate.ts";
import { type Scope } from "./scope.ts";
import { type Value } from "./value.ts";
import { type Condition } from "./worlds.ts";

/** What somebody says about the numbers and truth values among the properties of a part: it has no other values than these. */
export type Told = ReadonlyMap<string, Value>;

/** What `type`, of which others said `outer`, tells a part of its own; nothing where `member` is none. */
export function toldBy({ node, owner, name }: MemberEntity, type: TypeEntity, outer: Told, scope: Scope): Told {
  if (node.kind !== "child") return new Map();
  const told =
    node.settings.length + (node.choose?.arms.length ?? 0) > 0 ? set(node, owner, { type, outer, scope }) : [];
  return new Map([...told, ...promoted(name, type, outer)]);
}

/** A child as it is where an arm of its choice gives it its type: told what the arm says, and else what is said for all. */
export function inArm(child: MemberEntity, { settings }: ast.ChooseArm): MemberEntity {
  const { choose: _all, ...node } = child.node as ast.Child;
  return { ...child, node: { ...node, settings: [...settings, ...node.settings] } };
}

/** The expressions that a type tells a part of its own, for those who want to know on what they depend. */
export function askedBy({ node, owner }: MemberEntity, scope: Scope): Condition[] {
  if (node.kind !== "child") return [];
  const home: Scope = { ...scope, file: owner.file, locals: new Map(), log: new Log() };
  return settingsOf(node).map(({ value }) => ({ node: value, scope: home }));
}

interface Teller {
  readonly type: TypeEntity;
  readonly outer: Told;
  readonly scope: Scope;
}

/** What the settings say, those of the arms of a choice as well. */
function set(node: ast.Child, owner: TypeEntity, { type, outer, scope }: Teller): [string, Value][] {
  const home: Scope = { ...scope, file: owner.file, type, locals: outer, log: new Log() };
  const count = node.bound ? evaluateInt(node.bound.count, home, "a count") : null;
  const inside = inLoop(home, node.bound?.index?.text, 0n, count?.max ?? 1n);
  const names = new Set(settingsOf(node).map(({ target }) => target.root.text));
  return [...names].flatMap((name): [string, Value][] => {
    const values = valuesOf(name, node);
    const all = values?.map((value) => evaluate(value, inside)) ?? [];
    const one = all.length > 0 ? hull(all) : null;
    return one ? [[name, one]] : [];
  });
}

/** The settings of properties, on a child and in its arms; those of its own parts are no word about itself. */
function settingsOf(node: ast.Child): ast.Setting[] {
  const all = [...node.settings, ...(node.choose?.arms ?? []).flatMap(({ settings }) => settings)];
  return all.filter(({ target }) => target.steps.length === 0);
}

/** What a property can be set to: by each arm, or else for all of them; null if an arm leaves it as it is. */
function valuesOf(name: string, node: ast.Child): readonly ast.Expression[] | null {
  const find = (settings: readonly ast.Setting[]): ast.Expression | undefined =>
    settings.find(({ target }) => target.root.text === name && target.steps.length === 0)?.value;
  const usual = find(node.settings);
  if (!node.choose) return usual ? [usual] : null;
  const values = node.choose.arms.map(({ settings }) => find(settings) ?? usual);
  return values.every((value) => value !== undefined) ? values : null;
}

/** The least that all of some values lie in; null for what is neither a number nor a truth value. */
function hull(values: readonly Value[]): Value | null {
  const [first, ...rest] = values;
  return rest.reduce<Value | null>((all, one) => all && joined(all, one), isPlain(first!) ? first! : null);
}

function isPlain({ kind }: Value): boolean {
  return kind === "int" || kind === "bool";
}

function joined(a: Value, b: Value): Value | null {
  if (a.kind === "bool" && b.kind === "bool") {
    const same = a.value === b.value;
    return { kind: "bool", value: same ? a.value : null, fixed: same && a.fixed && b.fixed };
  }
  if (a.kind !== "int" || b.kind !== "int") return null;
  const [min, max] = [a.min < b.min ? a.min : b.min, a.max > b.max ? a.max : b.max];
  return { kind: "int", min, max, unit: a.unit, fixed: min === max && a.fixed && b.fixed };
}

/** What others say of a part by names that its container promotes. */
function promoted(part: string, { members }: TypeEntity, outer: Told): [string, Value][] {
  return [...outer].flatMap(([name, value]): [string, Value][] => {
    const node = members.get(name)?.node;
    if (node?.kind !== "alias" || node.target.root.text !== part || node.target.steps.length !== 1) return [];
    const [step] = node.target.steps;
    return step?.kind === "member" ? [[step.name.text, value]] : [];
  });
}
