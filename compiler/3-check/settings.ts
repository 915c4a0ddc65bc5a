import type * as ast from "../1-parse/ast.ts";
import { isA, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedSetting } from "./checked.ts";
import { evaluate, evaluateAs } from "./evaluate.ts";
import { memberName } from "./names.ts";
import { findMember, resolvePath } from "./path.ts";
import { fits } from "./properties.ts";
import { propertyValue } from "./property-value.ts";
import { type Scope, withFixedLocals } from "./scope.ts";
import { describeValue } from "./value.ts";

/** What a parent sets on a child: members that can be set, values that they take. */
export function checkSettings(nodes: readonly ast.Setting[], type: TypeEntity, scope: Scope): CheckedSetting[] {
  const seen = new Map<string, ast.Setting>();
  return nodes.flatMap((node) => {
    const name = written(node.target);
    const before = seen.get(name);
    if (before) {
      const related = [{ span: spanOf(scope.file, before), message: "the first one is here" }];
      scope.log.report("check/repeated", spanOf(scope.file, node.target), { what: `\`${name}\`` }, { related });
    }
    seen.set(name, node);
    const setting = checkSetting(node, type, scope);
    return setting ? [setting] : [];
  });
}

function checkSetting(node: ast.Setting, type: TypeEntity, scope: Scope): CheckedSetting | null {
  const found = settableOf(node, type, scope);
  if (!found) return null;
  const { home, ...settable } = found;
  const { member, of } = settable;
  if (of.node.kind === "prop") {
    const wanted = propertyValue(of.node, { ...scope, file: of.owner.file, type: home, locals: new Map() });
    const value = evaluateAs(node.value, wanted, withFixedLocals(scope));
    if (!fits(value, wanted, node.value, { scope, what: `\`${member.name}\`` })) return null;
    return { node, ...settable, phase: value.fixed ? "init" : "realize" };
  }
  if (of.node.kind === "relation") return checkTarget(node, settable, scope);
  scope.log.report("check/not-settable", spanOf(scope.file, node.target), { name: member.name });
  return null;
}

type Found = Settable & { readonly home: TypeEntity };

function settableOf(node: ast.Setting, type: TypeEntity, scope: Scope): Found | null {
  const { target } = node;
  const member = findMember(type, target.root, scope);
  if (!member) return null;
  if (target.steps.length > 0) return partOf(node, type, scope);
  const steps = [memberName(member.name, member.owner)];
  if (member.node.kind !== "alias") return { member, of: member, place: steps, steps, home: type };
  const home: Scope = { ...scope, file: member.owner.file, type, locals: new Map() };
  const promoted = resolvePath(member.node.target, home);
  return promoted && { member, of: promoted.member, place: promoted.place, steps, home: promoted.of };
}

/** A member of a part that a child has from its beginning, by the way that leads there. */
function partOf({ target }: ast.Setting, type: TypeEntity, scope: Scope): Found | null {
  const found = resolvePath(target, { ...scope, type });
  if (!found) return null;
  const { member, of: home, place } = found;
  const steps = found.steps.flatMap((step) => (typeof step === "object" ? [] : [step]));
  const span = spanOf(scope.file, target);
  if (steps.length < found.steps.length) {
    scope.log.report("check/not-constant", span, { what: "the index of a part" });
    return null;
  }
  if (found.phase === "init" && !skipsIndex(target, type)) return { member, of: member, place, steps, home };
  scope.log.report("check/part-not-there", span, { name: member.name });
  return null;
}

/** Whether a path goes through an array without picking an element. */
function skipsIndex({ root, steps }: ast.Path, type: TypeEntity): boolean {
  let member = type.members.get(root.text);
  for (const step of steps) {
    if (step.kind !== "member") member = undefined;
    else if (member && "bound" in member.node && member.node.bound) return true;
    else member = member?.type?.members.get(step.name.text);
  }
  return false;
}

/** A path as written, but for what its indices are called: two of them may set one thing only where both are numbers. */
function written({ root, steps }: ast.Path): string {
  const parts = steps.map((step) => {
    if (step.kind === "member") return `.${step.name.text}`;
    return step.kind === "index" && step.index.kind === "number" ? `[${step.index.value}]` : `@${step.start}`;
  });
  return root.text + parts.join("");
}

/** What is set: a member of the child, or what it promotes under that name. */
type Settable = Pick<CheckedSetting, "member" | "of" | "place" | "steps">;

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
