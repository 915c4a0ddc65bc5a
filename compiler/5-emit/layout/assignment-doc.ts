import { type Doc, group, indent, indentIfBroken, line, mayEnd, named } from "./doc.ts";
import { part, type Site } from "./site.ts";
import { type Expression, type Type } from "./syntax.ts";
import { typeDoc } from "./type-doc.ts";
import { expressionDoc } from "./expression-doc.ts";

/** What stands left of a value, with the operator between. */
export interface Left {
  readonly doc: Doc;
  /** As `:`, or ` =`. */
  readonly operator: string;
}

/** `left operator right`: broken behind the operator where the right side has no better place. */
export function assignmentDoc({ doc, operator }: Left, right: Expression, above: Site): Doc {
  const of = expressionDoc(part(right, above));
  const short = above.node.kind === "entry" && above.node.key.length < 5;
  if (breaksBehindOperator(right, short)) return group(group(doc), operator, group(indent(line, of)));
  if (!mayEnd(doc) && (short || ["template", "flag", "number"].includes(right.kind)))
    return group(group(doc), operator, " ", of);
  return fluid({ doc, operator }, of);
}

/** `left = type`, of an alias. */
export function aliasDoc(left: Left, right: Type): Doc {
  return fluid(left, typeDoc(right));
}

/** The right side begins on a line of its own only if what it begins with does not fit behind the operator. */
function fluid({ doc, operator }: Left, of: Doc): Doc {
  const gap = {};
  return group(group(doc), operator, named(gap, indent(line)), indentIfBroken(of, gap));
}

/** Whether a value is better broken before it than inside it. */
function breaksBehindOperator(right: Expression, short: boolean): boolean {
  if (right.kind === "binary") return true;
  if (right.kind === "conditional") return right.test.kind === "binary";
  if (short) return false;
  let inner: Expression = right;
  while (inner.kind === "unary" || inner.kind === "sure") inner = inner.of;
  return inner.kind === "string" || isStraight(inner, false);
}

/** Whether a way from a name through members and calls has no place where it would be broken well. */
function isStraight(node: Expression, deep: boolean): boolean {
  switch (node.kind) {
    case "sure":
    case "member":
    case "index":
      return isStraight(node.of, true);
    case "call": {
      const [only] = node.arguments;
      const short = only === undefined || (node.arguments.length === 1 && isShort(only));
      return short && !hasManyTypes(node.types) && isStraight(node.callee, true);
    }
    default:
      return deep && (node.kind === "name" || node.kind === "this");
  }
}

function hasManyTypes(types: readonly Type[] | null): boolean {
  if (types === null || types.length === 0) return false;
  return types.length > 1 || types[0]!.kind === "union" || types[0]!.kind === "record";
}

/** A quarter of a line: an argument that is no longer is no reason to break a call. */
const shortest = 20;

function isShort(node: Expression): boolean {
  switch (node.kind) {
    case "name":
    case "string":
      return node.text.length <= shortest;
    case "template":
      return !node.text.includes("${") && node.text.length - 2 <= shortest;
    case "unary":
      return isShort(node.of);
    case "call":
      return node.arguments.length === 0 && node.callee.kind === "name" && node.callee.text.length <= shortest - 2;
    default:
      return ["this", "number", "bigint", "flag", "null"].includes(node.kind);
  }
}
