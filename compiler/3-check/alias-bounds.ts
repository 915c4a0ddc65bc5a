import type * as ast from "../1-parse/ast.ts";
import { spanOf } from "../2-bind/model.ts";
import { type Target } from "./checked.ts";
import { evaluateInt } from "./evaluate.ts";
import { type Scope } from "./scope.ts";
import { type Value } from "./value.ts";

type Size = Extract<Value, { kind: "int" }>;

/** Reports an alias that in every instance goes on behind the end of what it shows. */
export function checkAliasBounds(node: ast.Region, size: Size | null, target: Target, scope: Scope): void {
  const { member, of, told } = target;
  if (member.node.kind !== "region" || !member.node.spec.size || !size) return;
  const home: Scope = { ...scope, file: member.owner.file, type: of, locals: told };
  const shown = evaluateInt(member.node.spec.size, home, "the size of a region");
  const offset = node.spec.offset ? evaluateInt(node.spec.offset, scope, "an offset") : null;
  if (!shown) return;
  const end = (offset?.min ?? 0n) + size.min;
  if (end <= shown.max) return;
  const blanks = { name: node.name.text, shown: member.name, end: hex(end), size: hex(shown.max) };
  const related = [{ span: spanOf(member.owner.file, member.node.name), message: "this is what it shows" }];
  scope.log.report("check/alias-outside", spanOf(scope.file, node.spec.size ?? node.name), blanks, { related });
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
