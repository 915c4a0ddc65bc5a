import type * as ast from "../1-parse/ast.ts";
import { isA, type MemberEntity, sitsOn, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";
import { type CheckedChild, type CheckedSetting } from "./checked.ts";
import { evaluateConstant } from "./evaluate.ts";
import { memberName } from "./names.ts";
import { phaseOf } from "./phase.ts";
import { isSystemBus } from "./plugs.ts";
import { presentMembers } from "./present.ts";
import { type Scope } from "./scope.ts";
import { checkSettings } from "./settings.ts";
import { checkUnset } from "./unset.ts";

/** Where inherited children are given narrower types. */
export interface NarrowSite {
  readonly words: ReadonlyMap<TypeEntity, number>;
  readonly scope: Scope;
}

/**
 * The inherited children that a type gives a narrower type: what it extends still makes them, in the place that it has for them,
 * and gives them what it sets.
 */
export function checkNarrowed(entity: TypeEntity, site: NarrowSite): CheckedChild[] {
  return presentMembers(entity, site.scope).flatMap(({ node, conditions }) => {
    if (node.kind !== "child" || !node.override) return [];
    const before = entity.base?.members.get(node.name.text);
    if (before?.node.kind !== "child") return [];
    return narrowed({ node, conditions, before, was: before.node }, site) ?? [];
  });
}

interface Narrowing {
  readonly node: ast.Child;
  readonly conditions: readonly ast.Expression[];
  readonly before: MemberEntity;
  /** The declaration of the child that is narrowed. */
  readonly was: ast.Child;
}

function narrowed(narrowing: Narrowing, site: NarrowSite): CheckedChild | null {
  const { node, before, was } = narrowing;
  const { scope } = site;
  const type = scope.type!.members.get(node.name.text)?.type;
  if (!type || !before.type) return null;
  const reason = misfit(narrowing, type);
  if (reason !== null) {
    const related = [{ span: spanOf(before.owner.file, was), message: "what it would replace" }];
    const blanks = { name: before.name, base: before.owner.name, reason };
    scope.log.report("check/override-other", spanOf(scope.file, node), blanks, { related });
    return null;
  }
  if (type.node.abstract) {
    scope.log.report("check/abstract-child", spanOf(scope.file, node.type), { type: type.name });
    return null;
  }
  if (was.storage === "embed" && !fits(narrowing, type, site)) return null;
  const phase = phaseOf(before, scope);
  const settings = settingsOf(narrowing, type, scope);
  const { conditions } = before;
  const placed = { ...node, ...(was.bound && { bound: was.bound }) };
  const name = memberName(before.name, before.owner);
  return { node: placed, name, phase, conditions, type, word: null, stride: 0, arms: null, settings };
}

/** Why a child cannot have this type instead; null where it can. */
function misfit({ node, conditions, before, was }: Narrowing, type: TypeEntity): string | null {
  const wanted = before.type!;
  const bus = sitsOn(type);
  if (node.storage !== was.storage) return `it is \`${was.storage}\` there`;
  if (was.choose) return "its type is chosen when the board is made";
  if (node.bound || node.reserve || node.choose) return "its number, its storage and its choice are settled there";
  if (conditions.length > 0) return "it is there under other conditions";
  if (!isA(type, wanted)) return `\`${type.name}\` is no \`${wanted.name}\``;
  return bus && bus !== sitsOn(wanted) && !isSystemBus(bus) ? `\`${type.name}\` sits on another bus` : null;
}

/** Whether an embedded child of this type has room in the place that was laid out for it; reports it if not. */
function fits({ node, before, was }: Narrowing, type: TypeEntity, { words, scope }: NarrowSite): boolean {
  const { owner } = before;
  const declared = owner.members.get(before.name)?.type ?? null;
  const there: Scope = { ...scope, file: owner.file, type: owner, locals: new Map(), log: new Log() };
  const reserved = was.reserve ? evaluateConstant(was.reserve, there, "the size of a reserve") : null;
  const room = was.reserve ? Number(reserved ?? 0n) : 4 * ((declared && words.get(declared)) ?? 0);
  const size = 4 * (words.get(type) ?? 0);
  if (size <= room) return true;
  const related = [
    { span: spanOf(owner.file, was.reserve ?? was), message: `there are ${room} bytes for it here` },
    { span: spanOf(type.file, type.node.name), message: `\`${type.name}\` has ${size} bytes` },
  ];
  const blanks = { type: type.name, size: String(size), reserve: String(room), name: before.name };
  scope.log.report("lifetime/reserve-too-small", spanOf(scope.file, node.type), blanks, { related });
  return false;
}

/** What is set beyond what is set already: constants, and nothing that what is proven of the inherited settings rests on. */
function settingsOf({ node, before, was }: Narrowing, type: TypeEntity, scope: Scope): readonly CheckedSetting[] {
  const earlier = earlierSettings(before, was, scope.type!.base);
  const names = new Set(earlier.map(({ target }) => target.root.text));
  const late = phaseOf(before, scope) === "realize";
  const all = checkSettings(node.settings, { type, told: new Map() }, scope);
  const settings = all.filter((setting) => {
    const { name } = setting.member;
    const reason = names.has(name)
      ? "it is set there already"
      : late || setting.phase !== "init" || setting.target.member.node.kind !== "prop"
        ? "it would be set too late: only constants can be set on an inherited child"
        : null;
    const blanks = { name: `${before.name}.${name}`, base: before.owner.name, reason: reason ?? "" };
    if (reason !== null) scope.log.report("check/override-other", spanOf(scope.file, setting.node), blanks);
    return reason === null;
  });
  if (settings.length === node.settings.length) checkUnset(node, type, { arms: null, settings, earlier }, scope);
  return settings;
}

/** What the declaration of a child, and those that narrow it since, set. */
function earlierSettings(before: MemberEntity, was: ast.Child, base: TypeEntity | null): readonly ast.Setting[] {
  const found = [...was.settings];
  for (let at = base; at && at !== before.owner; at = at.base)
    for (const node of at.node.members)
      if (node.kind === "child" && node.name.text === before.name) found.push(...node.settings);
  return found;
}
