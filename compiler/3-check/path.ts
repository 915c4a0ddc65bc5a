import type * as ast from "../1-parse/ast.ts";
import { type MemberEntity, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";
import { didYouMean } from "../2-bind/suggest.ts";
import { type Phase, type Picked, type PlaceStep, type Target } from "./checked.ts";
import { evaluateConstant, evaluateInt } from "./evaluate.ts";
import { memberName } from "./names.ts";
import { isSysBus, numbered, numberList, type NumberList } from "./numbers.ts";
import { phaseOf } from "./phase.ts";
import { holds } from "./present.ts";
import { type Scope } from "./scope.ts";
import { askedBy, type Told, toldBy } from "./told.ts";

/** A path while it is being followed. */
interface Walk {
  readonly path: ast.Path;
  readonly scope: Scope;
  readonly following: ReadonlySet<ast.Alias>;
  type: TypeEntity;
  member: MemberEntity;
  /** Under which `type.members` has it. */
  key: string;
  steps: Target["steps"][number][];
  /** The same way with every alias followed, and the types on it. */
  place: PlaceStep[];
  homes: Target["homes"][number][];
  passing: number[];
  late: boolean;
  sure: boolean;
  doubtful: Target["doubtful"];
  /** What the settings of the parts on the way say about the properties of `type`. */
  told: Told;
  /** The part of ours that has the member. */
  parent: MemberEntity | null;
  /** Whether an index, a slice or a name has picked from the member. */
  picked: boolean;
  /** What an alias has picked from the member before. */
  aliased: Picked | null;
  width: number;
  slice: Target["slice"];
  /** A list of numbered ports, until an index picks from it. */
  list: NumberList | null;
  phase: Phase;
  readonly conditions: ast.Expression[];
}

/** What a path of wiring, mapping or aliasing leads to; null after a report. `following` are the aliases that led here. */
export function resolvePath(
  path: ast.Path,
  scope: Scope,
  following: ReadonlySet<ast.Alias> = new Set(),
): Target | null {
  const told: Told = following.size > 0 ? scope.locals : new Map<string, never>();
  return resolveFrom({ type: scope.type!, told }, path, scope, following);
}

/** Where a path begins: a type, and what is said of its properties. */
export interface Start {
  readonly type: TypeEntity;
  readonly told: Told;
}

/** What a path leads to that begins in a type other than the one whose text it is: indices mean what they do there. */
export function resolveFrom(
  { type, told }: Start,
  path: ast.Path,
  scope: Scope,
  following: ReadonlySet<ast.Alias> = new Set(),
): Target | null {
  const fromSelf = path.root.text === "self" && path.steps[0]?.kind === "member";
  const root = fromSelf ? (path.steps[0] as { readonly name: ast.Name }).name : path.root;
  const member = findMember(type, root, scope);
  if (!member) return null;
  const walk: Walk = {
    path,
    scope,
    following,
    type,
    member,
    key: root.text,
    picked: false,
    aliased: null,
    steps: [memberName(root.text, member.owner)],
    place: [memberName(root.text, member.owner)],
    homes: [{ type, at: 0 }],
    passing: [],
    late: false,
    sure: true,
    doubtful: null,
    parent: null,
    told,
    width: 1,
    slice: null,
    list: null,
    phase: phaseOf(member, { ...scope, type }),
    conditions: [...member.conditions],
  };
  if (!followAlias(walk)) return null;
  for (const step of path.steps.slice(fromSelf ? 1 : 0)) if (!take(walk, step)) return null;
  if (walk.list) {
    scope.log.report("check/number-missing", spanOf(scope.file, path), { list: walk.list.name });
    return null;
  }
  return targetOf(walk);
}

function targetOf(walk: Walk): Target {
  const { member, type: of, path: node, aliased: picked } = walk;
  const { steps, passing, late, sure, doubtful, told, place, homes, width, slice, phase, conditions } = walk;
  const whole = !walk.picked && isArray(member);
  return {
    node,
    member,
    of,
    steps,
    passing,
    late,
    sure,
    doubtful,
    told,
    place,
    homes,
    width,
    slice,
    whole,
    picked,
    phase,
    conditions,
  };
}

function isArray({ node }: MemberEntity): boolean {
  return "bound" in node && node.bound !== undefined;
}

/** An alias stands for what it leads to: one of ours by the way there, a child's by its own name. */
function followAlias(walk: Walk): boolean {
  const { node, owner } = walk.member;
  if (node.kind !== "alias") return true;
  if (walk.following.has(node)) {
    walk.scope.log.report("check/alias-cycle", spanOf(owner.file, node.name), { name: node.name.text });
    return false;
  }
  const scope: Scope = { ...walk.scope, file: owner.file, type: walk.type, locals: walk.told };
  const target = resolvePath(node.target, scope, new Set([...walk.following, node]));
  if (!target) return false;
  if (walk.steps.length === 1) {
    // Some of the lines have a name of ours; all of something is simply there.
    if (!target.slice && !target.picked) {
      walk.steps = [...target.steps];
      walk.passing = [...target.passing];
    }
    walk.conditions.push(...target.conditions);
  }
  const before = walk.place.length - 1;
  walk.place = [...walk.place.slice(0, -1), ...target.place];
  walk.homes.push(...target.homes.slice(1).map(({ type, at }) => ({ type, at: before + at })));
  const single = !target.whole && !target.slice;
  if (target.phase === "realize") {
    walk.phase = "realize";
    walk.late ||= target.late || walk.steps.length > 1;
    if (single && walk.steps.length > 1) walk.passing.push(walk.steps.length - 1);
  }
  walk.sure &&= target.sure;
  walk.doubtful ??= target.doubtful;
  walk.told = target.told;
  walk.member = target.member;
  walk.type = target.of;
  walk.picked = single;
  walk.aliased = pickedBy(target);
  return true;
}

/** The elements that an alias of this target stands for, where they are some of an array. */
function pickedBy({ slice, picked, width }: Target): Picked | null {
  if (!slice) return picked;
  return { from: (picked?.from ?? 0) + slice.from, count: width };
}

/** The member of that name, or null after a report. */
export function findMember(type: TypeEntity, name: ast.Name, scope: Scope): MemberEntity | null {
  const member = type.members.get(name.text);
  if (member) return member;
  if (type.node.members.some((other) => other.kind === "broken")) return null;
  const known = [...type.members.keys()].filter((key) => !key.includes("."));
  const hint = didYouMean(name.text, known, `name a member of \`${type.name}\``);
  scope.log.report("check/unknown-member", spanOf(scope.file, name), { type: type.name, name: name.text, hint });
  return null;
}

/** A number of a port, or the range of numbers that a loop goes through. */
interface NumberStep {
  readonly index: ast.Expression;
  readonly min: bigint;
  readonly max: bigint;
}

function take(walk: Walk, step: ast.Step): boolean {
  if (walk.list && step.kind !== "index") {
    walk.scope.log.report("check/number-missing", spanOf(walk.scope.file, walk.path), { list: walk.list.name });
    return false;
  }
  switch (step.kind) {
    case "member":
      return takeMember(walk, step.name);
    case "index":
      return takeIndex(walk, step.index);
    case "slice":
      return takeSlice(walk, step);
  }
}

/** Reports a member of an array of parts, of which no index picks one. */
function skipsElement(walk: Walk, { text }: ast.Name): boolean {
  const { member, picked, scope, path } = walk;
  if (picked || !isArray(member) || !partKinds.has(member.node.kind)) return false;
  const bound = "bound" in member.node ? member.node.bound : undefined;
  const known = member.owner.file === scope.file && bound;
  const count = known ? scope.file.source.text.slice(known.count.start, known.count.end) : "n";
  scope.log.report("check/index-missing", spanOf(scope.file, path), { name: member.name, inner: text, count });
  return true;
}

/** Members that have members. */
const partKinds: ReadonlySet<string> = new Set(["child", "relation", "bus"]);

function takeMember(walk: Walk, name: ast.Name): boolean {
  const { node } = walk.member;
  if (skipsElement(walk, name)) return false;
  if (node.kind === "irq") {
    const at = node.lines.findIndex((line) => line.text === name.text) - (walk.aliased?.from ?? 0);
    const there = at >= 0 && at < (walk.aliased?.count ?? node.lines.length);
    walk.picked = true;
    if (there) goElement(walk, BigInt(at));
    else reportLine(walk, name, node);
    return there;
  }
  const part = walk.type.members.get(`${walk.key}.${name.text}`);
  if (part) return takePart(walk, part);
  const inner = walk.member.type;
  if (!inner) {
    if (reportPart(walk, name)) return false;
    if (node.kind === "child" || node.kind === "relation") return false;
    const blanks = { name: walk.member.name, inner: name.text };
    walk.scope.log.report("check/no-members", spanOf(walk.scope.file, name), blanks);
    return false;
  }
  const list = numberList(name.text);
  if (list && !inner.members.has(name.text) && isSysBus(inner)) {
    Object.assign(walk, { type: inner, list, picked: false });
    walk.steps.push(list.name);
    return true;
  }
  const member = findMember(inner, name, walk.scope);
  if (!member) return false;
  const nested = phaseOf(member, { ...walk.scope, file: member.owner.file, type: inner });
  if (nested === "realize") Object.assign(walk, { phase: "realize", late: true });
  if (nested === "realize" && !isArray(member)) walk.passing.push(walk.steps.length);
  walk.told = toldBy(walk.member, walk.type, walk.told, walk.scope);
  // Only of a part of ours it can be said in terms of our properties what it is told.
  walk.parent = walk.homes.length === 1 && walk.following.size === 0 ? walk.member : null;
  walk.type = inner;
  walk.member = member;
  walk.key = name.text;
  walk.picked = false;
  walk.aliased = null;
  walk.doubtful ??= doubtOf(member, walk);
  walk.homes.push({ type: inner, at: walk.place.length });
  go(walk, memberName(name.text, member.owner));
  return followAlias(walk);
}

/** The first condition of a line that need not hold; that parts are there is shown elsewhere. */
function doubtOf({ node, owner, conditions }: MemberEntity, walk: Walk): Target["doubtful"] {
  if (node.kind !== "irq") return null;
  const { type, told, scope, parent } = walk;
  const inner: Scope = { ...scope, file: owner.file, type, locals: told };
  const condition = conditions.find((one) => holds(one, inner) !== true);
  if (!condition) return null;
  const asks = parent ? askedBy(parent, scope) : null;
  if (!parent || !asks) return { condition, owner, claim: null };
  const tell = (world: Told): Scope => ({
    ...inner,
    locals: toldBy(parent, scope.type!, world, scope),
    log: new Log(),
  });
  return { condition, owner, claim: { asks, holds: (world) => holds(condition, tell(world)) } };
}

/** A subregion is a field of its own in the class, a line of a gate one of the gate's. */
function takePart(walk: Walk, part: MemberEntity): boolean {
  const { type, scope } = walk;
  if (phaseOf(part, { ...scope, file: part.owner.file, type }) === "realize") walk.phase = "realize";
  walk.key = `${walk.key}.${part.name}`;
  walk.member = part;
  walk.picked = false;
  if (part.node.kind === "region") {
    walk.steps[walk.steps.length - 1] = partName(walk.key, part.owner);
    walk.place[walk.place.length - 1] = partName(walk.key, part.owner);
  } else go(walk, part.name);
  return true;
}

function go(walk: Walk, step: string): void {
  walk.steps.push(step);
  walk.place.push(step);
}

/** One element, counted from the first that an alias has picked. */
function goElement(walk: Walk, index: bigint | ast.Expression): void {
  const from = BigInt(walk.aliased?.from ?? 0);
  walk.aliased = null;
  walk.steps.push(index);
  walk.place.push(typeof index === "bigint" ? from + index : { index, from });
}

/** The name in the class of a part of a member, by its key in `members`. */
export function partName(key: string, owner: TypeEntity): string {
  return memberName(key.replaceAll(".", "_"), owner);
}

/** Reports a name that a container or a gate does not have; false for members that have no parts at all. */
function reportPart({ member, key, type, scope }: Walk, name: ast.Name): boolean {
  const known = [...type.members.keys()].flatMap((one) =>
    one.startsWith(`${key}.`) ? [one.slice(key.length + 1)] : [],
  );
  if (known.length === 0) return false;
  const hint = didYouMean(name.text, known, `name a part of \`${member.name}\``);
  scope.log.report("check/unknown-member", spanOf(scope.file, name), { type: member.name, name: name.text, hint });
  return true;
}

function reportLine(walk: Walk, name: ast.Name, node: ast.Irq): void {
  const known = node.lines.map((line) => line.text);
  const hint = didYouMean(name.text, known, known.length > 0 ? "name one of its lines" : "use an index: `[0]`");
  const blanks = { type: walk.member.name, name: name.text, hint };
  walk.scope.log.report("check/unknown-member", spanOf(walk.scope.file, name), blanks);
}

function takeIndex(walk: Walk, index: ast.Expression): boolean {
  const value = evaluateInt(index, walk.scope, "an index");
  if (!value) return false;
  if (walk.list) return takeNumber(walk, walk.list, { index, min: value.min, max: value.max });
  const count = countOf(walk);
  if (count === undefined) return false;
  if (value.min < 0n || value.max >= count.max) {
    const blanks = {
      name: walk.member.name,
      count: String(count.max),
      index: String(value.min < 0n ? value.min : value.max),
      hint: "",
    };
    walk.scope.log.report("check/index-outside", spanOf(walk.scope.file, index), blanks);
    return false;
  }
  walk.picked = true;
  walk.sure &&= walk.member.node.kind !== "irq" || value.max < count.min;
  goElement(walk, value.fixed && value.min === value.max ? value.min : index);
  return true;
}

/** `uart.lines[2]`: what has that number; of several numbers, all must be elements of one array. */
function takeNumber(walk: Walk, list: NumberList, { index, min, max }: NumberStep): boolean {
  const { type, scope } = walk;
  const entry = numbered(type, list.form, scope).find(
    ({ first, count }) => min >= first && (count === null ? max === first : max < first + count),
  );
  if (!entry) {
    const number = min === max ? String(min) : `${min} to ${max}`;
    scope.log.report("check/no-number", spanOf(scope.file, index), { type: type.name, list: list.name, number });
    return false;
  }
  const { target, first } = entry;
  const start = walk.place.length;
  walk.steps.push(min === max ? min : index);
  walk.place.push(...target.place);
  if (target.whole) {
    const from = BigInt(target.picked?.from ?? 0) - first;
    walk.place.push(min === max ? from + min : { index, from });
  }
  walk.homes.push(...target.homes.map(({ type: home, at }) => ({ type: home, at: start + at })));
  walk.member = target.member;
  walk.type = target.of;
  walk.picked = true;
  walk.list = null;
  if (target.phase === "realize") Object.assign(walk, { phase: "realize", late: true });
  return true;
}

function takeSlice(walk: Walk, step: Extract<ast.Step, { kind: "slice" }>): boolean {
  const from = evaluateConstant(step.range.from, walk.scope, "the start of a slice");
  const to = evaluateConstant(step.range.to, walk.scope, "the end of a slice");
  const count = countOf(walk);
  if (from === null || to === null || count === undefined) return false;
  if (from < 0n || to < from || to >= count.max) {
    const blanks = {
      name: walk.member.name,
      count: String(count.max),
      index: `${from}..${to}`,
      hint: "; both ends of a slice belong to it",
    };
    walk.scope.log.report("check/index-outside", spanOf(walk.scope.file, step), blanks);
    return false;
  }
  walk.picked = true;
  walk.sure &&= to < count.min;
  walk.slice = { from: Number(from) };
  walk.width = Number(to - from + 1n);
  return true;
}

/** How many elements the member can have, by what the parts on the way are told; undefined after a report. */
function countOf(walk: Walk): { readonly min: bigint; readonly max: bigint } | undefined {
  const { node, owner } = walk.member;
  const bound = "bound" in node ? node.bound : undefined;
  if (!bound || walk.picked) {
    const blanks = { name: walk.member.name };
    walk.scope.log.report("check/not-an-array", spanOf(walk.scope.file, walk.path), blanks);
    return undefined;
  }
  if (walk.aliased) return { min: BigInt(walk.aliased.count), max: BigInt(walk.aliased.count) };
  const scope = { ...walk.scope, file: owner.file, type: walk.type, locals: walk.told };
  return evaluateInt(bound.count, scope, "a count") ?? undefined;
}
