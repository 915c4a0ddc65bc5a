import type * as ast from "../1-parse/ast.ts";
import { type TypeEntity } from "../2-bind/model.ts";
import { type CheckedType } from "../3-check/index.ts";
import { type LifetimeGraph, type LifetimeNode } from "./graph.ts";
import { creationOrder, levelOf, levelsOf } from "./making.ts";
import { leavingOf, unparentOrder } from "./order.ts";
import { lifeHooks } from "./members.ts";

/** One thing that happens to a direct part of a device, or a hook of the device itself. */
export interface LifeStep {
  readonly what: "make" | "realize" | "unrealize" | "unparent" | "hook" | "finalizer" | "free";
  /** The part's name; a hook's; a type's for its finalizer. An array is one step for all its elements. */
  readonly name: string;
  readonly part: LifetimeNode | null;
}

/** The steps of an instance's life, stage by stage; parts go through stages of their own inside of each step. */
export interface LifeOrder {
  readonly type: TypeEntity;
  readonly init: readonly LifeStep[];
  readonly realize: readonly LifeStep[];
  readonly unrealize: readonly LifeStep[];
  readonly unparent: readonly LifeStep[];
  readonly finalize: readonly LifeStep[];
}

interface Site {
  readonly graph: LifetimeGraph;
  readonly levels: readonly TypeEntity[];
  readonly made: readonly LifetimeNode[];
  readonly checked: ReadonlyMap<TypeEntity, CheckedType>;
}

/**
 * The order in which generated code and the runtime take an instance through its life (lifetimes, sections 2.3 and 3.2), as
 * derived from the definitions; null if its parts cannot be unparented in any order.
 */
export function lifeOrder(graph: LifetimeGraph, checked: ReadonlyMap<TypeEntity, CheckedType>): LifeOrder | null {
  const leaving = unparentOrder(graph);
  if ("cycle" in leaving) return null;
  const made = creationOrder(graph).filter((part) => part.kind !== "handle");
  const levels = levelsOf(graph.type);
  const site: Site = { graph, levels, made, checked };
  const parts = leaving.order.filter((part) => part.kind !== "handle");
  const leave = (moment: "unparent" | "finalize"): LifeStep[] =>
    parts.filter((part) => leavingOf(part) === moment).map((part) => step("unparent", part));
  return {
    type: graph.type,
    init: levels.flatMap((level, at) => [...makeSteps("init", at, site), ...hookSteps(level, "init", graph)]),
    realize: realizeSteps("realize", site),
    unrealize: unrealizeSteps(realizeSteps("unrealize", site), site),
    unparent: [...levels.toReversed().flatMap((level) => hookSteps(level, "unparent", graph)), ...leave("unparent")],
    finalize: [...leave("finalize"), ...finalizers(graph.type)],
  };
}

function step(what: LifeStep["what"], part: LifetimeNode): LifeStep {
  return { what, name: part.member!.name, part };
}

/** Those of a type and of all that it extends, the most derived first. */
function finalizers(type: TypeEntity): LifeStep[] {
  const steps: LifeStep[] = [];
  for (let at: TypeEntity | null = type; at; at = at.base) steps.push({ what: "finalizer", name: at.name, part: null });
  return steps;
}

function makeSteps(phase: "init" | "realize", level: number, { made, levels }: Site): LifeStep[] {
  return made
    .filter((part) => part.phase === phase && levelOf(part, levels) === level)
    .map((part) => step("make", part));
}

function hookSteps(level: TypeEntity, event: ast.HookEvent, { type }: LifetimeGraph): LifeStep[] {
  const hooks = [...lifeHooks(type)].filter(({ hook, owner }) => owner === level && hook.event === event);
  return hooks.map(({ hook }) => ({ what: "hook", name: hook.name.text, part: null }));
}

/**
 * Level by level what realize makes, the hook, and the parts that must be real for what follows; then other parts; then buses.
 * With the hooks of another event in the place of its own: those of unrealize are undone from there.
 */
function realizeSteps(event: "realize" | "unrealize", site: Site): LifeStep[] {
  const { graph, levels, made } = site;
  const done = new Set<LifetimeNode>();
  const once = (parts: readonly LifetimeNode[]): LifeStep[] =>
    parts.flatMap((part) => {
      if (done.has(part)) return [];
      done.add(part);
      return [step("realize", part)];
    });
  const byLevel = levels.flatMap((level, at) => [
    ...makeSteps("realize", at, site),
    ...hookSteps(level, event, graph),
    ...once(partsInRealize(level, site)),
  ]);
  const others = made.filter((part) => isDevice(part) && !plugged(part, site));
  const buses = made.filter((part) => part.member!.node.kind === "bus").reverse();
  return [...byLevel, ...once(others), ...once(buses)];
}

/** The parts that a level's realize makes real itself, in their order: where others wait for that, or an order is declared. */
function partsInRealize(level: TypeEntity, { graph: { root }, checked }: Site): LifetimeNode[] {
  const type = checked.get(level);
  if (!type) return [];
  const late = [...type.connections, ...type.mappings].some((part) => part.phase === "realize");
  if (!late && type.realizeOrder === null && type.onBuses.plugs.length === 0) return [];
  const children = type.children.map(({ name, node }) => [name, node.name.text] as const);
  const nameOf = new Map(children);
  const order = type.realizeOrder ?? children.map(([name]) => name);
  return order.flatMap((name) => root.parts.get(nameOf.get(name) ?? "") ?? []).filter(isDevice);
}

function isDevice({ type, member }: LifetimeNode): boolean {
  if (member!.node.kind === "gate") return true;
  return member!.node.kind === "child" && ["device", "soc", "machine"].includes(type?.node.form ?? "");
}

/** The bus that the type puts a part of its own on; null if it is on none. */
function plugged(part: LifetimeNode, { graph: { root, edges } }: Site): LifetimeNode | null {
  const plug = edges.find(({ node, at, to }) => node?.kind === "plug" && at === root && to === part);
  return plug?.from ?? null;
}

/** The reverse of what realize got hold of; what sits on a bus goes with it, and before it. */
function unrealizeSteps(acquired: readonly LifeStep[], site: Site): LifeStep[] {
  const done = new Set<LifetimeNode>();
  const real = acquired.flatMap(({ what, part }) => (what === "realize" && part ? [part] : [])).reverse();
  const end = (part: LifetimeNode): LifeStep[] => {
    if (done.has(part)) return [];
    done.add(part);
    const kids = real.filter((kid) => isInPart(plugged(kid, site), part));
    return [...kids.flatMap(end), step("unrealize", part)];
  };
  return acquired.toReversed().flatMap((one) => {
    if (one.what === "realize") return end(one.part!);
    return [one.what === "make" ? step("unparent", one.part!) : one];
  });
}

function isInPart(bus: LifetimeNode | null, part: LifetimeNode): boolean {
  for (let at = bus; at; at = at.parent) if (at === part) return true;
  return false;
}
