import { type Fix, type Log, type Related } from "../../diagnostics/log.ts";
import { around, isInside, type LifetimeEdge, type LifetimeGraph, type LifetimeNode } from "../graph.ts";
import { hotplugPlace, leavers, placeOf, type Rule } from "../project.ts";
import { rewordRelation } from "../reword.ts";
import { brokenUses, type BrokenUse } from "../survivors.ts";

/**
 * Somebody outside keeps a part alive after its container is gone, and may have it use the container, or a sibling, that is
 * gone too: the memory is safe, the function is not (lifetimes, section 5). What runs while a part lives in its place
 * (init, realize, unrealize, unparent) is over by then; a place on a bus, in a container or a view ends with the unplug.
 */
export const outlivesDependencies: Rule = {
  codes: ["lifetime/outlives-its-dependencies"],
  check(graph, _project, log) {
    for (const hold of graph.edges) {
      if (hold.strength !== "counted" || hold.from.kind !== "handle") continue;
      for (const gone of leavers(hold.to.parent ?? hold.to)) {
        if (isInside(hold.from, gone) || around([hold.at, hold.from, gone.parent!]) !== graph.root) continue;
        const [broken] = brokenUses(hold, gone, graph);
        if (!broken) continue;
        reportBroken({ hold, gone, broken, graph }, log);
        break;
      }
    }
  },
};

interface Found {
  readonly hold: LifetimeEdge;
  readonly gone: LifetimeNode;
  readonly broken: BrokenUse;
  readonly graph: LifetimeGraph;
}

function reportBroken({ hold, gone, broken: { use, needs, effect } }: Found, log: Log): void {
  const holder = hold.from.path;
  const via = isInside(use.from, hold.to) ? "" : `, which keeps \`${use.from.path}\` alive`;
  const then =
    effect === "reaches"
      ? `${use.what} would then reach what is gone`
      : `${use.what} is not called any more, so that what is kept does nothing`;
  const blanks = {
    part: hold.to.path,
    gone: gone.path,
    holder,
    used: needs === gone ? "it" : `\`${needs.path}\` of it`,
    then,
  };
  const related: Related[] = [
    hotplugPlace(gone),
    { span: placeOf(hold.from.member!), message: `\`${holder}\` keeps its target alive${via}` },
    { span: hold.to.span, message: `\`${hold.to.path}\` is part of it here` },
    { span: use.span, message: `and here it uses \`${needs.path}\`, which is gone with \`${gone.path}\`` },
  ];
  log.report("lifetime/outlives-its-dependencies", hold.span, blanks, { related, fixes: weaken(hold) });
}

function weaken({ from }: LifetimeEdge): Fix[] {
  return [rewordRelation(from.member!, "link", `make \`${from.member!.name}\` weak`)];
}
