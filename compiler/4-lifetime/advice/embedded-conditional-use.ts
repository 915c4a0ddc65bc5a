import { ownIt } from "../fixes/own.ts";
import { placeOf, type Rule } from "../project.ts";
import { embeddedIn } from "./embedded-children.ts";

/** Storage that is there for a child that may not be. What a member of a family leaves out, its layout leaves out as well. */
export const embeddedConditionalUse: Rule = {
  check({ type, root }, { model }, log) {
    if (model === "no-embed") return;
    for (const member of embeddedIn(type)) {
      const condition = root.parts.get(member.name)?.conditions.at(-1);
      if (!condition) continue;
      const related = [{ span: condition.span, message: "it exists under this condition" }];
      const blanks = { name: member.name, type: type.name };
      const fixes = [ownIt(member)];
      log.report("lint/embedded-conditional-use", placeOf(member), blanks, { related, fixes });
    }
  },
};
