import { type Diagnostic, type LifetimeEdge, type LifetimeGraph, type LifetimeNode, placeOf, type Span } from "qdl";
import { endsOf, isGoing, isHotplug, keepersOf } from "./facts.ts";

/** What a report has to say of a node or an edge. */
export interface Hazard {
  readonly code: string;
  readonly message: string;
}

/** Who keeps something alive, and how. */
export interface Keeper {
  /** Its path. */
  readonly by: string;
  readonly how: string;
  readonly place: string;
}

/** An object, a region, a space, a bus or a relation of the type that is drawn. */
export interface PictureNode {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly kind: "object" | "bus" | "gate" | "region" | "space" | "relation";
  /** The name of its type; of a relation that of its target. */
  readonly type: string;
  /** The object, or the region, that it is a part of; null for the root. */
  readonly parent: string | null;
  /** The object whose storage its memory lies in; of a region of its own, itself. */
  readonly storage: string;
  /** Whether there are several in its parent, and whether it exists only under a condition of its own. */
  readonly many: boolean;
  readonly conditional: boolean;
  /** Whether it says itself that it can be unplugged. */
  readonly hotplug: boolean;
  /** Whether it can go while its board runs: it, or something around it, can be unplugged. */
  readonly going: boolean;
  /** Whether it stands for one of the types that its parent can have. */
  readonly choice: boolean;
  readonly place: string;
  readonly keptBy: readonly Keeper[];
  /** What ends it, and when, in sentences. */
  readonly ends: readonly string[];
  readonly hazards: readonly Hazard[];
}

/** A claim of one node on another. */
export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly strength: "owned" | "counted" | "weak" | "exposed";
  readonly what: string;
  readonly place: string;
  readonly hazards: readonly Hazard[];
}

/** A lifetime graph as plain data: what is drawn, and what `--format json` writes. */
export interface Picture {
  readonly type: string;
  readonly typename: string;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  /** Reports that concern the type. */
  readonly hazards: readonly Hazard[];
}

/** What is to be drawn of a type. */
export interface Subject {
  readonly graph: LifetimeGraph;
  readonly typename: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes the picture of a type's lifetime graph; reports are put where they point. */
export function makePicture({ graph, typename, diagnostics }: Subject): Picture {
  const reports = diagnostics.filter(({ code }) => code.startsWith("lifetime/"));
  const at = (span: Span): Hazard[] =>
    reports.filter((one) => one.span?.file === span.file && one.span.start === span.start).map(hazardOf);
  const parts = graph.nodes.filter((node) => node.kind !== "storage");
  const nodes = parts.map((node): PictureNode => {
    const kept = keepersOf(node, graph);
    return {
      id: idOf(node),
      name: node === graph.root ? graph.type.name : node.path.slice(node.path.search(/[^.]*$/)),
      path: pathOf(node, graph),
      kind: kindOf(node),
      type: node.type?.name ?? "",
      parent: node.parent && idOf(node.parent),
      storage: idOf(storageOwner(node)),
      many: node.many && !node.parent?.many,
      conditional: node.conditions.length > (node.parent?.conditions.length ?? 0),
      hotplug: isHotplug(node),
      going: isGoing(node),
      choice: node.chosenFor !== null,
      place: placeText(node.span),
      keptBy: kept.map(({ by, how, span }) => ({ by: pathOf(by, graph), how, place: placeText(span) })),
      ends: endsOf(node, graph),
      hazards: node.chosenFor ? [] : at(node.span),
    };
  });
  const edges = graph.edges.flatMap((edge): PictureEdge[] => {
    const strength = strengthOf(edge);
    if (!strength) return [];
    const { from, to, what, span } = edge;
    return [{ from: idOf(from), to: idOf(to), strength, what, place: placeText(span), hazards: at(span) }];
  });
  const marked = new Set([...nodes, ...edges].flatMap(({ hazards }) => hazards.map(({ message }) => message)));
  const own = reports.filter(({ message, span }) => marked.has(message) || span?.file === graph.type.file.source);
  return { type: graph.type.name, typename, nodes, edges, hazards: own.map(hazardOf) };
}

function hazardOf({ code, message }: Diagnostic): Hazard {
  return { code, message };
}

function idOf({ id }: LifetimeNode): string {
  return `n${id}`;
}

function pathOf(node: LifetimeNode, { root, type }: LifetimeGraph): string {
  return node === root ? type.name : node.path;
}

function kindOf({ kind, member }: LifetimeNode): PictureNode["kind"] {
  if (member?.node.kind === "bus" || member?.node.kind === "gate") return member.node.kind;
  return kind === "handle" ? "relation" : kind === "region" || kind === "space" ? kind : "object";
}

/** The outermost part in the storage of a node: the object that the storage was made for. */
function storageOwner(node: LifetimeNode): LifetimeNode {
  let at = node;
  while (at.parent && at.parent.storage === at.storage) at = at.parent;
  return at;
}

/** Containment is drawn as boxes inside each other, so that of the owned edges only those to other storages are left. */
function strengthOf({ kind, strength, from, to }: LifetimeEdge): PictureEdge["strength"] | null {
  if (kind === "stored-in" || kind === "uses" || strength === "none") return null;
  if (kind === "parent-of" && from.storage === to.storage) return null;
  return strength;
}

/** A place as `file:line`. */
export function placeText({ file, start }: Span): string {
  return `${file.name}:${placeOf(file.text, start).line}`;
}
