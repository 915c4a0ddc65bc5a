import type * as ast from "../1-parse/ast.ts";
import { findType } from "../2-bind/find-type.ts";
import { isA, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedArm } from "./checked.ts";
import { evaluate, evaluateAs } from "./evaluate.ts";
import { type Scope } from "./scope.ts";
import { checkSettings } from "./settings.ts";
import { type Told } from "./told.ts";
import { describeValue, type Value } from "./value.ts";

/** The type that a child is declared with, and what it is told where an arm gives it its type. */
interface Arms {
  readonly type: TypeEntity;
  readonly told: (arm: ast.ChooseArm) => Told;
}

/** The types that a child can have, one for each value of what it is chosen by. */
export function checkArms(node: ast.Choose, base: Arms, scope: Scope): readonly CheckedArm[] {
  const subject = evaluate(node.subject, scope);
  const arms = node.arms.flatMap((arm) => checkArm(arm, subject, base, scope) ?? []);
  if (subject.kind === "enum" || subject.kind === "bool") {
    reportRepeated(arms, scope);
    reportMissing(node, subject, arms, scope);
  } else if (subject.kind !== "unknown") {
    const wanted = "a value of an enum, or a truth value";
    const blanks = { what: "what `choose` chooses by", wanted, found: describeValue(subject) };
    scope.log.report("check/wrong-kind", spanOf(scope.file, node.subject), blanks);
  }
  return arms;
}

function checkArm(node: ast.ChooseArm, subject: Value, { type: base, told }: Arms, scope: Scope): CheckedArm | null {
  const { pattern } = node;
  const value = evaluateAs(pattern, subject, scope);
  if (subject.kind === "bool" && value.kind !== "bool" && value.kind !== "unknown") {
    const blanks = { what: "this value", wanted: "`true` or `false`", found: describeValue(value) };
    scope.log.report("check/wrong-kind", spanOf(scope.file, pattern), blanks);
  }
  const type = findType(scope.file, node.type, scope.log);
  if (!type) return null;
  const span = spanOf(scope.file, node.type);
  const fits = isA(type, base);
  if (!fits) scope.log.report("check/arm-type", span, { type: type.name, base: base.name });
  else if (type.node.abstract) scope.log.report("check/abstract-child", span, { type: type.name });
  return {
    node,
    pattern,
    value,
    type,
    settings: fits ? checkSettings(node.settings, { type, told: told(node) }, scope) : [],
  };
}

/** The value of an arm as it is written; null where it is not known. */
function keyOf({ value }: CheckedArm): string | null {
  if (value.kind === "enum") return value.value;
  return value.kind === "bool" && value.value !== null ? String(value.value) : null;
}

function reportRepeated(arms: readonly CheckedArm[], scope: Scope): void {
  const seen = new Map<string, CheckedArm>();
  for (const arm of arms) {
    const key = keyOf(arm);
    if (key === null) continue;
    const before = seen.get(key);
    if (before) {
      const related = [{ span: spanOf(scope.file, before.pattern), message: "the first one is here" }];
      scope.log.report("check/repeated", spanOf(scope.file, arm.pattern), { what: `\`${key}\`` }, { related });
    }
    seen.set(key, arm);
  }
}

function reportMissing(node: ast.Choose, subject: Value, arms: readonly CheckedArm[], scope: Scope): void {
  const values = subject.kind === "enum" ? subject.of.node.values.map((value) => value.name.text) : ["true", "false"];
  const there = new Set(arms.map(keyOf));
  const missing = values.filter((value) => !there.has(value));
  // A type that is not there was reported; its arm is.
  if (missing.length === 0 || arms.length < node.arms.length) return;
  const blanks = { missing: missing.map((value) => `\`${value}\``).join(", ") };
  scope.log.report("check/missing-arm", spanOf(scope.file, node), blanks);
}
