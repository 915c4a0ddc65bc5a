import { type LifetimeEdge } from "../graph.ts";
import { clashes } from "../clashes.ts";
import { type Fix } from "../../diagnostics/log.ts";
import { removeMember } from "../fixes/remove.ts";
import { type Rule } from "../project.ts";

/** One device on two buses: the second plug fails when the board is realized. */
export const doubleOwnership: Rule = {
  check(graph, _project, log) {
    for (const { first, second } of clashes(graph, isPlug)) {
      const related = [{ span: first.span, message: `it is put on \`${first.from.path}\` here` }];
      const blanks = { name: second.to.path, first: first.from.path, second: second.from.path };
      log.report("lifetime/double-ownership", second.span, blanks, {
        related,
        fixes: fixesOf(second, first.from.path),
      });
    }
  },
};

/** The second plug has no effect but to fail: without it, the device stays where it is. */
function fixesOf({ node, at, to, span }: LifetimeEdge, bus: string): Fix[] {
  const type = at.type!;
  if (node?.kind !== "plug" || node.loop || span.file !== type.file.source) return [];
  return [removeMember(type, node, `leave \`${to.path}\` on \`${bus}\``)];
}

function isPlug({ node }: LifetimeEdge): boolean {
  return node?.kind === "plug";
}
