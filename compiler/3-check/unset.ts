import type * as ast from "../1-parse/ast.ts";
import { type MemberEntity, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";
import { type CheckedArm, type CheckedSetting } from "./checked.ts";
import { resolvePath } from "./path.ts";
import { isRequired } from "./properties.ts";
import { type Scope } from "./scope.ts";

/** Reports what a parent leaves unset of a child of ours: properties without a default that nobody promotes. */
export function checkUnset(
  node: ast.Child,
  type: TypeEntity,
  { arms, settings, earlier = [] }: Given,
  scope: Scope,
): void {
  if (!arms) reportUnset(node, { type, place: node.name, settings, earlier }, scope);
  for (const arm of arms ?? []) {
    const both = [...settings, ...arm.settings];
    reportUnset(node, { type: arm.type, place: arm.node.type, settings: both, earlier }, scope);
  }
}

/** What is set on a child: by its arms and itself, and by what was said of it before. */
interface Given {
  readonly arms: readonly CheckedArm[] | null;
  readonly settings: readonly CheckedSetting[];
  readonly earlier?: readonly ast.Setting[];
}

interface Made {
  readonly type: TypeEntity;
  readonly place: ast.Node;
  readonly settings: readonly CheckedSetting[];
  readonly earlier: readonly ast.Setting[];
}

function reportUnset(node: ast.Child, { type, place, settings, earlier }: Made, scope: Scope): void {
  const given = new Set<MemberEntity>(settings.map(({ target }) => target.member));
  const named = new Set([...settings.map(({ node: set }) => set), ...earlier].map(({ target }) => target.root.text));
  for (const member of type.members.values()) {
    const open = member.node.kind === "prop" ? isRequired(member.node) : isOpenAlias(member, type, scope);
    if (!open || given.has(member) || named.has(member.name)) continue;
    if (isSetByType(member.name, type) || isPromoted(node, member.name, scope.type!)) continue;
    const related = [
      { span: spanOf(member.owner.file, member.node), message: "it is declared without a default here" },
    ];
    const blanks = { child: node.name.text, name: member.name, type: type.name };
    scope.log.report("check/property-unset", spanOf(scope.file, place), blanks, { related });
  }
}

/** Whether a member promotes a property that has no default, and that its own child is not given either. */
function isOpenAlias({ node, owner }: MemberEntity, type: TypeEntity, scope: Scope): boolean {
  if (node.kind !== "alias" || node.of !== "prop") return false;
  const home: Scope = { ...scope, file: owner.file, type, locals: new Map(), log: new Log() };
  const target = resolvePath(node.target, home, new Set([node]));
  if (target?.member.node.kind !== "prop" || !isRequired(target.member.node)) return false;
  const child = type.members.get(node.target.root.text)?.node;
  const settings = child?.kind === "child" ? child.settings : [];
  return !settings.some((setting) => setting.target.root.text === target.member.name);
}

/** Whether a type, or one that it extends, sets an inherited property for its instances. */
function isSetByType(name: string, type: TypeEntity): boolean {
  for (let at: TypeEntity | null = type; at; at = at.base)
    if (at.node.members.some((node) => node.kind === "set" && node.target.root.text === name)) return true;
  return false;
}

/** Whether a property of a child has a name of ours, so that whoever makes us can set it. */
function isPromoted({ name: child }: ast.Child, name: string, { members }: TypeEntity): boolean {
  return [...members.values()].some(({ node: alias }) => {
    if (alias.kind !== "alias" || alias.of !== "prop" || alias.target.root.text !== child.text) return false;
    const last = alias.target.steps.at(-1);
    return last?.kind === "member" && last.name.text === name;
  });
}
