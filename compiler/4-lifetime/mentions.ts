import type * as ast from "../1-parse/ast.ts";
import { type MemberEntity } from "../2-bind/model.ts";

/** The paths that an expression mentions, in the order of its text. */
export function* pathsIn(node: ast.Expression): Generator<ast.Path> {
  switch (node.kind) {
    case "path":
      yield node;
      break;
    case "unary":
      yield* pathsIn(node.operand);
      break;
    case "binary":
      yield* pathsIn(node.left);
      yield* pathsIn(node.right);
      break;
    case "conditional":
      for (const part of [node.condition, node.then, node.otherwise]) yield* pathsIn(part);
      break;
    case "call":
      for (const part of node.arguments) yield* pathsIn(part);
      break;
    case "array":
      for (const part of node.items) yield* pathsIn(part);
  }
}

/** The expressions that say whether a part of a type exists, how many there are, how large it is, and of what type. */
export function shapingExpressions(node: ast.Member): ast.Expression[] {
  const count = "bound" in node && node.bound ? [node.bound.count] : [];
  if (node.kind === "region") return [...count, node.spec.size, node.spec.offset].filter((one) => one !== undefined);
  if (node.kind === "child" && node.choose) return [...count, node.choose.subject];
  if (node.kind === "bus" && node.slots) return [...count, node.slots];
  return count;
}

/** Whether a member is a property that can be set after realize. */
export function isDynamic(member: MemberEntity | undefined): boolean {
  return member?.node.kind === "prop" && member.node.dynamic;
}
