import { type MemberEntity } from "../../2-bind/model.ts";
import { type Log, type Related } from "../../diagnostics/log.ts";
import { type Span } from "../../source.ts";
import { around, isInside, type LifetimeNode } from "../graph.ts";
import { hotplugPlace, leavers, placeOf, type Rule } from "../project.ts";
import { rewordRelation } from "../reword.ts";
import { brokenUses, type BrokenUse } from "../survivors.ts";

/**
 * Somebody outside keeps a part alive after its container is gone, and may have it use the container, or a sibling, that is
 * gone too: the memory is safe, the function is not (lifetimes, section 5). What runs while a part lives in its place
 * (init, realize, unrealize, unparent) is over by then; a place on a bus, in a container or a view ends with the unplug.
 */
export const outlivesDependencies: Rule = {
  check(graph, _project, log) {
    for (const { strength, from, to, at, span } of graph.edges) {
      if (strength !== "counted" || from.kind !== "handle") continue;
      const found = [...leavers(to)]
        .filter((gone) => !isInside(from, gone) && around([at, from, gone.parent!]) === graph.root)
        .flatMap((gone) => brokenUses(to, gone, graph).map((broken) => ({ gone, broken })))[0];
      if (!found) continue;
      const holder = { path: from.path, member: from.member!, span, set: "" };
      reportBroken({ holder, part: to, ...found, nameOf: ({ path }) => path }, log);
    }
  },
};

/** What is to be told of a part that outlives what it uses. */
export interface Outliving {
  /** The relation that keeps it, the place to blame, and who sets it if no definition does. */
  readonly holder: { readonly path: string; readonly member: MemberEntity; readonly span: Span; readonly set: string };
  readonly part: LifetimeNode;
  readonly gone: LifetimeNode;
  readonly broken: BrokenUse;
  readonly nameOf: (node: LifetimeNode) => string;
}

/** Reports a part that outlives what it uses: who keeps it, over which way, and the use that breaks. */
export function reportBroken({ holder, part, gone, broken, nameOf }: Outliving, log: Log): void {
  const { span: place, what, way, needs, effect } = broken;
  const { path, member, span, set } = holder;
  const then =
    effect === "reaches"
      ? `${what} would then reach what is gone`
      : `${what} is not called any more, so that what is kept does nothing`;
  const used = needs === gone ? "it" : `\`${nameOf(needs)}\` of it`;
  const blanks = { part: nameOf(part), gone: nameOf(gone), holder: path, set, used, then };
  const related: Related[] = [
    { ...hotplugPlace(gone), message: `\`${nameOf(gone)}\` can be unplugged` },
    { span: placeOf(member), message: `\`${path}\` keeps its target alive` },
    { span: part.span, message: `\`${nameOf(part)}\` is part of it here` },
    ...way.map((edge) => ({ span: edge.span, message: `\`${nameOf(edge.from)}\` keeps \`${nameOf(edge.to)}\` alive` })),
    { span: place, message: `and here it uses \`${nameOf(needs)}\`, which is gone with \`${nameOf(gone)}\`` },
  ];
  const fixes = [rewordRelation(member, "link", `make \`${member.name}\` weak`)];
  log.report("lifetime/outlives-its-dependencies", span, blanks, { related, fixes });
}
