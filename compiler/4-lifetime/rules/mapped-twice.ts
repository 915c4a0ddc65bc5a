import type * as ast from "../../1-parse/ast.ts";
import { spanOf, type TypeEntity } from "../../2-bind/model.ts";
import { type Fix } from "../../diagnostics/log.ts";
import { clashes } from "../clashes.ts";
import { type LifetimeEdge } from "../graph.ts";
import { statementsOf } from "../members.ts";
import { placeOf, type Rule } from "../project.ts";

/** A region stands in one container at a time; a second place needs an alias. */
export const mappedTwice: Rule = {
  check(graph, _project, log) {
    for (const { first, second } of clashes(graph, isMap)) {
      const related = [{ span: first.span, message: "it is mapped here already" }];
      const fixes = fixesOf(second, graph.type);
      log.report("lifetime/mapped-twice", second.span, { name: second.to.path }, { related, fixes });
    }
    for (const edge of graph.edges) {
      const { parent, member } = edge.to;
      if (edge.at !== graph.root || !isMap(edge) || parent!.kind !== "region" || !member) continue;
      const related = [{ span: edge.to.span, message: `it stands in \`${parent!.path}\` already` }];
      log.report(
        "lifetime/mapped-twice",
        edge.span,
        { name: edge.to.path },
        { related: [...related, container(edge)] },
      );
    }
  },
};

function container({ to }: LifetimeEdge): { span: ReturnType<typeof placeOf>; message: string } {
  return { span: placeOf(to.member!), message: "the container" };
}

function isMap({ node }: LifetimeEdge): boolean {
  return node?.kind === "map-entry";
}

/** An alias of the region before the map, and the map of that. */
function fixesOf({ to, node }: LifetimeEdge, type: TypeEntity): Fix[] {
  const entry = node as ast.MapEntry;
  const name = `${to.path.replaceAll(/\W/g, "_")}_again`;
  if (entry.loop || entry.region.steps.some((step) => step.kind !== "member")) return [];
  const map = statementsOf(type).find((one) => one.node.kind === "map" && one.node.entries.includes(entry));
  if (!map || type.members.has(name)) return [];
  const { file } = map.owner;
  const start = { ...spanOf(file, map.node), end: map.node.start };
  const shown = file.source.text.slice(entry.region.start, entry.region.end);
  const edits = [
    { span: start, text: `region ${name} : alias of ${shown} at 0;\n  ` },
    { span: spanOf(file, entry.region), text: name },
  ];
  return [{ title: `map an alias of \`${to.path}\``, edits }];
}
