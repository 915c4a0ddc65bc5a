import type * as ast from "../../1-parse/ast.ts";
import { type MemberEntity, spanOf, type TypeEntity } from "../../2-bind/model.ts";
import { isDynamic, pathsIn } from "../mentions.ts";
import { statementsOf } from "../members.ts";
import { type Fix } from "../../diagnostics/log.ts";
import { placeAfter } from "../fixes/text.ts";
import { placeOf, type Rule } from "../project.ts";
import { fixAtRealize } from "../reword.ts";

/** A property that is locked at realize, given the value of one that is not: it would have to be set after realize (lifetimes, section 3.3). */
export const lateProperty: Rule = {
  check({ type }, _project, log) {
    for (const { node, owner } of statementsOf(type)) {
      const of = node.kind === "child" ? type.members.get(node.name.text)?.type : null;
      for (const setting of of ? (node as ast.Child).settings : []) {
        const target = memberAt(setting.target, of!);
        const path = lateValue(setting, type);
        if (!path || target?.node.kind !== "prop" || target.node.dynamic) continue;
        const prop = type.members.get(path.root.text)!;
        const related = [
          { span: placeOf(prop), message: "it can be set while the device is realized" },
          { span: placeOf(target), message: "this one is locked from realize on" },
        ];
        const blanks = { child: (node as ast.Child).name.text, name: target.name, prop: prop.name };
        const fixes = [...letChange(target), fixAtRealize(prop)];
        log.report("lifetime/late-property", spanOf(owner.file, path), blanks, { related, fixes });
      }
    }
  },
};

/** The property of the child can change, too; not that of a built-in type, whose text is nobody's to change. */
function letChange({ node, owner, name }: MemberEntity): Fix[] {
  if (owner.file.core) return [];
  const end = placeAfter(owner, node.end - 1);
  const span = { file: owner.file.source, start: end, end };
  return [{ title: `make \`${name}\` dynamic`, edits: [{ span, text: " dynamic" }] }];
}

/** The member of a child, or of a part of one, that a setting sets. */
function memberAt({ root, steps }: ast.Path, type: TypeEntity): MemberEntity | undefined {
  let member = type.members.get(root.text);
  for (const step of steps) if (step.kind === "member") member = member?.type?.members.get(step.name.text);
  return member;
}

/** The dynamic property that a setting depends on. */
function lateValue({ value }: ast.Setting, type: TypeEntity): ast.Path | undefined {
  return [...pathsIn(value)].find((path) => isDynamic(type.members.get(path.root.text)));
}
