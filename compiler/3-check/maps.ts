import type * as ast from "../1-parse/ast.ts";
import { type MemberEntity, spanOf } from "../2-bind/model.ts";
import { type CheckedMapping, type Phase, type Target } from "./checked.ts";
import { evaluate, evaluateConstant, evaluateInt, inLoop } from "./evaluate.ts";
import { resolvePath } from "./path.ts";
import { type Scope } from "./scope.ts";
import { checkPresence, loopScope } from "./wiring.ts";

/** A mapping with the addresses that it can cover: `to` is behind the last one that properties allow. */
interface Placed {
  readonly mapping: CheckedMapping;
  readonly elements: readonly { readonly from: bigint; readonly to: bigint }[];
  readonly priority: bigint;
}

const mostElements = 0x10000n;

/** All `map` members of a type: regions that exist, at addresses that the space has, each address once for each priority. */
export function checkMaps(
  nodes: readonly { readonly node: ast.MapMember; readonly conditions: readonly ast.Expression[] }[],
  scope: Scope,
): CheckedMapping[] {
  const placed = nodes.flatMap(({ node, conditions }) => checkMap(node, conditions, scope));
  reportOverlaps(placed, scope);
  return placed.map(({ mapping }) => mapping);
}

function checkMap(node: ast.MapMember, conditions: readonly ast.Expression[], scope: Scope): Placed[] {
  const space = resolvePath(node.into, scope);
  if (!space) return [];
  if (space.whole || !holdsRegions(space.member.node)) {
    scope.log.report("check/not-a-space", spanOf(scope.file, node.into), { name: space.member.name });
    return [];
  }
  checkPresence([space], conditions, scope);
  return node.entries.flatMap((entry) => {
    const found = checkEntry(entry, { space, conditions, scope });
    if (found) checkLimits(found, space, scope);
    return found ? [found] : [];
  });
}

/** What regions can be mapped into: an address space, a container, or a device that answers where they do not. */
export function holdsRegions(node: MemberEntity["node"]): boolean {
  return node.kind === "space" || (node.kind === "region" && ["container", "io"].includes(node.spec.form));
}

interface EntrySite {
  readonly space: Target;
  readonly conditions: readonly ast.Expression[];
  readonly scope: Scope;
}

function checkEntry(node: ast.MapEntry, { space, conditions, scope: outer }: EntrySite): Placed | null {
  const loop = node.loop ? loopScope(node.loop, outer) : { scope: outer, fixed: true };
  if (!loop) return null;
  const { scope } = loop;
  const region = resolvePath(node.region, scope);
  const priority = node.priority ? evaluateConstant(node.priority, scope, "a priority") : 0n;
  const size = region && sizeOf(region, node, scope);
  if (!region || priority === null || size === null) return null;
  checkPresence([region], conditions, scope);
  const elements = elementsOf(node, size, outer);
  const unfixed = conditions.some((condition) => !evaluate(condition, scope).fixed) || !loop.fixed;
  const moves = node.loop === undefined && !evaluate(node.address, scope).fixed;
  const phase: Phase = unfixed || moves || region.phase === "realize" ? "realize" : "init";
  return { mapping: { node, phase, conditions, space, region }, elements, priority };
}

/** Where each element lies; with bounds that depend on properties, as many as there can be. */
function elementsOf(node: ast.MapEntry, size: bigint, scope: Scope): Placed["elements"] {
  const at = (inside: Scope): Placed["elements"] => {
    const address = evaluateInt(node.address, inside, "an address");
    return address ? [{ from: address.min, to: address.max + size }] : [];
  };
  if (!node.loop) return at(scope);
  const from = evaluateInt(node.loop.range.from, scope, "the start of a loop")?.min ?? 0n;
  const to = evaluateInt(node.loop.range.to, scope, "the end of a loop")?.max ?? 0n;
  if (to - from > mostElements) {
    scope.log.report("check/count", spanOf(scope.file, node.loop), { what: "elements", count: String(to - from) });
    return [];
  }
  const name = node.loop.index.text;
  return Array.from({ length: Math.max(0, Number(to - from)) }, (_, index) => from + BigInt(index)).flatMap((index) =>
    at(inLoop(scope, name, index, index + 1n)),
  );
}

