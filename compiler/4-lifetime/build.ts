import type * as ast from "../1-parse/ast.ts";
import { findType } from "../2-bind/find-type.ts";
import { type BoundFile, type MemberEntity, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { phaseOf } from "../3-check/phase.ts";
import { type Constants, type Scope } from "../3-check/scope.ts";
import { Log } from "../diagnostics/log.ts";
import { addClaims } from "./claims.ts";
import { openConditions } from "./conditions.ts";
import { type Condition, type LifetimeEdge, type LifetimeGraph, type LifetimeNode } from "./graph.ts";

/** More parts than anybody draws; beyond, containment is cut, and what lies deeper is proven where its type is. */
const mostNodes = 2000;

/** More levels than anybody nests. */
const mostLevels = 16;

/** A graph while it is built. */
export interface Draft {
  readonly nodes: LifetimeNode[];
  readonly edges: LifetimeEdge[];
  /** Constants that were worked out. */
  readonly constants: Constants;
  /** Nobody reads it: what is wrong was reported where types are checked. */
  readonly log: Log;
  cut: boolean;
}

interface Site {
  readonly draft: Draft;
  readonly parent: LifetimeNode;
  readonly level: number;
}

/** The lifetime graph of an instance of `type` with everything that it contains; arrays stay one node. */
export function buildGraph(type: TypeEntity): LifetimeGraph {
  const draft: Draft = { nodes: [], edges: [], constants: { values: new Map(), depth: 0 }, log: new Log(), cut: false };
  const span = spanOf(type.file, type.node.name);
  const outer = { member: null, parent: null, chosenFor: null, many: false, phase: "init", conditions: [] } as const;
  const storage = add(draft, { ...outer, type, span, kind: "storage", path: "self", storage: null });
  const root = add(draft, { ...outer, type, span, kind: "object", path: "self", storage });
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
  gate: "object",
  bus: "object",
  relation: "handle",
  region: "region",
  unimplemented: "region",
  space: "space",
};

/** Adds the parts of an object, and theirs. */
function expand({ draft, parent, level }: Site): void {
  for (const member of parent.type!.members.values()) {
    const kind = kinds[member.node.kind];
    // What lies in a container is added with it; what every choice has, with the child itself.
    if (!kind || member.inside || parent.chosenFor?.parts.has(member.name)) continue;
    if (draft.nodes.length > mostNodes || level > mostLevels) {
      draft.cut = true;
      return;
    }
    const conditions = openConditions(member.conditions, parent, scopeIn(member.owner.file, parent.type!, draft));
    if (!conditions) continue;
    const all = conditions.length > 0 ? [...parent.conditions, ...conditions] : parent.conditions;
    const part = addPart(member, kind, { draft, parent, conditions: all });
    if (member.node.kind === "region") addSubregions(member.node.spec, part, draft);
    if (kind !== "object" || !part.type) continue;
    expand({ draft, parent: part, level: level + 1 });
    if (member.node.kind === "child" && member.node.choose)
      addChoices(member.node.choose, { draft, parent: part, level: level + 1 });
  }
}

interface PartSite extends Omit<Site, "level"> {
  readonly conditions: readonly Condition[];
}

function addPart(member: MemberEntity, kind: LifetimeNode["kind"], site: PartSite): LifetimeNode {
  const { draft, parent, conditions } = site;
  const { node, owner, name } = member;
  const path = parent.parent ? `${parent.path}.${name}` : name;
  const many = parent.many || ("bound" in node && node.kind !== "gate");
  const phase = parent.phase === "realize" ? "realize" : phaseOf(member, scopeIn(owner.file, parent.type!, draft));
  const span = spanOf(owner.file, node.name ?? node);
  const { type } = member;
  const common = { type, member, parent, chosenFor: null, span, many, phase, conditions } as const;
  const apart = (node.kind === "child" && node.storage === "own") || (node.kind === "region" && node.own);
  const storage = apart ? add(draft, { ...common, kind: "storage", path, storage: null }) : parent.storage;
  const part = add(draft, { ...common, kind, path, storage });
  put(parent, name, part);
  if (kind === "handle") return part;
  const claim = { to: part, phase: "always", span, at: parent, conditions, picked: null, node: null } as const;
  draft.edges.push({ ...claim, kind: "parent-of", strength: "owned", from: parent, what: `\`${name}\`` });
  const stored = { ...claim, kind: "stored-in", strength: "owned", from: part, to: storage! } as const;
  draft.edges.push({ ...stored, what: apart ? "a storage of its own" : "inside the storage of its parent" });
  return part;
}

function put(parent: LifetimeNode, name: string, part: LifetimeNode): void {
  (parent.parts as Map<string, LifetimeNode>).set(name, part);
}

/** The types that a child can have, each with what it has beyond the type that the child is declared with. */
function addChoices({ arms }: ast.Choose, { draft, parent: child, level }: Site): void {
  const { owner } = child.member!;
  for (const arm of arms) {
    const type = findType(owner.file, arm.type, new Log());
    if (!type || type === child.type) continue;
    const span = spanOf(owner.file, arm.type);
    const path = `${child.path}:${type.name}`;
    const choice = add(draft, { ...child, type, path, span, parent: child, chosenFor: child });
    put(child, `:${arm.start}`, choice);
    expand({ draft, parent: choice, level });
  }
}

/** A child as the type that an arm of its choice gives it. */
export function choiceOf(child: LifetimeNode, arm: ast.ChooseArm): LifetimeNode {
  return child.parts.get(`:${arm.start}`) ?? child;
}

/** Where a type's expressions are worked out, without reports: those are made where types are checked. */
export function scopeIn(file: BoundFile, type: TypeEntity, { constants, log }: Draft): Scope {
  return { file, log, type, locals: none, constants };
}

const none: Scope["locals"] = new Map();

function addSubregions(spec: ast.RegionSpec, region: LifetimeNode, draft: Draft): void {
  const file: BoundFile = region.member!.owner.file;
  for (const sub of spec.members) {
    if (sub.kind !== "sub") continue;
    const span = spanOf(file, sub.name);
    const path = `${region.path}.${sub.name.text}`;
    const part = add(draft, { ...region, kind: "region", path, parent: region, span });
    put(region, sub.name.text, part);
    const claim = {
      to: part,
      phase: "always",
      span,
      at: region.parent!,
      conditions: region.conditions,
      picked: null,
    } as const;
    const what = `sub \`${sub.name.text}\``;
    draft.edges.push({ ...claim, kind: "parent-of", strength: "owned", from: region, what, node: null });
    addSubregions(sub.spec, part, draft);
  }
}
