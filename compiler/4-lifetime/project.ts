import { type MemberEntity, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type Code } from "../diagnostics/catalogue.ts";
import { type Log, type Related } from "../diagnostics/log.ts";
import { ancestry, type LifetimeGraph, type LifetimeNode } from "./graph.ts";
import { flagOf } from "./members.ts";
import { findCycles, type StrongCycle } from "./strong-types.ts";

/** What is known of all types together. */
export interface Project {
  readonly types: readonly TypeEntity[];
  /** By type that can go while its board runs, the child by which it is inside something that can; null if it says so itself. */
  readonly freeable: ReadonlyMap<TypeEntity, MemberEntity | null>;
  readonly cycles: readonly StrongCycle[];
}

/** One rule: a hazard, in a file of its own. */
export interface Rule {
  readonly codes: readonly Code[];
  /** Looks at one type; reports what its own text is to blame for. */
  readonly check: (graph: LifetimeGraph, project: Project, log: Log) => void;
}

/** Who contains what, and what can go. */
export function makeProject(types: readonly TypeEntity[]): Project {
  const childrenOf = new Map<TypeEntity, MemberEntity[]>();
  for (const type of types) {
    const own = [...type.members.values()].filter((member) => member.owner === type);
    childrenOf.set(
      type,
      own.filter(({ node, type: of }) => node.kind === "child" && of !== null),
    );
  }
  return { types, freeable: findFreeable(types, childrenOf), cycles: findCycles(types) };
}

/** The object around `node`, or itself, that can go while the root stays; null if only all can go together (lifetimes, section 5). */
export function goesAlone(node: LifetimeNode): LifetimeNode | null {
  for (const at of ancestry(node))
    if (at.parent && at.kind === "object" && at.type && flagOf(at.type, "hotplug")) return at;
  return null;
}

/** By type that can go while its board runs, the child by which it is inside something that can; null if it says so itself. */
function findFreeable(types: readonly TypeEntity[], childrenOf: ReadonlyMap<TypeEntity, readonly MemberEntity[]>) {
  const freeable = new Map<TypeEntity, MemberEntity | null>();
  for (const type of types) if (flagOf(type, "hotplug")) freeable.set(type, null);
  for (const type of freeable.keys())
    for (const child of childrenOf.get(type) ?? []) if (!freeable.has(child.type!)) freeable.set(child.type!, child);
  return freeable;
}

/** Why instances of a type can go while their board runs: places from the `hotplug` down to the type; null if they cannot. */
export function whyFreeable(type: TypeEntity, { freeable }: Project): Related[] | null {
  if (!freeable.has(type)) return null;
  const places: Related[] = [];
  let at = type;
  for (let child = freeable.get(at); child; child = freeable.get(at)) {
    places.unshift({ span: placeOf(child), message: `\`${child.owner.name}\` contains \`${at.name}\` here` });
    at = child.owner;
  }
  const flag = flagOf(at, "hotplug")!;
  const message = `\`${at.name}\` can be unplugged`;
  return [{ span: spanOf(flag.owner.file, flag.node), message }, ...places.slice(0, 8)];
}

/** Where a member stands. */
export function placeOf({ owner, node }: MemberEntity): Related["span"] {
  return spanOf(owner.file, node.name ?? node);
}

/** Where a type says that it can be unplugged. */
export function hotplugPlace(node: LifetimeNode): Related {
  const flag = flagOf(node.type!, "hotplug")!;
  return { span: spanOf(flag.owner.file, flag.node), message: `\`${node.type!.name}\` can be unplugged` };
}
