import type * as ast from "../1-parse/ast.ts";
import { membersOf } from "../2-bind/members.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedHook, type CheckedMethod, type HookUse } from "./checked.ts";
import { type CheckedBank } from "./checked-bank.ts";
import { memberName } from "./names.ts";
import { opsUses, reportOps } from "./ops-hooks.ts";
import { findMember } from "./path.ts";
import { presentMembers } from "./present.ts";
import { type Scope } from "./scope.ts";

/** What calls hooks and was checked already. */
interface Callers {
  readonly banks: readonly CheckedBank[];
  readonly methods: readonly CheckedMethod[];
}

/** The hooks that a type's members name, each with everything that calls it, in the order of the text. */
export function collectHooks(type: TypeEntity, callers: Callers, scope: Scope): CheckedHook[] {
  const hooks = new Map<string, HookUse[]>();
  for (const use of usesOf(type, callers, scope)) {
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
  restored: "a snapshot was put in place",
  unparent: "the device leaves its parent",
  finalize: "the device is finalized",
  complete: "the object has its properties and its place",
  can_be_deleted: "somebody asks whether the object may be deleted",
};

function* usesOf(type: TypeEntity, { banks, methods }: Callers, scope: Scope): Generator<HookUse> {
  for (const { node } of presentMembers(type, scope)) {
    if (node.kind === "life-hook") {
      const kind = node.hook.event === "can_be_deleted" ? "ask" : "life";
      yield { kind, node: node.hook, when: lifeWhen[node.hook.event]! };
    }
    const method = node.kind === "method" && methods.find((one) => one.node === node);
    if (method && type.node.form !== "interface") yield callOf(method);
    if (node.kind === "timer") {
      const indices = node.bound ? (["index"] as const) : [];
      yield { kind: "timer", node: node.hook, when: `timer \`${node.name.text}\` expires`, indices };
    }
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

/** A method is a hook of its own name. */
function callOf(method: CheckedMethod): HookUse {
  const { name, start, end } = method.node;
  const node: ast.Hook = { kind: "hook", event: "call", name, uses: [], start, end };
  return { kind: "call", node, when: `method \`${name.text}\` is called`, method };
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

/** Reports a hook that answers something and is called for something else, too, or for values of another size. */
function reportMixed(name: string, uses: readonly HookUse[], scope: Scope): void {
  const answer = uses.find(({ kind }) => kind === "read" || kind === "ask" || kind === "call");
  if (!answer) return;
  const differs = uses.find((use) => use.kind !== answer.kind || use.wide !== uses[0]!.wide);
  const other = differs ?? (answer.kind === "call" ? uses[1] : undefined);
  if (!other) return;
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
