import { findType } from "../../2-bind/find-type.ts";
import type * as ast from "../../1-parse/ast.ts";
import { type MemberEntity } from "../../2-bind/model.ts";
import { type Fix, Log } from "../../diagnostics/log.ts";
import { placeAfter, wordSpan } from "./text.ts";

/**
 * The same child in a storage of its own. Its uses stay as they are, for maps, wiring and orders name both kinds alike; the bytes
 * that were reserved go.
 */
export function ownIt({ node, owner, name, type }: MemberEntity): Fix {
  const child = node as ast.Child;
  const { source: file } = owner.file;
  const edits: Fix["edits"][number][] = [{ span: wordSpan(owner, node, "embed"), text: "own" }];
  if (child.reserve) {
    const { start } = wordSpan(owner, { start: child.type.end, end: child.reserve.start }, "reserve");
    edits.push({ span: { file, start: placeAfter(owner, start), end: child.reserve.end }, text: "" });
  }
  const chosen = child.choose?.arms.map((arm) => findType(owner.file, arm.type, new Log())) ?? [];
  const classes = [type, ...chosen].flatMap((one) => (one ? [one.name] : []));
  return { title: `own \`${name}\``, edits, behaviour: { kind: "owned", classes: [...new Set(classes)] } };
}
