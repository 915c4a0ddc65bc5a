import { type EdgePhase, isInside } from "../graph.ts";
import { hotplugPlace, leavers, type Rule } from "../project.ts";

/** Over before anything can be unplugged, or refused by rules of their own. */
const early: readonly EdgePhase[] = ["init", "realize", "finalize", "always"];

/** A hook uses a part that can be unplugged alone: its device stays, and the hook then reaches what is finalized. A `link` reads null. */
export const partGoesFirst: Rule = {
  check({ root, edges }, _project, log) {
    for (const { phase, from, to, at, span, what } of edges) {
      if (at !== root || early.includes(phase)) continue;
      const [gone] = leavers(to);
      if (!gone || isInside(from, gone)) continue;
      const blanks = { what, name: to.path, gone: gone.path };
      log.report("lifetime/part-goes-first", span, blanks, {
        related: [hotplugPlace(gone), { span: to.span, message: `\`${to.path}\` is declared here` }],
      });
    }
  },
};
