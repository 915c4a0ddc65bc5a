import type * as ast from "../1-parse/ast.ts";
import { Log } from "../diagnostics/log.ts";
import { affineOf, scale, sum } from "./affine.ts";
import { propertyValue } from "./property-value.ts";
import { type Scope } from "./scope.ts";
import { type Condition, smallRange, visit } from "./worlds.ts";

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

/**
 * Whether the values that are tried of an expression's properties stand for all that these can have: there are few of them, or
 * the property is compared with nothing but numbers, so that the answer turns only where it was looked at.
 */
export function isExact({ node, scope }: Condition): boolean {
  const quiet: Scope = { ...scope, log: new Log() };
  const pending: ast.Expression[] = [node];
  for (let at = pending.pop(); at; at = pending.pop()) {
    if (namesOf(at, quiet).every(({ few }) => few)) continue;
    if (at.kind === "unary" && at.operator === "!") pending.push(at.operand);
    else if (at.kind === "binary" && (at.operator === "&&" || at.operator === "||")) pending.push(at.left, at.right);
    else if (at.kind !== "binary" || !comparisons.has(at.operator) || !comparesOne(at, quiet)) return false;
  }
  return true;
}

/** Whether a comparison is of one property, as often as it counts, with a number. */
function comparesOne({ left, right }: ast.Binary, scope: Scope): boolean {
  const [a, b] = [affineOf(left, scope), affineOf(right, scope)];
  return a !== null && b !== null && sum(a, scale(b, -1n)).terms.size <= 1;
}

/** The properties that an expression names; of which few values are tried, each of them. */
function namesOf(node: ast.Expression, scope: Scope): { readonly few: boolean }[] {
  const found: { few: boolean }[] = [];
  visit(node, (part) => {
    const member = part.kind === "path" ? scope.type?.members.get(part.root.text) : undefined;
    if (member?.node.kind !== "prop") return;
    const value = propertyValue(member.node, { ...scope, file: member.owner.file, locals: new Map() });
    const few = value.kind === "int" && (value.only !== undefined || value.max - value.min < smallRange);
    found.push({ few: few || value.kind === "bool" || value.kind === "enum" });
  });
  return found;
}
