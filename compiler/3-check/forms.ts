import type * as ast from "../1-parse/ast.ts";
import { membersOf } from "../2-bind/members.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedChild } from "./checked.ts";
import { presentMembers } from "./present.ts";
import { type Scope } from "./scope.ts";

const deviceOnly: ReadonlySet<ast.Member["kind"]> = new Set([
  "region",
  "space",
  "map",
  "bank",
  "irq",
  "timer",
  "clock",
  "connect",
  "bus",
  "plug",
  "sits-on",
  "sysbus",
  "bar",
  "pci",
  "msi",
  "msix",
  "realize",
  "timer",
  "unimplemented",
  "gate",
]);

/** What can be there in one instance and not in another; everything else is part of every instance of its type. */
const conditional: ReadonlySet<ast.Member["kind"]> = new Set([
  "child",
  "region",
  "space",
  "unimplemented",
  "gate",
  "irq",
  "timer",
  "bus",
  "plug",
  "bar",
  "msi",
  "msix",
  "sysbus",
  "connect",
  "map",
  "alias",
  "broken",
]);

/** Reports members under a condition that can fail, and that would be there all the same. */
export function checkConditional(entity: TypeEntity, scope: Scope): void {
  for (const { node, conditions } of presentMembers(entity, scope)) {
    if (conditions.length === 0 || conditional.has(node.kind)) continue;
    const related = [{ span: spanOf(scope.file, conditions[0]!), message: "this can fail" }];
    scope.log.report("check/always-there", spanOf(scope.file, node), { what: written(node) }, { related });
  }
}

/** Whether a type is realized: a device, an SoC or a machine. */
export function isRealized({ node }: TypeEntity): boolean {
  return node.form === "device" || node.form === "soc" || node.form === "machine";
}

/** Reports members that mean nothing in a type of this form. */
export function checkForms(entity: TypeEntity, scope: Scope): void {
  for (const { node } of membersOf(entity)) {
    const wanted = formOf(node, entity);
    if (wanted === null) continue;
    const { form } = entity.node;
    const article = /^[aeiou]/.test(form) ? "an" : "a";
    const blanks = { what: written(node), form: `${article} \`${form}\``, wanted };
    scope.log.report("check/wrong-form", spanOf(scope.file, node), blanks);
  }
}

/** What a member needs to stand in; null where it may stand. */
function formOf(node: ast.Member, entity: TypeEntity): string | null {
  const realized = isRealized(entity);
  if (deviceOnly.has(node.kind)) return realized ? null : "a `device`";
  if (node.kind === "addresses") return entity.node.form === "bus" ? null : "a `bus`";
  if (node.kind === "flag") {
    if (node.flag === "hotplug") return realized ? null : "a `device`";
    return entity.node.form === "object" ? null : "an `object`";
  }
  return node.kind === "life-hook" ? formOfHook(node.hook.event, entity) : null;
}

function formOfHook(event: ast.HookEvent, entity: TypeEntity): string | null {
  switch (event) {
    case "realize":
    case "unrealize":
    case "restored":
      return isRealized(entity) ? null : "a `device`";
    case "reset enter":
    case "reset hold":
    case "reset exit":
      return isRealized(entity) || entity.node.form === "bus" ? null : "a `device` or a `bus`";
    case "complete":
    case "can_be_deleted":
      return isUserCreatable(entity) ? null : "an `object` that is `user creatable`";
    default:
      return null;
  }
}

function isUserCreatable(entity: TypeEntity): boolean {
  if (entity.node.form !== "object") return false;
  for (let at: TypeEntity | null = entity; at; at = at.base)
    if (at.node.members.some((node) => node.kind === "flag" && node.flag === "user-creatable")) return true;
  return false;
}

function written(node: ast.Member): string {
  if (node.kind === "flag") return node.flag === "hotplug" ? "hotplug" : "user creatable";
  if (node.kind === "life-hook") return `on ${node.hook.event}`;
  if (node.kind === "relation") return node.relation;
  return node.kind === "sits-on" ? "sits on" : node.kind;
}

/** Reports children, and what is set on them, that would wait for a realize that never comes. */
export function checkNeverRealized(children: readonly CheckedChild[], scope: Scope): void {
  const entity = scope.type!;
  if (isRealized(entity)) return;
  for (const { node, phase, settings } of children) {
    const late = settings.find(({ phase: when, member }) => when === "realize" || member.node.kind === "relation");
    const place = phase === "realize" ? node.name : late?.node;
    if (!place) continue;
    const blanks = { name: late && phase === "init" ? late.member.name : node.name.text, form: entity.node.form };
    scope.log.report("check/never-realized", spanOf(scope.file, place), blanks);
  }
}
