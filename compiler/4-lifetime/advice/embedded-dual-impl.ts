import { findType } from "../../2-bind/find-type.ts";
import { spanOf } from "../../2-bind/model.ts";
import { Log, type Related } from "../../diagnostics/log.ts";
import { ownIt } from "../fixes/own.ts";
import { placeOf, type Rule } from "../project.ts";
import { type EmbeddedMember, embeddedIn } from "./embedded-children.ts";

/** One place in the storage for several implementations. */
export const embeddedDualImpl: Rule = {
  check({ type }, { model }, log) {
    if (model === "no-embed") return;
    for (const member of embeddedIn(type)) {
      const places = implementations(member);
      if (!member.node.reserve || places.length < 2) continue;
      const blanks = { name: member.name, count: String(places.length) };
      const details = { related: places.slice(0, 8), fixes: [ownIt(member)] };
      log.report("lint/embedded-dual-impl", placeOf(member), blanks, details);
    }
  },
};

/** The types that the arms choose from, each at its first arm. */
function implementations({ node, owner }: EmbeddedMember): Related[] {
  const places = new Map<string, Related>();
  for (const { type } of node.choose?.arms ?? []) {
    const found = findType(owner.file, type, new Log());
    if (!found || places.has(found.name)) continue;
    places.set(found.name, { span: spanOf(owner.file, type), message: `\`${found.name}\` is one of them` });
  }
  return [...places.values()];
}
