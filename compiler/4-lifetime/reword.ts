import type * as ast from "../1-parse/ast.ts";
import { type MemberEntity, spanOf } from "../2-bind/model.ts";
import { type Fix } from "../diagnostics/log.ts";

/** A fix that gives a relation another first word. */
export function rewordRelation(member: MemberEntity, word: ast.Relation["relation"], title: string): Fix {
  return rewordMember(member, (member.node as ast.Relation).relation, word, title);
}

/** A fix that replaces a word of a member, at its first place. */
export function rewordMember({ node, owner }: MemberEntity, ...words: [from: string, to: string, title: string]): Fix {
  const [from, to, title] = words;
  const start = owner.file.source.text.indexOf(from, node.start);
  const span = { ...spanOf(owner.file, node), start, end: start + from.length };
  return { title, edits: [{ span, text: to }] };
}

/** The same child in a storage of its own; its uses stay as they are. */
export function ownIt(member: MemberEntity): Fix {
  return rewordMember(member, "embed", "own", `own \`${member.name}\``);
}
