import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { boundsOf, flat, rootsOf, scale, sum } from "./affine.ts";
import {
  addressOf,
  type Bytes,
  bytesIn,
  conditionsOf,
  described,
  expressionsOf,
  type Extent,
  hex,
  nameOf,
  type Placed,
} from "./map-places.ts";
import { type Scope } from "./scope.ts";
import { findWorld, type World } from "./worlds.ts";

/** An element in the order of addresses. */
interface Place extends Extent {
  readonly placed: Placed;
}

/** Addresses that two regions share, and the properties with which they do. */
interface Meeting extends Bytes {
  readonly world: World;
}

/** More pairs of elements than this are not tried for the same two mappings. */
const mostPairs = 1024;

/** Reports regions of one space that cover the same addresses with no priority that says who wins (lifetimes, section 5, address map). */
export function reportOverlaps(placed: readonly Placed[], scope: Scope): void {
  for (const group of groupsOf(placed)) reportGroup(group, scope);
}

function reportGroup(group: readonly Placed[], scope: Scope): void {
  const told = new Set<Placed>();
  const pairs = new Pairs();
  for (const one of group) reportOwn(one, told, scope);
  const places = group.flatMap((one) => one.elements.map((extent): Place => ({ ...extent, placed: one })));
  places.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  let open: Place[] = [];
  for (const place of places) {
    open = open.filter(({ to }) => to > place.from);
    for (const before of open) {
      if (told.has(place.placed) || !pairs.isWorthTrying(before.placed, place.placed)) continue;
      const meeting = meetingOf(before, place);
      if (!meeting) continue;
      report(before.placed, place.placed, meeting, scope);
      told.add(place.placed);
    }
    open.push(place);
  }
}

/** The mappings of each space and priority. */
function groupsOf(placed: readonly Placed[]): Iterable<readonly Placed[]> {
  const groups = new Map<string, Placed[]>();
  for (const one of placed) {
    const { steps } = one.mapping.space;
    const way = steps.map((step) => (typeof step === "object" ? `${step.start}-${step.end}` : String(step)));
    const key = `${way.join(".")} ${one.priority}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups.values();
}

/** Which pairs of mappings can exist together, found out once, and how often they were tried. */
class Pairs {
  readonly #tried = new Map<Placed, Map<Placed, number>>();

  isWorthTrying(a: Placed, b: Placed): boolean {
    if (a === b) return false;
    const others = this.#tried.get(a) ?? new Map<Placed, number>();
    this.#tried.set(a, others);
    const tried = others.get(b) ?? (areTogether(a, b) ? 0 : mostPairs);
    others.set(b, tried + 1);
    return tried < mostPairs;
  }
}

function areTogether(a: Placed, b: Placed): boolean {
  const conditions = [...conditionsOf(a), ...conditionsOf(b)];
  return conditions.length === 0 || findWorld(conditions, { more: [], tries: new Map() }, () => true) !== null;
}

/** Where two elements meet; null if they never do. */
function meetingOf(a: Place, b: Place): Meeting | "undecided" | null {
  const [first, second] = [addressOf(a.placed, a), addressOf(b.placed, b)];
  const distance = first && second && sum(second, scale(first, -1n));
  if (distance) {
    const { min, max } = boundsOf(distance);
    if (min >= a.placed.size || -max >= b.placed.size) return null;
  }
  const conditions = [...conditionsOf(a.placed), ...conditionsOf(b.placed)];
  const more = [...expressionsOf(a.placed), ...expressionsOf(b.placed)];
  const tries = distance ? rootsOf(distance) : new Map<string, readonly bigint[]>();
  const world = findWorld(conditions, { more, tries }, (one) => sharedIn(a, b, one) !== null);
  if (world === "undecided") return world;
  if (world) return { ...sharedIn(a, b, world)!, world };
  // With one property, all that matters was tried; else what is not shown to stay apart may meet.
  const isSure = conditions.length > 0 || (distance && distance.terms.size <= 1) || a.placed.mapping.node.loop;
  return isSure ? null : { from: b.from, to: a.to < b.to ? a.to : b.to, world: new Map() };
}

function sharedIn(a: Place, b: Place, world: World): Bytes | null {
  const [one, other] = [bytesIn(a.placed, a, world), bytesIn(b.placed, b, world)];
  if (!one || !other) return null;
  const from = one.from > other.from ? one.from : other.from;
  const to = one.to < other.to ? one.to : other.to;
  return from < to ? { from, to } : null;
}

/** Reports an array whose elements are larger than the distance between them, whatever the addresses are. */
function reportOwn(placed: Placed, told: Set<Placed>, scope: Scope): void {
  const addresses = placed.elements.map((extent) => ({
    extent,
    start: addressOf(placed, extent) ?? flat(extent.from),
  }));
  addresses.sort((a, b) => (a.start.constant < b.start.constant ? -1 : a.start.constant > b.start.constant ? 1 : 0));
  for (const [at, { extent, start }] of addresses.slice(1).entries()) {
    const before = addresses[at]!;
    if (start.constant - before.start.constant >= placed.size) continue;
    const meeting = meetingOf({ ...before.extent, placed }, { ...extent, placed });
    if (!meeting) continue;
    report(placed, placed, meeting, scope);
    told.add(placed);
    return;
  }
}

function report(a: Placed, b: Placed, meeting: Meeting | "undecided", scope: Scope): void {
  const nodes = [a, b].map(({ mapping }) => mapping.node).sort((one, other) => one.start - other.start);
  const [first, second] = nodes as [ast.MapEntry, ast.MapEntry];
  const names = { name: nameOf(second), other: nameOf(first) };
  const related = [{ span: spanOf(scope.file, first), message: `\`${names.other}\` is mapped here` }];
  const span = spanOf(scope.file, second);
  if (meeting === "undecided") return scope.log.report("check/map-undecided", span, names, { related });
  const { from, to, world } = meeting;
  const blanks = { ...names, from: hex(from), to: hex(to - 1n), when: described(world) };
  scope.log.report("check/map-overlap", span, blanks, { related });
}
