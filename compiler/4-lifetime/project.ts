import { type MemberEntity, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type Log, type Related } from "../diagnostics/log.ts";
import { ancestry, type LifetimeGraph, type LifetimeNode } from "./graph.ts";
import { flagOf, type Statement } from "./members.ts";
import { findOpenHolds, type OpenHold, type Places, placesOf } from "./open-holds.ts";
import { findCycles, type StrongCycle, typesOfChild } from "./strong-types.ts";

/** A part of a type that can go, by which another one can. */
interface Inside {
  readonly container: TypeEntity;
  /** Own, or inherited. */
  readonly child: MemberEntity;
}

/** What is known of all types together. */
export interface Project {
  readonly types: readonly TypeEntity[];
  /** By type that can go while its board runs, the child by which it is inside something that can; null if it says so itself. */
  readonly freeable: ReadonlyMap<TypeEntity, Inside | null>;
  readonly cycles: readonly StrongCycle[];
  readonly model: StorageModel;
  readonly places: Places;
  /** Counted relations that users and behaviour can set. */
  readonly openHolds: readonly OpenHold[];
}

/**
 * How storage is kept. `counted`: as the runtime does, each object in a storage counts (lifetimes, section 1.3). `legacy`: as QEMU
 * does today, where nobody counts it and regions borrow the count of their owner. `no-embed`: as `counted`, and nothing may be embedded.
 */
export type StorageModel = "counted" | "legacy" | "no-embed";

/** One rule: a hazard, in a file of its own. */
export interface Rule {
  /** Looks at one type; reports what its own text is to blame for. */
  readonly check: (graph: LifetimeGraph, project: Project, log: Log) => void;
}

/** Who contains what, and what can go. */
export function makeProject(types: readonly TypeEntity[], model: StorageModel): Project {
  const childrenOf = new Map<TypeEntity, MemberEntity[]>();
  for (const type of types) {
    const children = [...type.members.values()].filter(({ node }) => node.kind === "child");
    childrenOf.set(type, children);
  }
  const places = placesOf(types);
  const openHolds = findOpenHolds(types, places);
  return {
    types,
    freeable: findFreeable(types, childrenOf),
    cycles: findCycles(types, openHolds),
    model,
    places,
    openHolds,
  };
}

/** The objects around `node`, itself included, each of which can go while the root stays, nearest first (lifetimes, section 5). */
export function* leavers(node: LifetimeNode): Generator<LifetimeNode> {
  for (const at of ancestry(node)) if (at.parent && !at.chosenFor && hotplugOf(at)) yield at;
}

/** Where an object says that it can be unplugged: in its type, or in one that it can have. */
function hotplugOf(node: LifetimeNode): Statement | null {
  if (node.kind !== "object" || !node.type) return null;
  const choices = [...node.parts.values()].filter((part) => part.chosenFor === node);
  for (const { type } of [node, ...choices]) {
    const flag = type && flagOf(type, "hotplug");
    if (flag) return flag;
  }
  return null;
}

/** By type that can go while its board runs, the child by which it is inside something that can; null if it says so itself. */
function findFreeable(types: readonly TypeEntity[], childrenOf: ReadonlyMap<TypeEntity, readonly MemberEntity[]>) {
  const freeable = new Map<TypeEntity, Inside | null>();
  for (const type of types) if (flagOf(type, "hotplug")) freeable.set(type, null);
  for (const type of freeable.keys()) {
    const parts = (childrenOf.get(type) ?? []).flatMap((child) =>
      typesOfChild(child).map((of) => [of, child] as const),
    );
    for (const [of, child] of parts) if (!freeable.has(of)) freeable.set(of, { container: type, child });
  }
  return freeable;
}

/** Why instances of a type can go while their board runs: places from the `hotplug` down to the type; null if they cannot. */
export function whyFreeable(type: TypeEntity, { freeable }: Project): Related[] | null {
  if (!freeable.has(type)) return null;
  const places: Related[] = [];
  let at = type;
  for (let inside = freeable.get(at); inside; inside = freeable.get(at)) {
    const { container, child } = inside;
    places.unshift({ span: placeOf(child), message: `\`${container.name}\` contains \`${at.name}\` here` });
    at = container;
  }
  const flag = flagOf(at, "hotplug")!;
  const message = `\`${at.name}\` can be unplugged`;
  return [{ span: spanOf(flag.owner.file, flag.node), message }, ...places.slice(0, 8)];
}

/** Where a member stands. */
export function placeOf({ owner, node }: MemberEntity): Related["span"] {
  return spanOf(owner.file, node.name ?? node);
}

/** Where what can go says so. */
export function hotplugPlace(node: LifetimeNode): Related {
  const { owner, node: flag } = hotplugOf(node)!;
  return { span: spanOf(owner.file, flag), message: `\`${node.path}\` can be unplugged` };
}
