import type * as ast from "../1-parse/ast.ts";
import { membersOf } from "../2-bind/members.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedHook, type HookUse } from "./checked.ts";
import { memberName } from "./names.ts";
import { findMember } from "./path.ts";
import { type Scope } from "./scope.ts";

/** The hooks that a type's members name, each with everything that calls it, in the order of the text. */
export function collectHooks(type: TypeEntity, scope: Scope): CheckedHook[] {
  const hooks = new Map<string, HookUse[]>();
  for (const use of usesOf(type)) {
    const name = memberName(use.node.name.text);
    const uses = hooks.get(name);
    if (uses) uses.push(use);
    else hooks.set(name, [use]);
    for (const path of use.node.uses) findMember(type, path.root, scope);
  }
  reportRepeated(type, scope);
  return [...hooks].map(([name, uses]) => ({ name, uses }));
}

const lifeWhen: Partial<Record<ast.HookEvent, string>> = {
  init: "the device is made",
  realize: "the device is realized",
  unrealize: "the device is unrealized",
  "reset enter": "reset begins",
  "reset hold": "reset takes effect",
  "reset exit": "reset ends",
  unparent: "the device leaves its parent",
  finalize: "the device is finalized",
};

function* usesOf(type: TypeEntity): Generator<HookUse> {
  for (const { node } of membersOf(type)) {
    if (node.kind === "life-hook") yield { kind: "life", node: node.hook, when: lifeWhen[node.hook.event]! };
    if (node.kind === "timer") yield { kind: "timer", node: node.hook, when: `timer \`${node.name.text}\` expires` };
    if (node.kind === "irq" && node.hook)
      yield { kind: "line", node: node.hook, when: `line \`${node.name.text}\` changes` };
    if (node.kind === "clock" && node.hook)
      yield { kind: "clock", node: node.hook, when: `clock \`${node.name.text}\` changes` };
    if (node.kind === "bank") yield* bankUses(node);
  }
}

function* bankUses(bank: ast.Bank): Generator<HookUse> {
  const registers = bank.members.flatMap((member): readonly ast.BankMember[] =>
    member.kind === "overlay" ? member.registers : [member],
  );
  for (const register of registers) {
    if (register.kind !== "register") continue;
    for (const member of register.members) {
      if (member.kind !== "register-hook") continue;
      const { hook } = member;
      const verbs: Partial<Record<ast.HookEvent, string>> = { read: "is read", write: "is written", change: "changes" };
      const verb = verbs[hook.event];
      if (verb)
        yield { kind: hook.event as HookUse["kind"], node: hook, when: `register \`${register.name.text}\` ${verb}` };
    }
  }
}

function reportRepeated(type: TypeEntity, scope: Scope): void {
  const seen = new Map<string, ast.LifeHook>();
  for (const { node } of membersOf(type)) {
    if (node.kind !== "life-hook") continue;
    const before = seen.get(node.hook.event);
    if (before) {
      const related = [{ span: spanOf(scope.file, before), message: "the first one is here" }];
      scope.log.report("check/repeated", spanOf(scope.file, node), { what: `\`on ${node.hook.event}\`` }, { related });
    }
    seen.set(node.hook.event, node);
  }
}
