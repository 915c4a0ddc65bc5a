import type * as ast from "../1-parse/ast.ts";
import { isA, type MemberEntity, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedSetting, type Target } from "./checked.ts";
import { evaluate, evaluateAs } from "./evaluate.ts";
import { memberName } from "./names.ts";
import { resolveFrom, resolvePath, type Start } from "./path.ts";
import { fits } from "./properties.ts";
import { propertyValue } from "./property-value.ts";
import { type Scope, withFixedLocals } from "./scope.ts";
import { describeValue } from "./value.ts";
import { loopScope, widthOf } from "./wiring.ts";

/** What a parent sets on a child, which `start` is: members that can be set, values that they take. */
export function checkSettings(nodes: readonly ast.Setting[], start: Start, scope: Scope): CheckedSetting[] {
  const seen = new Map<string, ast.Setting>();
  return nodes.flatMap((node) => {
    const name = written(node.target);
    const before = seen.get(name);
    if (before) {
      const related = [{ span: spanOf(scope.file, before), message: "the first one is here" }];
      scope.log.report("check/repeated", spanOf(scope.file, node.target), { what: `\`${name}\`` }, { related });
    }
    seen.set(name, node);
    if (node.loop && scope.locals.has(node.loop.index.text))
      scope.log.report("check/loop-hides", spanOf(scope.file, node.loop.index), { name: node.loop.index.text });
    const loop = node.loop ? loopScope(node.loop, scope) : { scope, fixed: true };
    const setting = loop && checkSetting(node, start, loop.scope);
    return setting ? [loop.fixed ? setting : { ...setting, phase: "realize" }] : [];
  });
}

function checkSetting(node: ast.Setting, start: Start, scope: Scope): CheckedSetting | null {
  const found = settableOf(node, start, scope);
  if (!found) return null;
  const { target } = found;
  const { member } = target;
  if (member.node.kind === "prop") {
    const home: Scope = { ...scope, file: member.owner.file, type: target.of, locals: new Map() };
    const wanted = propertyValue(member.node, home);
    const value = evaluateAs(node.value, wanted, withFixedLocals(scope));
    if (!fits(value, wanted, node.value, { scope, what: `\`${found.member.name}\`` })) return null;
    return {
      node,
      ...found,
      source: null,
      width: null,
      phase: value.fixed && isFixed(target, scope) ? "init" : "realize",
    };
  }
  if (member.node.kind === "relation") return checkTarget(node, found, scope);
  scope.log.report("check/not-settable", spanOf(scope.file, node.target), { name: found.member.name });
  return null;
}

/** What is set: a member of the child, or what it promotes under that name, and where that leads. */
type Settable = Pick<CheckedSetting, "member" | "steps" | "target">;

function settableOf({ target: path }: ast.Setting, start: Start, scope: Scope): Settable | null {
  const target = resolveFrom(start, path, scope);
  if (!target) return null;
  const member = start.type.members.get(path.root.text)!;
  // By the name that the child itself has for it.
  if (path.steps.length === 0) return { member, steps: [memberName(member.name, member.owner)], target };
  if (target.phase === "init" && !skipsIndex(path, start.type))
    return { member: target.member, steps: target.steps, target };
  scope.log.report("check/part-not-there", spanOf(scope.file, path), { name: target.member.name });
  return null;
}

/** Whether it is the same in every instance which element a target is. */
function isFixed({ steps }: Target, scope: Scope): boolean {
  const fixed = withFixedLocals(scope);
  return steps.every((step) => typeof step !== "object" || evaluate(step, fixed).fixed);
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

function checkTarget(node: ast.Setting, settable: Settable, scope: Scope): CheckedSetting | null {
  const { member, target } = settable;
  if (node.value.kind !== "path") {
    const blanks = {
      what: `\`${member.name}\``,
      wanted: "a part of this type",
      found: describeValue(evaluate(node.value, scope)),
    };
    scope.log.report("check/wrong-kind", spanOf(scope.file, node.value), blanks);
    return null;
  }
  const isSelf = node.value.root.text === "self" && node.value.steps.length === 0;
  if (isUp(target.member) && !isSelf) {
    scope.log.report("check/not-settable", spanOf(scope.file, node.target), { name: member.name });
    return null;
  }
  const source = isSelf ? null : resolvePath(node.value, scope);
  if (!isSelf && !source) return null;
  const found = source ? source.member.type : scope.type;
  if (found) reportType(node, settable, found, scope);
  if (isUp(target.member)) return null;
  const width = widthOfBoth(node, { target, source }, scope);
  if (width === undefined) return null;
  const phase = isFixed(target, scope) ? (source?.phase ?? "init") : "realize";
  return { node, ...settable, source, width, phase };
}

/** How many links are set at once; null for one, undefined after a report. */
function widthOfBoth(
  node: ast.Setting,
  { target, source }: { readonly target: Target; readonly source: Target | null },
  scope: Scope,
): number | null | undefined {
  const to = widthOf(target, "the number of links without an index", scope);
  const from = source ? widthOf(source, "the number of parts without an index", scope) : 1;
  if (to === null || from === null) return undefined;
  const many = [target, source].some((end) => end && (end.whole || end.slice !== null));
  if (to === from) return many ? to : null;
  const blanks = { name: target.member.name, to: String(to), from: String(from) };
  scope.log.report("check/link-count", spanOf(scope.file, node), blanks);
  return undefined;
}

/** The way to the container needs no setting: it is where the tree says; `= self` only states it. */
function isUp({ node }: MemberEntity): boolean {
  return node.kind === "relation" && node.relation === "up";
}

function reportType(node: ast.Setting, { member, target }: Settable, found: TypeEntity, scope: Scope): void {
  const wanted = target.member.type;
  if (!wanted || isA(found, wanted)) return;
  const blanks = { what: `\`${member.name}\``, wanted: `a \`${wanted.name}\``, found: `a \`${found.name}\`` };
  scope.log.report("check/wrong-kind", spanOf(scope.file, node.value), blanks);
}
