import type * as ast from "../1-parse/ast.ts";
import { type Log } from "../diagnostics/log.ts";
import { innerMembers } from "./inner-members.ts";
import { findType } from "./find-type.ts";
import { type MemberEntity, type NamedMember, spanOf, type TypeEntity } from "./model.ts";
import { type OpenType } from "./names.ts";
import { didYouMean } from "./suggest.ts";

/** Names that every object has in the generated class, so that no member may take them; messages say whose they are. */
const anonymous: ReadonlySet<string> = new Set(["typename", "flag", "when", "map", "connect", "broken"]);

/** A member and the conditions around it. */
export interface ConditionalMember {
  readonly node: ast.Member;
  readonly conditions: readonly ast.Expression[];
}

const flat = new WeakMap<ast.TypeDeclaration, readonly ConditionalMember[]>();

/** A type's members with the conditions around them, in the order of the text. */
export function membersOf({ node }: TypeEntity): readonly ConditionalMember[] {
  const known = flat.get(node);
  if (known) return known;
  const members: ConditionalMember[] = [];
  collect(node.members, [], members);
  flat.set(node, members);
  return members;
}

function collect(
  members: readonly ast.Member[],
  conditions: readonly ast.Expression[],
  into: ConditionalMember[],
): void {
  for (const node of members) {
    if (node.kind === "when") collect(node.members, [...conditions, node.condition], into);
    else into.push({ node, conditions });
  }
}

/** Fills `type.members` from its ancestors' and its own, with every replacement meant by `override`. */
export function bindMembers(type: OpenType, log: Log): void {
  const inherited = commonBase(type)?.members ?? new Map<string, MemberEntity>();
  for (const [name, member] of inherited) type.members.set(name, member);
  const own = new Map<string, MemberEntity>();
  for (const { node, conditions } of membersOf(type)) {
    for (const [name, at] of namesOf(node)) {
      const before = own.get(name.text);
      if (before) {
        const related = [{ span: spanOf(type.file, before.node.name!), message: "the first one is here" }];
        log.report("bind/duplicate-member", spanOf(type.file, name), { type: type.name, name: name.text }, { related });
        continue;
      }
      const names = at.kind === "child" || at.kind === "relation" || at.kind === "bus";
      const named = names ? namedType(type, at.type, log) : null;
      const member = { name: name.text, owner: type, node: at, type: named, inside: null, conditions };
      own.set(name.text, member);
      checkOverride(member, inherited, node, log);
      type.members.set(name.text, narrowing(member, inherited.get(name.text)) ?? member);
      bindInner(member, name.text, type, log);
    }
  }
}

/** An inherited child to which a type gives a narrower type: it is what it was, but for that. */
function narrowing({ node, type }: MemberEntity, before: MemberEntity | undefined): MemberEntity | null {
  if (node.kind !== "child" || !node.override || before?.node.kind !== "child") return null;
  return { ...before, type: type ?? before.type };
}

/** Gives the parts of a member an entry each: `mmio.cap` of a container, `any.out` of a gate. */
function bindInner(member: MemberEntity, key: string, type: OpenType, log: Log): void {
  const before = new Map<string, ast.Name>();
  for (const node of innerMembers(member.node)) {
    const name = node.name.text;
    const first = before.get(name);
    if (first) {
      const related = [{ span: spanOf(type.file, first), message: "the first one is here" }];
      log.report("bind/duplicate-member", spanOf(type.file, node.name), { type: key, name }, { related });
      continue;
    }
    before.set(name, node.name);
    const inner = { name, owner: type, node, type: null, inside: member, conditions: member.conditions };
    type.members.set(`${key}.${name}`, inner);
    bindInner(inner, `${key}.${name}`, type, log);
  }
}

/** What the type inherits from: a member of a family has the family's members as its own. */
export function commonBase(type: TypeEntity): TypeEntity | null {
  let base = type.base;
  while (type.variant && base && base.family) base = base.base;
  return base;
}

function namedType(type: TypeEntity, node: ast.TypeRef, log: Log): TypeEntity | null {
  const chosen = type.chosen.get(node.name.text);
  return chosen === undefined ? findType(type.file, node, log) : chosen;
}

function* namesOf(node: ast.Member): Generator<[ast.Name, NamedMember]> {
  if (node.kind === "state") for (const field of node.fields) yield [field.name, field];
  else if ("name" in node && node.name && !anonymous.has(node.kind)) yield [node.name, node as NamedMember];
}

function checkOverride(
  { name, owner, node }: MemberEntity,
  inherited: ReadonlyMap<string, MemberEntity>,
  member: ast.Member,
  log: Log,
): void {
  const override = "override" in member && member.override;
  const before = inherited.get(name);
  const span = spanOf(owner.file, node.name!);
  if (before && !override) {
    const related = [{ span: spanOf(before.owner.file, before.node.name!), message: "what it would replace" }];
    log.report("bind/needs-override", span, { name, base: before.owner.name }, { related });
  } else if (!before && override) {
    const hint = didYouMean(name, inherited.keys(), "remove `override`");
    log.report("bind/nothing-to-override", span, { type: owner.name, name, hint });
  }
}
