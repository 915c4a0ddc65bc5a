import { spanOf } from "../../2-bind/model.ts";
import { follow } from "../follow.ts";
import { type LifetimeGraph } from "../graph.ts";
import { placeOf, type Project, type Rule, whyFreeable } from "../project.ts";
import { type Log } from "../../diagnostics/log.ts";

/** Where regions borrow their owner's count: an owner that keeps itself through a space, or a container, of its own. */
export const sameOwner: Rule = {
  check(graph, project, log) {
    if (project.model !== "legacy" || !whyFreeable(graph.type, project)) return;
    reportRoots(graph, project, log);
    reportSubregions(graph, log);
  },
};

function reportRoots({ type, root, edges }: LifetimeGraph, project: Project, log: Log): void {
  const why = whyFreeable(type, project)!;
  for (const member of type.members.values()) {
    if (member.node.kind !== "space" || !member.node.root) continue;
    const target = follow(root, member.node.root, edges)?.node;
    if (target?.kind !== "region" || target.parent !== root) continue;
    const related = [{ span: placeOf(target.member!), message: "the root region" }, ...why];
    const blanks = { name: member.name, root: target.path };
    log.report("lint/as-same-owner-root", placeOf(member), blanks, { related });
  }
}

function reportSubregions({ root, nodes, edges }: LifetimeGraph, log: Log): void {
  for (const node of nodes) {
    if (node.parent?.kind !== "region" || node.parent.parent !== root) continue;
    const blanks = { name: node.path, container: node.parent.path };
    const related = [{ span: placeOf(node.member!), message: "the container" }];
    log.report("lint/subregion-same-owner", node.span, blanks, { related });
  }
  for (const edge of edges) {
    const { from, to, node } = edge;
    if (node?.kind !== "map-entry" || from.kind !== "region" || from.parent !== root || to.parent !== root) continue;
    const related = [{ span: spanOf(from.member!.owner.file, from.member!.node), message: "the container" }];
    log.report("lint/subregion-same-owner", edge.span, { name: to.path, container: from.path }, { related });
  }
}
