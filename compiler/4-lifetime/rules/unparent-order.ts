import { type TypeEntity } from "../../2-bind/model.ts";
import { type Fix } from "../../diagnostics/log.ts";
import { removeItem, removeMember } from "../fixes/remove.ts";
import { type Before, unparentOrder } from "../order.ts";
import { type Rule } from "../project.ts";

/** Orders of unparent that contradict each other: whichever part goes first, another still needs it. */
export const unparentCycle: Rule = {
  check(graph, _project, log) {
    const result = unparentOrder(graph);
    if (!("cycle" in result)) return;
    const cycle = result.cycle.toSorted(
      (a, b) =>
        Number(b.by === "runtime") - Number(a.by === "runtime") ||
        Number(a.span.file === graph.type.file.source) - Number(b.span.file === graph.type.file.source) ||
        a.span.start - b.span.start,
    );
    const [last, ...others] = cycle.toReversed();
    const related = others.toReversed().map(({ span, first, then, why }) => ({
      span,
      message: `\`${first.path}\` before \`${then.path}\`: ${why}`,
    }));
    const { first, then, why } = last!;
    const blanks = { first: first.path, then: then.path, type: graph.type.name };
    log.report("lifetime/unparent-order", last!.span, blanks, {
      label: why,
      related,
      fixes: [last!, ...others].flatMap((step) => fixesOf(step, graph.type)),
    });
  },
};

/** An order that is declared can be withdrawn; a use that asks for one is what behaviour does. */
function fixesOf({ member, why }: Before, type: TypeEntity): Fix[] {
  if (!member || member.owner !== type) return [];
  const { node, path } = member;
  const title = `withdraw ${why}`;
  return [node.others.length === 1 ? removeMember(type, node, title) : removeItem(type, node.others, path, title)];
}
