import { type Model, type TypeEntity } from "../2-bind/model.ts";
import { type Log } from "../diagnostics/log.ts";
import { type Memory } from "../memory.ts";
import { buildGraph } from "./build.ts";
import { type LifetimeGraph } from "./graph.ts";
import { toldSlots } from "./order.ts";
import { busStorage } from "./advice/bus-storage.ts";
import { embeddedConditionalUse } from "./advice/embedded-conditional-use.ts";
import { embeddedDualImpl } from "./advice/embedded-dual-impl.ts";
import { embeddedRegion } from "./advice/embedded-region.ts";
import { embeddedStrongRef } from "./advice/embedded-strong-ref.ts";
import { sameOwner } from "./advice/same-owner.ts";
import { makeProject, type Project, type Rule, type StorageModel } from "./project.ts";
import { busGoesFirst } from "./rules/bus-goes-first.ts";
import { conditionalUse } from "./rules/conditional-use.ts";
import { doubleOwnership } from "./rules/double-ownership.ts";
import { dynamicPart } from "./rules/dynamic-part.ts";
import { embedded } from "./rules/embedded.ts";
import { exposure } from "./rules/exposure.ts";
import { finalizeUsesChild } from "./rules/finalize-uses-child.ts";
import { heldAcrossUnrealize } from "./rules/held-across-unrealize.ts";
import { hotPlug } from "./rules/hot-plug.ts";
import { lateProperty } from "./rules/late-property.ts";
import { mappedTwice } from "./rules/mapped-twice.ts";
import { outlivesByUsers } from "./rules/outlives-by-users.ts";
import { outlivesDependencies } from "./rules/outlives-dependencies.ts";
import { partGoesFirst } from "./rules/part-goes-first.ts";
import { phase } from "./rules/phase.ts";
import { realizeSymmetry } from "./rules/realize-symmetry.ts";
import { resurrection } from "./rules/resurrection.ts";
import { storageEscape } from "./rules/storage-escape.ts";
import { strongCycle } from "./rules/strong-cycle.ts";
import { unknownSize } from "./rules/unknown-size.ts";
import { unparentCycle } from "./rules/unparent-order.ts";

export { buildGraph } from "./build.ts";
export * from "./graph.ts";
export { lifeOrder, type LifeOrder, type LifeStep } from "./life-order.ts";
export { type StorageModel } from "./project.ts";

/** What one type shows by itself, and by what it contains. */
const rules: readonly Rule[] = [
  unknownSize,
  finalizeUsesChild,
  resurrection,
  outlivesDependencies,
  unparentCycle,
  doubleOwnership,
  mappedTwice,
  exposure,
  phase,
  conditionalUse,
  realizeSymmetry,
  heldAcrossUnrealize,
  busGoesFirst,
  partGoesFirst,
  dynamicPart,
  lateProperty,
  storageEscape,
  embedded,
];

/** What depends on who else there is. */
const projectRules: readonly Rule[] = [strongCycle, hotPlug, outlivesByUsers];

/** What is not refused, and worth a change. */
const advice: readonly Rule[] = [
  embeddedConditionalUse,
  embeddedDualImpl,
  embeddedStrongRef,
  embeddedRegion,
  busStorage,
  sameOwner,
];

/** By type, the slots that it tells the runtime to let go first. */
export type UnparentOrders = ReadonlyMap<TypeEntity, readonly string[]>;

/**
 * Refuses what can misuse lifetimes under a storage model: every rule on the lifetime graph of every type. Returns the order
 * of unparent that was derived.
 */
export function prove(model: Model, log: Log, memory: Memory, storage: StorageModel): UnparentOrders {
  const types = typesOf(model);
  const project = makeProject(types, storage);
  const graphOf = (type: TypeEntity): LifetimeGraph => memory.once(type, "graph", log, () => buildGraph(type));
  for (const type of types) {
    const graph = graphOf(type);
    memory.once(type, `prove ${storage}`, log, (inner, forget) => {
      for (const rule of rules) rule.check(graph, watched(project, forget), inner);
    });
    for (const rule of projectRules) rule.check(graph, project, log);
  }
  return ordersOf(types, (level, base) =>
    memory.once(level, "unparent order", log, () => toldSlots(graphOf(level), base)),
  );
}

/** What each type tells of its order; `told` is asked for a type when those that it extends have told all that they do. */
function ordersOf(
  types: readonly TypeEntity[],
  told: (level: TypeEntity, base: readonly string[]) => readonly string[],
): UnparentOrders {
  const orders = new Map<TypeEntity, readonly string[]>();
  const all = new Map<TypeEntity, readonly string[]>();
  for (const type of types) {
    const open: TypeEntity[] = [];
    for (let at: TypeEntity | null = type; at && !at.file.core && !all.has(at); at = at.base) open.push(at);
    for (const level of open.reverse()) {
      const base = (level.base && all.get(level.base)) ?? [];
      const own = level.family ? [] : told(level, base);
      orders.set(level, own);
      all.set(level, own.length > 0 ? [...own, ...base] : base);
    }
  }
  return orders;
}

/** What could be better in definitions that are not refused, and what is dangerous under another model than the runtime's. */
export function advise(model: Model, log: Log, memory: Memory, storage: StorageModel): void {
  const types = typesOf(model);
  const project = makeProject(types, storage);
  for (const type of types) {
    const graph = memory.once(type, "graph", log, () => buildGraph(type));
    for (const rule of advice) rule.check(graph, project, log);
  }
}

/** A project that tells when its types are looked at: what a rule finds depends on more than the type then. */
function watched(project: Project, look: () => void): Project {
  return new Proxy(project, {
    get(of, key: keyof Project) {
      if (key !== "model") look();
      return of[key];
    },
  });
}

/** The types of a model, in the order of the files: not built-in ones, and of families their members. */
export function typesOf(model: Model): TypeEntity[] {
  const files = model.files.filter((file) => !file.core);
  const types = files.flatMap((file) => [...file.declared.values()].filter((entity) => entity.kind === "type"));
  return types.filter((type) => type.variant !== null || !type.family);
}
