import type * as ast from "../1-parse/ast.ts";
import { type MemberEntity, spanOf } from "../2-bind/model.ts";
import { type CheckedMapping, type Phase, type Target } from "./checked.ts";
import { evaluate, evaluateConstant, evaluateInt, inLoop } from "./evaluate.ts";
import { flat, rootsOf, sum } from "./affine.ts";
import { reportOverlaps } from "./map-overlaps.ts";
import {
  type Bytes,
  bytesIn,
  conditionsOf,
  described,
  endOf,
  expressionsOf,
  type Extent,
  hex,
  nameOf,
  type Placed,
} from "./map-places.ts";
import { resolvePath } from "./path.ts";
import { checkReach } from "./reach.ts";
import { type Scope } from "./scope.ts";
import { checkPresence, loopScope } from "./wiring.ts";
import { findWorld, type World } from "./worlds.ts";

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
  checkReach(node.region, { loops: node.loop ? [node.loop] : [], conditions }, outer);
  const elements = elementsOf(node, size, outer);
  const unfixed = conditions.some((condition) => !evaluate(condition, scope).fixed) || !loop.fixed;
  const moves = node.loop === undefined && !evaluate(node.address, scope).fixed;
  const phase: Phase = unfixed || moves || region.phase === "realize" ? "realize" : "init";
  return { mapping: { node, phase, conditions, space, region }, elements, priority, size, scope: outer };
}

/** Where each element lies; with bounds that depend on properties, as many as there can be. */
function elementsOf(node: ast.MapEntry, size: bigint, scope: Scope): Placed["elements"] {
  const at = (inside: Scope, index: bigint | null): Placed["elements"] => {
    const address = evaluateInt(node.address, inside, "an address");
    return address ? [{ from: address.min, to: address.max + size, index }] : [];
  };
  if (!node.loop) return at(scope, null);
  const from = evaluateInt(node.loop.range.from, scope, "the start of a loop")?.min ?? 0n;
  const to = evaluateInt(node.loop.range.to, scope, "the end of a loop")?.max ?? 0n;
  const name = node.loop.index.text;
  return Array.from({ length: Math.max(0, Number(to - from)) }, (_, index) => from + BigInt(index)).flatMap((index) =>
    at(inLoop(scope, name, index, index + 1n), index),
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

/** Reports an element that lies outside of what it is mapped into, with the properties with which it does. */
function checkLimits(placed: Placed, space: Target, scope: Scope): void {
  const limit = limitOf(space, scope);
  if (limit === null) return;
  for (const extent of placed.elements) {
    if (extent.from >= 0n && extent.to <= limit) continue;
    const outside = outsideOf(placed, extent, limit);
    if (!outside) continue;
    const { member } = space;
    const related = [{ span: spanOf(member.owner.file, member.node.name!), message: "this is what it is mapped into" }];
    const { node } = placed.mapping;
    const { bytes, world } = outside;
    const place = { name: nameOf(node), from: hex(bytes.from), end: hex(bytes.to - 1n), limit: hex(limit - 1n) };
    const blanks = { ...place, when: described(world) };
    scope.log.report("check/map-outside", spanOf(scope.file, node), blanks, { related });
    return;
  }
}

/** Where an element lies outside, and with which properties; null if it never does. */
function outsideOf(placed: Placed, extent: Extent, limit: bigint): { bytes: Bytes; world: World } | null {
  const conditions = conditionsOf(placed);
  const end = endOf(placed, extent);
  const tries = end ? rootsOf(sum(end, flat(-limit))) : new Map<string, readonly bigint[]>();
  const isOutside = (bytes: Bytes | null): boolean => bytes !== null && (bytes.from < 0n || bytes.to > limit);
  const search = { more: expressionsOf(placed), tries };
  const world = findWorld(conditions, search, (one) => isOutside(bytesIn(placed, extent, one)));
  if (world === "undecided") return null;
  if (world) return { bytes: bytesIn(placed, extent, world)!, world };
  // What stands under no condition and in no loop, and is not shown to stay inside, may lie outside.
  return conditions.length > 0 || end || extent.index !== null ? null : { bytes: extent, world: new Map() };
}

function limitOf({ member, of }: Target, scope: Scope): bigint | null {
  const { node } = member;
  const home: Scope = { ...scope, file: member.owner.file, type: of, locals: new Map() };
  if (node.kind === "region") return node.spec.size ? (evaluateInt(node.spec.size, home, "a size")?.min ?? null) : null;
  if (node.kind !== "space") return null;
  const bits = evaluateConstant(node.bits, home, "the bits of a space");
  return bits === null || bits < 1n || bits > 64n ? null : 1n << bits;
}
