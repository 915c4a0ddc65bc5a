import type * as ast from "../1-parse/ast.ts";
import { isA, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedSetting } from "./checked.ts";
import { evaluate, evaluateAs } from "./evaluate.ts";
import { memberName } from "./names.ts";
import { findMember, resolvePath } from "./path.ts";
import { fits } from "./properties.ts";
import { propertyValue } from "./property-value.ts";
import { type Scope } from "./scope.ts";
import { describeValue } from "./value.ts";

/** What a parent sets on a child: members that can be set, values that they take. */
export function checkSettings(nodes: readonly ast.Setting[], type: TypeEntity, scope: Scope): CheckedSetting[] {
  const seen = new Map<string, ast.Setting>();
  return nodes.flatMap((node) => {
    const name = node.target.root.text;
    const before = seen.get(name);
    if (before && node.target.steps.length === 0) {
      const related = [{ span: spanOf(scope.file, before), message: "the first one is here" }];
      scope.log.report("check/repeated", spanOf(scope.file, node.target), { what: `\`${name}\`` }, { related });
    }
    seen.set(name, node);
    const setting = checkSetting(node, type, scope);
    return setting ? [setting] : [];
  });
}

function checkSetting(node: ast.Setting, type: TypeEntity, scope: Scope): CheckedSetting | null {
  const member = findMember(type, node.target.root, scope);
  if (!member) return null;
  if (node.target.steps.length > 0) {
    scope.log.report("check/unsupported", spanOf(scope.file, node.target), {
      what: "setting a part of a child's part",
    });
    return null;
  }
  const home: Scope = { ...scope, file: member.owner.file, type, locals: new Map() };
  const promoted = member.node.kind === "alias" ? resolvePath(member.node.target, home) : null;
  if (member.node.kind === "alias" && !promoted) return null;
  const of = promoted?.member ?? member;
  const settable: Settable = { member, of, place: promoted?.place ?? [memberName(member.name)] };
  if (of.node.kind === "prop") {
    const wanted = propertyValue(of.node, { ...home, file: of.owner.file, type: promoted?.of ?? type });
    const found = evaluateAs(node.value, wanted, scope);
    if (!fits(found, wanted, node.value, { scope, what: `\`${member.name}\`` })) return null;
    return { node, ...settable, phase: found.fixed ? "init" : "realize" };
  }
  if (of.node.kind === "relation") return checkTarget(node, settable, scope);
  scope.log.report("check/not-settable", spanOf(scope.file, node.target), { name: member.name });
  return null;
}

/** What is set: a member of the child, or what it promotes under that name. */
type Settable = Pick<CheckedSetting, "member" | "of" | "place">;

function checkTarget(node: ast.Setting, settable: Settable, scope: Scope): CheckedSetting | null {
  const { member, of } = settable;
  if (node.value.kind !== "path") {
    const blanks = {
      what: `\`${member.name}\``,
      wanted: "a part of this type",
      found: describeValue(evaluate(node.value, scope)),
    };
    scope.log.report("check/wrong-kind", spanOf(scope.file, node.value), blanks);
    return null;
  }
  if (node.value.root.text === "self" && node.value.steps.length === 0) {
    reportType(node, settable, scope.type, scope);
    return isUp(of) ? null : { node, ...settable, phase: "init" };
  }
  if (isUp(of)) {
    scope.log.report("check/not-settable", spanOf(scope.file, node.target), { name: member.name });
    return null;
  }
  const target = resolvePath(node.value, scope);
  if (!target) return null;
  if (target.member.type) reportType(node, settable, target.member.type, scope);
  return { node, ...settable, phase: target.phase };
}

/** The way to the container needs no setting: it is where the tree says; `= self` only states it. */
function isUp({ node }: CheckedSetting["of"]): boolean {
  return node.kind === "relation" && node.relation === "up";
}

function reportType(node: ast.Setting, { member, of }: Settable, found: TypeEntity | null, scope: Scope): void {
  if (!found || !of.type || isA(found, of.type)) return;
  const blanks = { what: `\`${member.name}\``, wanted: `a \`${of.type.name}\``, found: `a \`${found.name}\`` };
  scope.log.report("check/wrong-kind", spanOf(scope.file, node.value), blanks);
}
