import { findType } from "../2-bind/find-type.ts";
import { isA, type MemberEntity, type TypeEntity } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";
import { type OpenHold } from "./open-holds.ts";

/** A strong edge between types: an instance of `from` keeps one of `to` alive. */
export interface StrongEdge {
  readonly from: TypeEntity;
  readonly to: TypeEntity;
  readonly member: MemberEntity;
  readonly child: boolean;
}

/** What instances of a type keep alive: children, in every choice, and counted relations, whatever can be their target. */
function strongEdges(
  from: TypeEntity,
  targets: ReadonlyMap<MemberEntity["node"], readonly TypeEntity[]>,
): StrongEdge[] {
  return [...from.members.values()].flatMap((member): StrongEdge[] => {
    const { node, type } = member;
    if (node.kind === "relation" && (node.relation === "ref" || node.relation === "hold")) {
      const all = targets.get(node) ?? (type ? [type] : []);
      return all.map((to) => ({ from, to, member, child: false }));
    }
    if (node.kind !== "child") return [];
    return typesOfChild(member).map((to) => ({ from, to, member, child: true }));
  });
}

/**
 * What the relations that users and behaviour set can lead to: the types of the project that are what they ask for. Built-in
 * types say too little: any device is a `Device`.
 */
function targetsOf(
  types: readonly TypeEntity[],
  holds: readonly OpenHold[],
): ReadonlyMap<MemberEntity["node"], readonly TypeEntity[]> {
  const asked = holds.filter(({ target }) => !target.file.core);
  return new Map(
    asked.map(({ member, target }) => [
      member.node,
      [target, ...types.filter((type) => type !== target && isA(type, target))],
    ]),
  );
}

/** The types that a child can have: the one that it is declared with, and those that a `choose` names. */
export function typesOfChild({ node, type, owner }: MemberEntity): TypeEntity[] {
  const arms = node.kind === "child" ? (node.choose?.arms ?? []) : [];
  const chosen = arms.map((arm) => findType(owner.file, arm.type, new Log()));
  return [type, ...chosen].filter((one) => one !== null);
}

type EdgesOf = (type: TypeEntity) => readonly StrongEdge[];

/** The shortest way along strong edges from one type to another; empty if they are the same, null if there is none. */
function strongWay(start: TypeEntity, goal: TypeEntity, edgesOf: EdgesOf): StrongEdge[] | null {
  const cameBy = new Map<TypeEntity, StrongEdge | null>([[start, null]]);
  for (const type of cameBy.keys()) {
    if (type === goal) return wayTo(goal, cameBy);
    for (const edge of edgesOf(type)) if (!cameBy.has(edge.to)) cameBy.set(edge.to, edge);
  }
  return null;
}

function wayTo(goal: TypeEntity, cameBy: ReadonlyMap<TypeEntity, StrongEdge | null>): StrongEdge[] {
  const way: StrongEdge[] = [];
  for (let edge = cameBy.get(goal); edge; edge = cameBy.get(edge.from)) way.unshift(edge);
  return way;
}

/** A counted relation between types that leads back to where it starts. */
export interface StrongCycle {
  readonly edge: StrongEdge;
  readonly back: readonly StrongEdge[];
}

/** The cycles that the types show, each once, at the first counted relation of the text that takes part. */
export function findCycles(types: readonly TypeEntity[], holds: readonly OpenHold[]): StrongCycle[] {
  const targets = targetsOf(types, holds);
  const shown = new Set<MemberEntity["node"]>();
  const edges = new Map<TypeEntity, readonly StrongEdge[]>();
  const edgesOf: EdgesOf = (type) => {
    const before = edges.get(type) ?? strongEdges(type, targets);
    edges.set(type, before);
    return before;
  };
  return types.flatMap(edgesOf).flatMap((edge): StrongCycle[] => {
    if (edge.child || shown.has(edge.member.node)) return [];
    const back = strongWay(edge.to, edge.from, edgesOf);
    if (!back) return [];
    for (const step of [edge, ...back]) shown.add(step.member.node);
    return [{ edge, back }];
  });
}
