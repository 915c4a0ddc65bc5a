import { type Doc, group, indent, line, softline } from "./doc.ts";
import { expressionDoc } from "./expression-doc.ts";
import { assigns, isLogical, part, type Site } from "./site.ts";
import { type Binary, type Expression } from "./syntax.ts";

/** A calculation: broken behind its operators, all of one strength at once. */
export function binaryDoc(site: Site<Binary>): Doc {
  const above = site.above?.node;
  const test = above?.kind === "if";
  const parts = partsOf(site, test);
  if (test) return parts;
  if (above?.kind === "unary" || (above?.kind === "member" && above.of === site.node))
    return group(indent(softline, ...parts), softline);
  if (standsAlone(site) || assigns(above)) return group(...parts);
  return group(parts[0]!, indent(...parts.slice(1)));
}

/** Whether what surrounds a calculation has made its lines begin deeper already. */
function standsAlone({ above }: Site): boolean {
  switch (above?.node.kind) {
    case "return":
    case "for":
    case "arrow":
      return true;
    case "conditional": {
      const user = above.above?.node.kind;
      return user !== "return" && user !== "call" && user !== "new";
    }
    default:
      return false;
  }
}

/** Operands, each with the operator before it; those of a chain of one strength in one list. */
function partsOf(site: Site<Binary>, test: boolean): Doc[] {
  const { node, above } = site;
  const { left, right, operator } = node;
  const chained = left.kind === "binary" && !left.parenthesised && flattens(operator, left.operator);
  const before = chained ? partsOf(part(left, site), test) : [group(expressionDoc(part(left, site)))];
  const next = [operator, line, expressionDoc(part(right, site))];
  const logical = isLogical(operator);
  const isAlike = (other: Expression): boolean => other.kind === "binary" && isLogical(other.operator) === logical;
  const outside = above?.node.kind === "binary" && isLogical(above.node.operator) === logical;
  const alone = !(test && logical) && !outside && !isAlike(left) && !isAlike(right);
  return [...before, " ", alone ? group(...next) : next];
}

const alike: readonly (readonly string[])[] = [["+", "-"], ["&&"], ["||"], ["??"], ["&"], ["|"], ["^"], ["*"], ["/"]];

/** Whether an operator and the one of its left operand are in one chain. */
function flattens(operator: string, left: string): boolean {
  return alike.some((chain) => chain.includes(operator) && chain.includes(left));
}
