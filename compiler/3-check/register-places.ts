import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type CheckedRegister } from "./checked-bank.ts";
import { type Scope } from "./scope.ts";

/** Reports registers outside their region, and two at one offset that no `overlay` means. Works on elements, not on spans. */
export function checkPlaces(bank: ast.Bank, registers: readonly CheckedRegister[], size: number, scope: Scope): void {
  const owner = new Map<number, CheckedRegister>();
  for (const register of registers) {
    const last = register.offset + ((register.count ?? 1) - 1) * register.stride + register.bytes;
    if (register.offset < 0 || last > size) {
      const blanks = { name: register.node.name.text, end: `0x${last.toString(16)}`, size: `0x${size.toString(16)}` };
      scope.log.report("check/register-outside", spanOf(scope.file, register.node.name), blanks);
      continue;
    }
    checkElements(bank, register, owner, scope);
  }
}

function checkElements(
  bank: ast.Bank,
  register: CheckedRegister,
  owner: Map<number, CheckedRegister>,
  scope: Scope,
): void {
  for (let at = 0; at < (register.count ?? 1); at++) {
    const offset = register.offset + at * register.stride;
    for (let byte = offset; byte < offset + register.bytes; byte++) {
      const before = owner.get(byte);
      if (before && !together(bank, before, register)) {
        reportOverlap(before, register, byte, scope);
        return;
      }
      owner.set(byte, register);
    }
  }
}

/** Two registers may share an offset where one `overlay` holds both, one to read and one to write. */
function together(bank: ast.Bank, a: CheckedRegister, b: CheckedRegister): boolean {
  const overlay = bank.members.find((member) => member.kind === "overlay" && member.registers.includes(a.node));
  return (
    overlay?.kind === "overlay" &&
    overlay.registers.includes(b.node) &&
    [a.direction, b.direction].sort().join() === "read,write" &&
    a.bytes === b.bytes
  );
}

function reportOverlap(before: CheckedRegister, register: CheckedRegister, offset: number, scope: Scope): void {
  const { name } = before.node;
  const related = [{ span: spanOf(scope.file, name), message: `\`${name.text}\` is there already` }];
  const blanks = { name: register.node.name.text, other: name.text, offset: `0x${offset.toString(16)}` };
  scope.log.report("check/register-overlap", spanOf(scope.file, register.node.name), blanks, { related });
}
