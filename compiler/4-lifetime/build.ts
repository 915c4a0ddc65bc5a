import type * as ast from "../1-parse/ast.ts";
import { type BoundFile, type MemberEntity, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { phaseOf } from "../3-check/phase.ts";
import { Log } from "../diagnostics/log.ts";
import { addClaims } from "./claims.ts";
import { type LifetimeEdge, type LifetimeGraph, type LifetimeNode } from "./graph.ts";

/** More parts than anybody draws; beyond, containment is cut, and what lies deeper is proven where its type is. */
const mostNodes = 2000;

/** More levels than anybody nests. */
const mostLevels = 16;

/** A graph while it is built. */
export interface Draft {
  readonly nodes: LifetimeNode[];
  readonly edges: LifetimeEdge[];
  cut: boolean;
}

interface Site {
  readonly draft: Draft;
  readonly parent: LifetimeNode;
  readonly level: number;
}

/** The lifetime graph of an instance of `type` with everything that it contains; arrays stay one node. */
export function buildGraph(type: TypeEntity): LifetimeGraph {
  const draft: Draft = { nodes: [], edges: [], cut: false };
  const span = spanOf(type.file, type.node.name);
  const common = { type, member: null, parent: null, span, many: false, phase: "init", conditions: [] } as const;
  const storage = add(draft, { ...common, kind: "storage", path: "self", storage: null });
  const root = add(draft, { ...common, kind: "object", path: "self", storage });
  expand({ draft, parent: root, level: 0 });
  for (const object of draft.nodes.filter((node) => node.kind === "object" && node.type !== null))
    addClaims(object, draft);
  return { type, root, nodes: draft.nodes, edges: draft.edges, cut: draft.cut };
}

function add(draft: Draft, node: Omit<LifetimeNode, "id" | "parts">): LifetimeNode {
  const made = { ...node, id: draft.nodes.length, parts: new Map<string, LifetimeNode>() };
  draft.nodes.push(made);
  return made;
}

const kinds: Partial<Record<ast.Member["kind"] | "state-field", LifetimeNode["kind"]>> = {
  child: "object",
  bus: "object",
  relation: "handle",
  region: "region",
  space: "space",
};

/** Adds the parts of an object, and theirs. */
function expand({ draft, parent, level }: Site): void {
  for (const member of parent.type!.members.values()) {
    const kind = kinds[member.node.kind];
    // What lies in a container is added with it.
    if (!kind || member.name.includes(".")) continue;
    if (draft.nodes.length > mostNodes || level > mostLevels) {
      draft.cut = true;
      return;
    }
    const part = addPart(member, kind, { draft, parent, level });
    if (member.node.kind === "region") addSubregions(member.node.spec, part, draft);
    if (kind === "object" && part.type) expand({ draft, parent: part, level: level + 1 });
  }
}

function addPart(member: MemberEntity, kind: LifetimeNode["kind"], { draft, parent }: Site): LifetimeNode {
  const { node, owner, name } = member;
  const path = parent.parent ? `${parent.path}.${name}` : name;
  const conditions = [...parent.conditions, ...member.conditions];
  const many = parent.many || ("bound" in node && node.bound !== undefined);
  const phase = parent.phase === "realize" ? "realize" : phaseIn(member, parent.type!);
  const span = spanOf(owner.file, node.name ?? node);
  const common = { type: member.type, member, parent, span, many, phase, conditions } as const;
  const apart = (node.kind === "child" && node.storage === "own") || (node.kind === "region" && node.own);
  const storage = apart ? add(draft, { ...common, kind: "storage", path, storage: null }) : parent.storage;
  const part = add(draft, { ...common, kind, path, storage });
  (parent.parts as Map<string, LifetimeNode>).set(name, part);
  if (kind === "handle") return part;
  const claim = { to: part, phase: "always", span, at: parent, conditions, node: null } as const;
  draft.edges.push({ ...claim, kind: "parent-of", strength: "owned", from: parent, what: `\`${name}\`` });
  const stored = { ...claim, kind: "stored-in", strength: "owned", from: part, to: storage! } as const;
  draft.edges.push({ ...stored, what: apart ? "a storage of its own" : "inside the storage of its parent" });
  return part;
}

/** Phases are worked out without reports: those are made where types are checked. */
function phaseIn(member: MemberEntity, type: TypeEntity): "init" | "realize" {
  const constants = { values: new Map(), depth: 0 };
  return phaseOf(member, { file: member.owner.file, log: new Log(), type, locals: new Map(), constants });
}

function addSubregions(spec: ast.RegionSpec, region: LifetimeNode, draft: Draft): void {
  const file: BoundFile = region.member!.owner.file;
  for (const sub of spec.members) {
    if (sub.kind !== "sub") continue;
    const span = spanOf(file, sub.name);
    const path = `${region.path}.${sub.name.text}`;
    const part = add(draft, { ...region, kind: "region", path, parent: region, span });
    (region.parts as Map<string, LifetimeNode>).set(sub.name.text, part);
    const claim = { to: part, phase: "always", span, at: region.parent!, conditions: region.conditions } as const;
    const what = `sub \`${sub.name.text}\``;
    draft.edges.push({ ...claim, kind: "parent-of", strength: "owned", from: region, what, node: null });
    addSubregions(sub.spec, part, draft);
  }
}
