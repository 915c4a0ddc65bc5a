import type * as ast from "../../1-parse/ast.ts";
import { type TypeEntity } from "../../2-bind/model.ts";
import { type Fix } from "../../diagnostics/log.ts";
import { placeAfter } from "./text.ts";

/** Takes a member out of the text of a type, with the blanks before it, and with the `when` in which it is the only one. */
export function removeMember(type: TypeEntity, member: ast.Member, title: string): Fix {
  const { start, end } = withBlock(type.node.members, member);
  const span = { file: type.file.source, start: placeAfter(type, start), end };
  return { title, edits: [{ span, text: "" }] };
}

/** The outermost block that holds nothing but a member; the member itself where others stand beside it. */
function withBlock(members: readonly ast.Member[], member: ast.Member): ast.Member {
  const around = members.find(({ start, end }) => start <= member.start && member.end <= end);
  if (around?.kind !== "when") return member;
  const inner = withBlock(around.members, member);
  return around.members.length === 1 && around.members[0] === inner ? around : inner;
}

/** Takes one of several items of a list out of a text, with the comma that it leaves over. */
export function removeItem(type: TypeEntity, items: readonly ast.Node[], item: ast.Node, title: string): Fix {
  const at = items.indexOf(item);
  const [start, end] = at === 0 ? [item.start, items[1]!.start] : [items[at - 1]!.end, item.end];
  return { title, edits: [{ span: { file: type.file.source, start, end }, text: "" }] };
}
