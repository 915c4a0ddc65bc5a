import { type LifetimeGraph, type LifetimeNode, type Span } from "qdl";

/** Somebody who keeps something alive, with the place that says so. */
export interface KeptBy {
  readonly by: LifetimeNode;
  readonly how: string;
  readonly span: Span;
}

/** Who keeps a node alive: its parent, counted relations and buses, and what shows it. */
export function keepersOf(node: LifetimeNode, { edges }: LifetimeGraph): KeptBy[] {
  const parent: KeptBy[] = node.parent
    ? [{ by: node.parent, how: `as its parent, by \`${lastName(node)}\``, span: node.span }]
    : [];
  const others = edges.flatMap(({ kind, strength, from, to, what, span }): KeptBy[] => {
    if (to !== node || kind === "parent-of") return [];
    if (strength === "counted") return [{ by: from, how: `counted, by ${what}`, span }];
    return strength === "exposed" ? [{ by: from, how: `while it shows it, by ${what}`, span }] : [];
  });
  return [...parent, ...others];
}

function lastName({ path }: LifetimeNode): string {
  return path.split(".").at(-1) ?? path;
}

/** Whether a node, or something around it, can go while its board runs. */
export function isGoing(node: LifetimeNode): boolean {
  for (let at: LifetimeNode | null = node; at; at = at.parent) if (isHotplug(at)) return true;
  return false;
}

/** Whether a type says that its instances can be unplugged. */
export function isHotplug({ type, kind }: LifetimeNode): boolean {
  for (let at = kind === "object" ? type : null; at; at = at.base)
    if (at.node.members.some((member) => member.kind === "flag" && member.flag === "hotplug")) return true;
  return false;
}

/** What ends a node, and when, in sentences. */
export function endsOf(node: LifetimeNode, graph: LifetimeGraph): string[] {
  if (!node.parent) return [endOfRoot(graph), storageOf(node, graph)];
  if (node.kind === "handle") return [endOfRelation(node)];
  const unplug = isHotplug(node) ? ["It can be unplugged while the machine runs."] : [];
  const last =
    node.kind === "object"
      ? storageOf(node, graph)
      : "It is finalized when nobody shows it any more, and its device after it.";
  return [...unplug, leavingOf(node, graph), last];
}

function endOfRoot({ type }: LifetimeGraph): string {
  if (type.node.form === "machine") return "It ends by its shutdown, or when its last reference is dropped.";
  return "It ends when its parent, or whoever unplugs it, takes it out of the tree, and nobody keeps it.";
}

function endOfRelation({ member, parent }: LifetimeNode): string {
  const relation = member?.node.kind === "relation" ? member.node.relation : "link";
  const ends: Readonly<Record<typeof relation, string>> = {
    link: "It keeps nothing alive, and reads as nothing once its target leaves the tree.",
    up: "It keeps nothing alive: the container is there for as long as its part has a place in it.",
    ref: `Its reference is dropped before the finalizers of \`${parent!.path}\` run.`,
    hold: `Its reference is dropped after the finalizers of \`${parent!.path}\` have run.`,
  };
  return ends[relation];
}

function leavingOf(node: LifetimeNode, { root, type }: LifetimeGraph): string {
  const owner = node.parent === root ? type.name : node.parent!.path;
  if (node.parent!.kind === "region") return `It leaves with \`${owner}\`, the container.`;
  if (node.phase === "realize") return `Realize makes it; it is unparented when \`${owner}\` is unrealized.`;
  const early = node.kind !== "object" || node.member?.node.kind === "bus";
  return early
    ? `It is unparented when \`${owner}\` leaves the tree.`
    : `It is unparented when \`${owner}\` is finalized, before its finalizers run.`;
}

function storageOf(node: LifetimeNode, { root, type, nodes }: LifetimeGraph): string {
  const inside = nodes.filter((one) => one.kind === "object" && one.storage === node.storage && !one.chosenFor);
  const owner = inside[0] === root ? type.name : (inside[0]?.path ?? node.path);
  if (inside.length < 2) return "Its memory is its own, and freed after its finalizers.";
  return `Its memory lies in the storage of \`${owner}\`, which is freed when all ${inside.length} kinds of objects in it are finalized.`;
}
