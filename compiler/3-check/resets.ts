import type * as ast from "../1-parse/ast.ts";
import { isResetOnly } from "../2-bind/replace.ts";
import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedReset, type CheckedType } from "./checked.ts";
import { type CheckedBank, type CheckedRegister } from "./checked-bank.ts";
import { presentMembers } from "./present.ts";
import { ownReset } from "./register.ts";
import { type Scope } from "./scope.ts";

/** The types that are checked already: those that a type extends are. */
export type CheckedBases = ReadonlyMap<TypeEntity, CheckedType>;

/** Why a bank cannot take the place of an inherited one; null if it only says what registers are reset to. */
export function beyondResets(node: ast.Bank): string | null {
  const only = node.members.every((member) => member.kind === "broken" || isResetOnly(member));
  return only ? null : "say only what its registers are reset to: `override register NAME reset VALUE;`";
}

/** The inherited registers that a type resets to other values: what it extends has their words, and all that they do. */
export function checkResets(entity: TypeEntity, bases: CheckedBases, scope: Scope): CheckedReset[] {
  return presentMembers(entity, scope).flatMap(({ node }) => {
    if (node.kind !== "bank" || !node.override || beyondResets(node) !== null) return [];
    const found = bankBefore(node.name.text, entity, bases);
    return found ? resetsOf(node, found, scope) : [];
  });
}

interface Inherited {
  readonly bank: CheckedBank;
  readonly owner: TypeEntity;
}

function bankBefore(name: string, entity: TypeEntity, bases: CheckedBases): Inherited | null {
  for (let owner = entity.base; owner; owner = owner.base) {
    const bank = bases.get(owner)?.banks.find(({ node }) => node.name.text === name);
    if (bank) return { bank, owner };
  }
  return null;
}

function resetsOf(node: ast.Bank, { bank, owner }: Inherited, scope: Scope): CheckedReset[] {
  const seen = new Set<string>();
  return node.members.flatMap((member): CheckedReset[] => {
    if (member.kind !== "register") return [];
    const name = member.name.text;
    const register = bank.registers.find((one) => one.node.name.text === name);
    if (!register) {
      const blanks = { type: node.name.text, name, hint: "write the name of one of its registers" };
      scope.log.report("bind/nothing-to-override", spanOf(scope.file, member.name), blanks);
      return [];
    }
    const settled = member.mask ? "which bits a reset changes is settled there" : unresettable(register);
    const reason = seen.has(name) ? "this type says it twice" : settled;
    seen.add(name);
    if (reason !== null) {
      const related = [{ span: spanOf(owner.file, register.node), message: "what it would replace" }];
      scope.log.report(
        "check/override-other",
        spanOf(scope.file, member),
        { name, base: owner.name, reason },
        { related },
      );
      return [];
    }
    return [{ node: member, bank, register, value: ownReset(member, register, scope) }];
  });
}

/** Why a register has nothing that a reset sets; null if it has. */
function unresettable({ constants, computed, volatile, direction }: CheckedRegister): string | null {
  if (constants) return "it is constant there";
  if (computed) return "it is computed there";
  return volatile || direction === "write" ? "nothing is kept of it: its hooks are all that there is" : null;
}
