import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type CheckedRegister } from "./checked-bank.ts";
import { type Scope } from "./scope.ts";

/** What is written of a register and changes nothing about it: where, what it is, and why. */
interface Idle {
  readonly at: ast.Node;
  readonly what: string;
  readonly reason: string;
}

/** Reports what is said of registers, and of overlays, and has no effect. */
export function reportIdle(node: ast.Bank, registers: readonly CheckedRegister[], scope: Scope): void {
  for (const register of registers)
    for (const { at, what, reason } of idleOf(register)) {
      const blanks = { what, name: register.node.name.text, reason };
      scope.log.report("check/idle-register", spanOf(scope.file, at), blanks);
    }
  for (const member of node.members)
    if (member.kind === "overlay" && member.registers.length < 2)
      scope.log.report("check/idle-overlay", spanOf(scope.file, member), {});
}

function* idleOf(register: CheckedRegister): Generator<Idle> {
  const { node } = register;
  if (isDeaf(register))
    yield { at: node.name, what: "an access", reason: "nothing is kept of it, and no hook is called" };
  if (node.stride && !node.bound) yield { at: node.stride, what: "`stride`", reason: "there is one of it" };
  const settled = reasonAgainstReset(register);
  if (settled === null) yield* maskedOf(register);
  else if (node.reset) yield { at: node.reset, what: "`reset`", reason: settled };
  for (const field of register.fields) {
    const reason = settled ?? (field.node.value ? "the field is computed" : null);
    if (field.node.reset && reason !== null)
      yield { at: field.node.reset, what: `\`reset\` of \`${field.node.name.text}\``, reason };
  }
}

/** Whether neither a read nor a write of it does anything: it has no word, no hook, and acts on no other register. */
function isDeaf({ volatile, hooks, fields, effects, constants, computed }: CheckedRegister): boolean {
  if (!volatile || constants || computed || effects.length > 0) return false;
  return [hooks, ...fields.map((field) => field.hooks)].every(
    ({ read, write, change }) => read === null && write === null && change === null,
  );
}

/** Why a reset changes nothing of it; null if it does. */
function reasonAgainstReset({ constants, volatile }: CheckedRegister): string | null {
  if (constants) return "it is constant";
  return volatile ? "nothing is kept of it" : null;
}

/** Bits of a reset value that its mask leaves out. */
function* maskedOf({ node, reset, resetMask }: CheckedRegister): Generator<Idle> {
  if (!node.mask || resetMask === null) return;
  if (resetMask === 0n) yield { at: node.mask, what: "its reset", reason: "the mask leaves no bit to it" };
  else if ((reset & ~resetMask) !== 0n)
    yield { at: node.mask, what: "a bit of its reset value", reason: "it lies outside of the mask" };
}
