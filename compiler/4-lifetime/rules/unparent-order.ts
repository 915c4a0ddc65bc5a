import { unparentOrder } from "../order.ts";
import { type Rule } from "../project.ts";

/** Orders of unparent that contradict each other: whichever part goes first, another still needs it. */
export const unparentCycle: Rule = {
  codes: ["lifetime/unparent-order"],
  check(graph, _project, log) {
    const result = unparentOrder(graph);
    if (!("cycle" in result)) return;
    const cycle = result.cycle.toSorted(
      (a, b) =>
        Number(b.by === "runtime") - Number(a.by === "runtime") ||
        Number(b.span.file === graph.type.file.source) - Number(a.span.file === graph.type.file.source) ||
        a.span.start - b.span.start,
    );
    const [last, ...others] = cycle.toReversed();
    const related = others.reverse().map(({ span, first, then, why }) => ({
      span,
      message: `\`${first.path}\` before \`${then.path}\`: ${why}`,
    }));
    const { first, then, why } = last!;
    const blanks = { first: first.path, then: then.path, type: graph.type.name };
    log.report("lifetime/unparent-order", last!.span, blanks, { label: why, related });
  },
};
