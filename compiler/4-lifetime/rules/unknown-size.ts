import type * as ast from "../../1-parse/ast.ts";
import { spanOf, type TypeEntity } from "../../2-bind/model.ts";
import { type Rule } from "../project.ts";
import { ownIt } from "../fixes/own.ts";

/** What is embedded lies inside its parent's layout, so its size must be known now (lifetimes, section 1.5). */
export const unknownSize: Rule = {
  check({ type }, _project, log) {
    for (const member of type.members.values()) {
      const { node, owner, type: of } = member;
      if (node.kind !== "child" || node.storage !== "embed" || node.reserve || !of) continue;
      const reason = reasonOf(node, of);
      if (reason === null) continue;
      const related = [{ span: spanOf(of.file, of.node.name), message: "this is the type" }];
      const place = spanOf(owner.file, node.choose ?? node.type);
      const blanks = { name: node.name.text, reason };
      log.report("lifetime/unknown-size", place, blanks, { related, fixes: node.choose ? [ownIt(member)] : [] });
    }
  },
};

function reasonOf(node: ast.Child, type: TypeEntity): string | null {
  if (node.choose) return "its type is chosen at run time";
  if (type.node.form === "interface") return `\`${type.name}\` is an interface, with any number of implementations`;
  return type.node.abstract ? `\`${type.name}\` is abstract` : null;
}
