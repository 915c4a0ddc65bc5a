import type * as ast from "../../1-parse/ast.ts";
import { type MemberEntity, spanOf, type TypeEntity } from "../../2-bind/model.ts";
import { memberName } from "../../3-check/names.ts";
import { type Fix } from "../../diagnostics/log.ts";
import { rewordRelation } from "../reword.ts";
import { indentationAt } from "./text.ts";

/** Where a finalizer uses something: the type whose text says so, the hook, and the path in its `uses`. */
export interface FinalizerUse {
  readonly type: TypeEntity;
  readonly hook: ast.Hook;
  readonly path: ast.Path;
}

/** What makes a member last through the finalizer; nothing where that cannot be said in a line. */
export function holdIt(member: MemberEntity, use: FinalizerUse | null): Fix[] {
  const { node, name } = member;
  if (node.kind === "relation")
    return node.relation === "up" ? [] : [rewordRelation(member, "hold", `hold \`${name}\` through the finalizer`)];
  if (node.kind !== "child" || node.bound || member.conditions.length > 0 || !use) return [];
  return use.path.steps.length === 0 && use.path.root.text === name ? [holdChild(member, use)] : [];
}

/** A handle on a child of ours, declared before the hook that uses it. */
function holdChild({ node, name }: MemberEntity, { type, hook, path }: FinalizerUse): Fix {
  const held = freeName(`held_${name}`, type);
  const line = type.node.members.find((at) => at.start <= hook.start && hook.end <= at.end) ?? hook;
  const indent = indentationAt(type, line.start);
  const { text } = (node as ast.Child).type.name;
  const at = { ...spanOf(type.file, line), end: line.start };
  return {
    title: `hold \`${name}\` through the finalizer, as \`${held}\``,
    edits: [
      { span: at, text: `hold ${held} : ${text} = ${name};\n${indent}` },
      { span: spanOf(type.file, path.root), text: held },
    ],
    behaviour: {
      kind: "renamed",
      type: type.name,
      hook: memberName(hook.name.text),
      from: memberName(name),
      to: memberName(held),
    },
  };
}

function freeName(wanted: string, { members }: TypeEntity): string {
  let name = wanted;
  for (let number = 2; members.has(name); number++) name = `${wanted}_${number}`;
  return name;
}
