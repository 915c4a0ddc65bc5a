import { isA } from "../../2-bind/model.ts";
import { type Log } from "../../diagnostics/log.ts";
import { type LifetimeGraph, type LifetimeNode } from "../graph.ts";
import { flagOf } from "../members.ts";
import { isOnlyInside, type OpenHold } from "../open-holds.ts";
import { placeOf, type Rule } from "../project.ts";
import { brokenUses } from "../survivors.ts";
import { reportBroken } from "./outlives-dependencies.ts";

/**
 * A counted relation that no definition sets can be set by users and by behaviour, to any part of what can be unplugged that
 * is of its type: as `outlives-dependencies`, where the text does not show who keeps the part.
 */
export const outlivesByUsers: Rule = {
  check(graph, project, log) {
    const { type } = graph;
    if (!flagOf(type, "hotplug")) return;
    for (const hold of project.openHolds) if (!isOnlyInside(hold.of, type, project.places)) checkHold(hold, graph, log);
  },
};

/** Reports the first part of the root that the relation can keep, and that uses what is gone then. */
function checkHold(hold: OpenHold, graph: LifetimeGraph, log: Log): void {
  for (const part of graph.nodes) {
    if (!canBeSetTo(part, hold)) continue;
    const [broken] = brokenUses(part, graph.root, graph);
    if (!broken) continue;
    const { member, of } = hold;
    const { root, type } = graph;
    const nameOf = (node: LifetimeNode): string => (node === root ? type.name : `${type.name}.${node.path}`);
    const set = ", which users and behaviour can set,";
    const holder = { path: `${of.name}.${member.name}`, member, span: placeOf(member), set };
    reportBroken({ holder, part, gone: root, broken, nameOf }, log);
    return;
  }
}

function canBeSetTo({ type }: LifetimeNode, { target }: OpenHold): boolean {
  return type !== null && isA(type, target);
}
