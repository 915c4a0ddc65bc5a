import type * as ast from "../1-parse/ast.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedSetting, type CheckedType } from "./checked.ts";
import { findMember } from "./path.ts";
import { presentMembers } from "./present.ts";
import { type Scope } from "./scope.ts";
import { checkSettings } from "./settings.ts";

/** Characters of a typename: what a command line takes without quotes. */
const typenameText = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;

/** Reports typenames that no command line takes, and two types of one name: the machine finds types by it. */
export function checkTypenames(types: readonly CheckedType[], scopeOf: (type: TypeEntity) => Scope): void {
  const seen = new Map<string, TypeEntity>();
  for (const { entity, typename } of types) {
    const { log } = scopeOf(entity);
    const node = entity.node.members.find((member) => member.kind === "typename") ?? entity.node.name;
    const span = spanOf(entity.file, entity.variant ? entity.variant.name : node);
    const before = seen.get(typename);
    if (!typenameText.test(typename)) log.report("check/typename", span, { typename });
    else if (before) {
      const related = [{ span: spanOf(before.file, before.node.name), message: "this type has it" }];
      log.report("check/typename-twice", span, { typename }, { related });
    } else seen.set(typename, entity);
  }
}

/** The defaults that a type gives to properties that it inherits. */
export function checkDefaults(entity: TypeEntity, scope: Scope): CheckedSetting[] {
  const nodes = presentMembers(entity, scope).flatMap(({ node }) => (node.kind === "set" ? [node] : []));
  const settings = nodes.map((node): ast.Setting => ({ ...node, kind: "setting" }));
  return checkSettings(settings, { type: entity, told: new Map() }, scope).filter(({ node, member, phase }) => {
    const span = spanOf(scope.file, node);
    const inherited = member.owner !== entity && member.node.kind === "prop";
    if (!inherited) scope.log.report("check/set-own", span, { name: member.name });
    else if (phase !== "init") scope.log.report("check/not-constant", span, { what: `\`${member.name}\`` });
    return inherited && phase === "init";
  });
}

/** What an order of unparent names must be children and links of the type itself; whether there is such an order is proven later. */
export function checkUnparentOrders(entity: TypeEntity, scope: Scope): void {
  for (const { node } of presentMembers(entity, scope))
    if (node.kind === "unparent") for (const path of [node.part, ...node.others]) checkSlot(entity, path, scope);
}

function checkSlot(entity: TypeEntity, path: ast.Path, scope: Scope): void {
  const member = findMember(entity, path.root, scope);
  if (!member) return;
  const { kind } = member.node;
  if ((kind === "child" || kind === "relation") && path.steps.length === 0) return;
  scope.log.report("check/not-a-child", spanOf(scope.file, path), { name: member.name });
}
