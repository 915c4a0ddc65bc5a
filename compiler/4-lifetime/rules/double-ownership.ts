import { type LifetimeEdge } from "../graph.ts";
import { clashes } from "../clashes.ts";
import { type Rule } from "../project.ts";

/** One device on two buses: the second plug fails when the board is realized. */
export const doubleOwnership: Rule = {
  codes: ["lifetime/double-ownership"],
  check(graph, _project, log) {
    for (const { first, second } of clashes(graph, isPlug)) {
      const related = [{ span: first.span, message: `it is put on \`${first.from.path}\` here` }];
      const blanks = { name: second.to.path, first: first.from.path, second: second.from.path };
      log.report("lifetime/double-ownership", second.span, blanks, { related });
    }
  },
};

function isPlug({ kind, node }: LifetimeEdge): boolean {
  return kind === "holds" && node?.kind === "plug";
}
