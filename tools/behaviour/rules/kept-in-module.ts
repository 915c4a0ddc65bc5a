import type ts from "typescript";
import { type MemberKind } from "qdl";
import { type BehaviourRule, type Examined, forgottenIn, runsOn, type Store, storesIn } from "../examined.ts";
import { isSelf, memberAt, type Visit } from "../hooks.ts";

const parts: ReadonlySet<MemberKind> = new Set([
  "child",
  "region",
  "space",
  "line",
  "timer",
  "bus",
  "link",
  "ref",
  "hold",
  "up",
]);

/** A device, or a part of one, in a variable of the module, which all devices of the type share. */
export const keptInModule: BehaviourRule = {
  check(examined) {
    const forgotten = forgottenAtEnd(examined);
    for (const visit of examined.visits) {
      // A finalizer that keeps its device is reported as what it is.
      if (runsOn(visit.hook, "finalize")) continue;
      for (const store of storesIn(visit.fn, examined.code))
        if (!store.weak && !forgotten.has(store.variable)) reportStore(store, visit, examined);
    }
  },
};

/** The variables that a hook empties when a device goes. */
function forgottenAtEnd({ visits, code }: Examined): ReadonlySet<ts.Symbol> {
  const last = visits.filter(({ hook }) => runsOn(hook, "unrealize", "unparent", "finalize"));
  return new Set(last.flatMap(({ fn }) => [...forgottenIn(fn, code)]));
}

function reportStore({ node, variable, values }: Store, visit: Visit, { code, log, spanOf }: Examined): void {
  for (const value of values) {
    const member = memberAt(value, visit, code);
    const own = isSelf(value, visit.selves, code);
    if (!own && (!member || !parts.has(member.kind))) continue;
    const what = own ? "a device" : `\`${member!.name}\`, a \`${member!.kind}\` of the device,`;
    const related = own ? [] : [{ span: member!.span, message: "it is declared here" }];
    log.report("behaviour/kept-in-module", spanOf(node), { what, variable: variable.name }, { related });
  }
}
