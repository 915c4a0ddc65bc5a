import { placeOf, type Rule } from "../project.ts";
import { ownIt } from "../fixes/own.ts";

/** Where nothing may be embedded, each embedding is advised against. */
export const embedded: Rule = {
  check({ type }, { model }, log) {
    if (model !== "no-embed") return;
    for (const member of type.members.values()) {
      if (member.owner !== type || member.node.kind !== "child" || member.node.storage !== "embed") continue;
      const blanks = { name: member.name, type: type.name };
      log.report("lifetime/embedded", placeOf(member), blanks, { fixes: [ownIt(member)] });
    }
  },
};
