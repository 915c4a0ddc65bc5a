import type * as ast from "../1-parse/ast.ts";
import { type BoundFile, type MemberEntity, type TypeEntity } from "../2-bind/model.ts";
import { type Phase } from "../3-check/index.ts";
import { type Span } from "../source.ts";

/** What a node stands for; a `handle` is a relation, whose target may be unknown. */
export type NodeKind = "object" | "storage" | "region" | "space" | "handle";

/** When an edge matters: a moment of a device's life, an access to a region, or all the time. */
export type EdgePhase = ast.HookEvent | "access" | "always";

/**
 * What an edge says of lifetimes. `owned`: the target lives as long as it stands here; `counted`: it is kept alive;
 * `weak`: it is not; `exposed`: whoever reaches the source reaches the target, and keeps it while it does; `none`: no claim.
 */
export type Strength = "owned" | "counted" | "weak" | "exposed" | "none";

/** A condition of a type's text, in the instance whose properties it asks. */
export interface Condition {
  readonly of: LifetimeNode;
  readonly node: ast.Expression;
  readonly span: Span;
  /** The file whose text it is. */
  readonly file: BoundFile;
}

/** Something that lives and ends. An array is one node. */
export interface LifetimeNode {
  readonly id: number;
  readonly kind: NodeKind;
  /** Its way from the root of the graph as written, for example `soc.uart0.mmio`; `self` for the root. */
  readonly path: string;
  readonly type: TypeEntity | null;
  /** What declares it; null for the root and for storages. */
  readonly member: MemberEntity | null;
  /** Its parent in the composition tree; null for the root. A storage has that of the object that it was made for. */
  readonly parent: LifetimeNode | null;
  /** The storage that it lies in; null for a storage. */
  readonly storage: LifetimeNode | null;
  readonly span: Span;
  /** Whether there are several: it, or something around it, is an array. */
  readonly many: boolean;
  readonly phase: Phase;
  /** All conditions on the way to it, but for those that always hold. */
  readonly conditions: readonly Condition[];
  /** Its parts by name. */
  readonly parts: ReadonlyMap<string, LifetimeNode>;
  /** Of a type that a `choose` can pick: the child that has it then, which has what all its types have; else null. */
  readonly chosenFor: LifetimeNode | null;
}

/** A claim of one node on another, with the place that makes it. */
export interface LifetimeEdge {
  readonly kind: "parent-of" | "stored-in" | "holds" | "exposes" | "uses";
  readonly strength: Strength;
  readonly from: LifetimeNode;
  readonly to: LifetimeNode;
  readonly phase: EdgePhase;
  readonly span: Span;
  /** The object whose type's text says so. */
  readonly at: LifetimeNode;
  readonly conditions: readonly Condition[];
  /** What makes the claim, in a few words: `bar 0`, `on finalize => report`. */
  readonly what: string;
  /** The elements of arrays that it picks, as `1` or `0,3`; null if it may be any, or there are no arrays. */
  readonly picked: ReadonlySet<string> | null;
  /** The statement behind it, where a rule needs more than its place. */
  readonly node: ast.MapEntry | ast.Hook | ast.Path | ast.Plug | ast.Space | null;
}

/** The lifetimes of one type: an instance of it with everything that it contains. */
export interface LifetimeGraph {
  readonly type: TypeEntity;
  readonly root: LifetimeNode;
  readonly nodes: readonly LifetimeNode[];
  readonly edges: readonly LifetimeEdge[];
  /** Whether it was too large to be drawn out to its end. */
  readonly cut: boolean;
}

/** The nodes from `node` up to the root, itself first. */
export function* ancestry(node: LifetimeNode): Generator<LifetimeNode> {
  for (let at: LifetimeNode | null = node; at; at = at.parent) yield at;
}

/** Whether `node` is `top` or lies below it in the composition tree. */
export function isInside(node: LifetimeNode, top: LifetimeNode): boolean {
  // Without the generator, since the rules ask this of every part and use.
  for (let at: LifetimeNode | null = node; at; at = at.parent) if (at === top) return true;
  return false;
}

/** A part of an object by name; one that all types of a `choose` have belongs to the child itself. */
export function partOf(node: LifetimeNode, name: string): LifetimeNode | undefined {
  return node.parts.get(name) ?? node.chosenFor?.parts.get(name);
}

/** The smallest object that contains all of these. */
export function around(nodes: readonly LifetimeNode[]): LifetimeNode {
  const [first, ...others] = nodes;
  for (const at of ancestry(first!)) if (others.every((node) => isInside(node, at))) return at;
  return first!;
}
