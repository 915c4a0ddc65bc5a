import { findType } from "../2-bind/find-type.ts";
import { type MemberEntity, type TypeEntity } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";

/** A strong edge between types: an instance of `from` keeps one of `to` alive. */
export interface StrongEdge {
  readonly from: TypeEntity;
  readonly to: TypeEntity;
  readonly member: MemberEntity;
  readonly child: boolean;
}

/** What instances of a type keep alive: children, in every choice, and counted relations. */
function strongEdges(from: TypeEntity): StrongEdge[] {
  return [...from.members.values()].flatMap((member): StrongEdge[] => {
    const { node, type } = member;
    if (node.kind === "relation" && (node.relation === "ref" || node.relation === "hold"))
      return type ? [{ from, to: type, member, child: false }] : [];
    if (node.kind !== "child") return [];
    return typesOfChild(member).map((to) => ({ from, to, member, child: true }));
  });
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
export function findCycles(types: readonly TypeEntity[]): StrongCycle[] {
  const shown = new Set<MemberEntity["node"]>();
  const edges = new Map<TypeEntity, readonly StrongEdge[]>();
  const edgesOf: EdgesOf = (type) => {
    const before = edges.get(type) ?? strongEdges(type);
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