/** The most bytes that a region can have; null after a report, or where it has no size of its own. */
function sizeOf(target: Target, entry: ast.MapEntry, scope: Scope): bigint | null {
  const { member, of } = target;
  const { node, owner } = member;
  if (node.kind === "unimplemented") return evaluateConstant(node.size, { ...scope, type: of }, "a size");
  if (node.kind !== "region") {
    scope.log.report("check/not-a-region", spanOf(scope.file, entry.region), { name: member.name });
    return null;
  }
  if (!node.spec.size) return 0n;
  const home: Scope = { ...scope, file: owner.file, type: of, locals: target.told };
  return evaluateInt(node.spec.size, home, "the size of a region")?.max ?? null;
}

function checkLimits({ mapping, elements }: Placed, space: Target, scope: Scope): void {
  const limit = limitOf(space, scope);
  const outside = elements.find(({ from, to }) => from < 0n || (limit !== null && to > limit));
  if (limit === null || !outside) return;
  const { node } = mapping;
  const { member } = space;
  const related = [{ span: spanOf(member.owner.file, member.node.name!), message: "this is what it is mapped into" }];
  const blanks = { name: nameOf(node), from: hex(outside.from), end: hex(outside.to - 1n), limit: hex(limit - 1n) };
  scope.log.report("check/map-outside", spanOf(scope.file, node), blanks, { related });
}

function limitOf({ member, of }: Target, scope: Scope): bigint | null {
  const { node } = member;
  const home: Scope = { ...scope, file: member.owner.file, type: of, locals: new Map() };
  if (node.kind === "region") return node.spec.size ? (evaluateInt(node.spec.size, home, "a size")?.min ?? null) : null;
  if (node.kind !== "space") return null;
  const bits = evaluateConstant(node.bits, home, "the bits of a space");
  return bits === null || bits < 1n || bits > 64n ? null : 1n << bits;
}

/** The name of a mapped region as written. */
function nameOf(node: ast.MapEntry): string {
  const steps = node.region.steps.flatMap((step) => (step.kind === "member" ? [step.name.text] : []));
  return [node.region.root.text, ...steps].join(".");
}

function hex(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

interface Extent {
  readonly placed: Placed;
  readonly from: bigint;
  readonly to: bigint;
}

/** Reports regions of one space that cover the same addresses with no priority that says who wins. */
function reportOverlaps(placed: readonly Placed[], scope: Scope): void {
  const groups = new Map<string, Extent[]>();
  for (const entry of placed) {
    const key = `${entry.mapping.space.steps.join(".")} ${entry.priority}`;
    const extents = groups.get(key) ?? [];
    for (const { from, to } of entry.elements) extents.push({ placed: entry, from, to });
    groups.set(key, extents);
  }
  for (const extents of groups.values()) {
    extents.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
    const told = new Set<Placed>();
    let reaching: Extent | null = null;
    for (const extent of extents) {
      if (reaching && reaching.to > extent.from && !told.has(extent.placed) && !exclusive(reaching, extent)) {
        reportOverlap(reaching, extent, scope);
        told.add(extent.placed);
      }
      if (!reaching || extent.to > reaching.to) reaching = extent;
    }
  }
}

/** Parts under different conditions may never exist together, so nothing certain can be said of them. */
function exclusive(a: Extent, b: Extent): boolean {
  const [first, second] = [a.placed.mapping.conditions, b.placed.mapping.conditions];
  return first.length > 0 && second.length > 0 && first.at(-1) !== second.at(-1);
}

function reportOverlap(earlier: Extent, later: Extent, scope: Scope): void {
  const inText = [earlier, later].sort((a, b) => a.placed.mapping.node.start - b.placed.mapping.node.start);
  const [first, second] = inText.map(({ placed }) => placed.mapping.node) as [ast.MapEntry, ast.MapEntry];
  const end = earlier.to < later.to ? earlier.to : later.to;
  const names = { name: nameOf(second), other: nameOf(first) };
  const related = [{ span: spanOf(scope.file, first), message: `\`${names.other}\` is mapped here` }];
  const blanks = { ...names, from: hex(later.from), to: hex(end - 1n) };
  scope.log.report("check/map-overlap", spanOf(scope.file, second), blanks, { related });
}
