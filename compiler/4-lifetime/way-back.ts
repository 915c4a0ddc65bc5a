import { isA } from "../2-bind/model.ts";
import { type Span } from "../source.ts";
import { targetsOf } from "./follow.ts";
import { isInside, type LifetimeGraph, type LifetimeNode } from "./graph.ts";
import { type OpenHold } from "./open-holds.ts";
import { placeOf } from "./project.ts";

/** One object of a graph keeps another one alive by a counted relation: the text says so, or a user can have it so. */
export interface StrongStep {
  /** The relation. */
  readonly from: LifetimeNode;
  readonly to: LifetimeNode;
  /** The object whose type's text says so; null where nothing does. */
  readonly at: LifetimeNode | null;
  readonly span: Span;
}

/** All of them: what is set, and for each relation that nobody sets everything that is of its type. */
export function strongSteps({ nodes, edges }: LifetimeGraph, holds: readonly OpenHold[]): StrongStep[] {
  const set = edges.filter(({ kind, strength, from }) => kind === "holds" && strength === "counted" && from.member);
  const handles = nodes.filter(
    (node) => node.kind === "handle" && (isArray(node) || targetsOf(node, edges).length === 0),
  );
  const left = handles.flatMap((from): StrongStep[] => {
    const hold = holds.find(({ member, target }) => member.node === from.member!.node && !target.file.core);
    if (!hold) return [];
    const targets = nodes.filter(({ kind, type }) => kind === "object" && type !== null && isA(type, hold.target));
    return targets.map((to) => ({ from, to, at: null, span: placeOf(from.member!) }));
  });
  return [...set, ...left];
}

/** Whether there are several under one name, of which some may be left open. */
function isArray({ member }: LifetimeNode): boolean {
  return member?.node.kind === "relation" && member.node.bound !== undefined;
}

/** The steps from `start`, or a part of it, back to `goal`, as few as possible; null if there are none. */
export function wayBack(start: LifetimeNode, goal: LifetimeNode, steps: readonly StrongStep[]): StrongStep[] | null {
  const open: { readonly at: LifetimeNode; readonly way: readonly StrongStep[] }[] = [{ at: start, way: [] }];
  const seen = new Set([start]);
  for (let next = open.shift(); next; next = open.shift()) {
    if (next.way.length > 0 && isInside(goal, next.at)) return [...next.way];
    for (const step of steps) {
      if (!isInside(step.from, next.at) || seen.has(step.to)) continue;
      seen.add(step.to);
      open.push({ at: step.to, way: [...next.way, step] });
    }
  }
  return null;
}
