import type * as ast from "../1-parse/ast.ts";
import { membersOf } from "../2-bind/members.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedHook, type HookUse } from "./checked.ts";
import { type CheckedBank } from "./checked-bank.ts";
import { memberName } from "./names.ts";
import { opsUses, reportOps } from "./ops-hooks.ts";
import { findMember } from "./path.ts";
import { presentMembers } from "./present.ts";
import { type Scope } from "./scope.ts";

/** The hooks that a type's members name, each with everything that calls it, in the order of the text. */
export function collectHooks(type: TypeEntity, banks: readonly CheckedBank[], scope: Scope): CheckedHook[] {
  const hooks = new Map<string, HookUse[]>();
  for (const use of usesOf(type, banks, scope)) {
    const name = memberName(use.node.name.text);
    const uses = hooks.get(name);
    if (uses) uses.push(use);
    else hooks.set(name, [use]);
    for (const path of use.node.uses) if (path.root.text !== "self") findMember(type, path.root, scope);
  }
  reportRepeated(type, scope);
  for (const [name, uses] of hooks) reportMixed(name, uses, scope);
  for (const uses of hooks.values()) reportOps(uses, scope);
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

function* usesOf(type: TypeEntity, banks: readonly CheckedBank[], scope: Scope): Generator<HookUse> {
  for (const { node } of presentMembers(type, scope)) {
    if (node.kind === "life-hook") yield { kind: "life", node: node.hook, when: lifeWhen[node.hook.event]! };
    if (node.kind === "timer") yield { kind: "timer", node: node.hook, when: `timer \`${node.name.text}\` expires` };
    if (node.kind === "irq" && node.hook)
      yield { kind: "line", node: node.hook, when: `line \`${node.name.text}\` changes` };
    if (node.kind === "clock" && node.hook)
      yield {
        kind: "clock",
        node: node.hook,
        when: `clock \`${node.name.text}\` changes`,
        indices: node.bound ? ["index"] : [],
      };
    if (node.kind === "bank") {
      const bank = banks.find((one) => one.node === node);
      if (bank) yield* bankUses(bank);
    }
    if (node.kind === "region") yield* opsUses(node.spec, node.name.text, false);
  }
}

const accessVerbs = { read: "is read", write: "is written", change: "changes" } as const;

function* bankUses({ registers }: CheckedBank): Generator<HookUse> {
  for (const { node, bytes, count, fields } of registers) {
    const name = node.name.text;
    const hooks = node.members.flatMap((member) => (member.kind === "register-hook" ? [member.hook] : []));
    const indices = count === null ? [] : (["index"] as const);
    yield* accessUses(hooks, `register \`${name}\``, { wide: bytes === 8, indices });
    for (const field of fields) {
      const wide = field.high - field.low >= 32;
      const both = field.count === null ? indices : ([...indices, "element"] as const);
      yield* accessUses(field.node.hooks, `field \`${name}.${field.node.name.text}\``, { wide, indices: both });
    }
  }
}

function* accessUses(
  hooks: readonly ast.Hook[],
  what: string,
  shape: Pick<HookUse, "wide" | "indices">,
): Generator<HookUse> {
  for (const hook of hooks) {
    const { event } = hook;
    if (event === "read" || event === "write" || event === "change")
      yield { kind: event, node: hook, when: `${what} ${accessVerbs[event]}`, ...shape };
  }
}

/** Reports a hook that answers reads and is called for something else, too, or for values of another size. */
function reportMixed(name: string, uses: readonly HookUse[], scope: Scope): void {
  const reads = uses.filter((use) => use.kind === "read");
  const other = uses.find((use) => use.kind !== "read" || use.wide !== uses[0]!.wide);
  if (reads.length === 0 || !other) return;
  const related = [{ span: spanOf(scope.file, uses[0]!.node), message: "it is called here, too" }];
  scope.log.report("check/hook-mixed", spanOf(scope.file, other.node), { name }, { related });
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
