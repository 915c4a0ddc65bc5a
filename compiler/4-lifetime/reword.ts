import type * as ast from "../1-parse/ast.ts";
import { type MemberEntity } from "../2-bind/model.ts";
import { type Fix } from "../diagnostics/log.ts";
import { wordSpan } from "./fixes/text.ts";

/** A fix that gives a relation another first word. */
export function rewordRelation(member: MemberEntity, word: ast.Relation["relation"], title: string): Fix {
  return rewordMember(member, (member.node as ast.Relation).relation, word, title);
}

/** A fix after which a property is locked at realize. */
export function fixAtRealize(prop: MemberEntity): Fix {
  return rewordMember(prop, " dynamic", "", `fix \`${prop.name}\` at realize`);
}

/** A fix that replaces a word of a member, at its first place. */
export function rewordMember({ node, owner }: MemberEntity, ...words: [from: string, to: string, title: string]): Fix {
  const [from, to, title] = words;
  return { title, edits: [{ span: wordSpan(owner, node, from), text: to }] };
}
