import type * as ast from "../../1-parse/ast.ts";
import { type Fix } from "../../diagnostics/log.ts";
import { spanOf } from "../../2-bind/model.ts";
import { type LifetimeEdge, type LifetimeGraph, type LifetimeNode } from "../graph.ts";
import { lifeHooks } from "../members.ts";
import { placeOf, type Rule } from "../project.ts";

/**
 * Hooks that run where what they use does not exist yet, or need not: parts whose number, size, type or presence depends on
 * properties are made by realize; relations are set, and the way up leads somewhere, when the object has its place.
 */
export const phase: Rule = {
  check(graph, _project, log) {
    for (const edge of graph.edges) {
      if (edge.at !== graph.root || (edge.phase !== "init" && edge.phase !== "unparent")) continue;
      const reason = reasonOf(edge.to, edge.phase);
      if (reason === null) continue;
      const related = [{ span: placeOf(edge.to.member!), message: reason }];
      const blanks = { name: edge.to.path, event: edge.phase, hook: (edge.node as ast.Hook).name.text };
      log.report("lifetime/phase", edge.span, blanks, { related, fixes: fixesOf(edge, graph) });
    }
  },
};

/** Why something need not be there in init or unparent; null if it is. */
function reasonOf({ member, phase: made }: LifetimeNode, event: "init" | "unparent"): string | null {
  if (made === "realize") return "it depends on properties, which are fixed at realize";
  if (event === "unparent" || member?.node.kind !== "relation") return null;
  if (member.node.relation === "up") return "an object is made before it gets its place in the tree";
  return "what it leads to is set when the object was made";
}

/** The hook in the phase in which all is there, where no other hook has that. */
function fixesOf({ phase: event, node }: LifetimeEdge, { type }: LifetimeGraph): Fix[] {
  const other = event === "init" ? "realize" : "unrealize";
  const hooks = [...lifeHooks(type)];
  const own = hooks.find(({ hook }) => hook === node)!;
  if (hooks.some(({ hook }) => hook.event === other)) return [];
  const { file } = own.owner;
  const start = file.source.text.indexOf(event, own.hook.start);
  const span = { ...spanOf(file, own.hook), start, end: start + event.length };
  return [{ title: `do it on ${other}`, edits: [{ span, text: other }] }];
}
