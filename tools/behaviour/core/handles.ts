import type ts from "typescript";
import { bare, calledName, type Code, receiverOf } from "./syntax.ts";

/** What a value has to be let go by: a counted reference, or a mapping of memory. */
export type HandleKind = "reference" | "mapping";

const classes: ReadonlyMap<string, HandleKind> = new Map([
  ["Owned", "reference"],
  ["StorageRef", "reference"],
  ["DmaMapping", "mapping"],
  ["FoundRegion", "mapping"],
]);

/** Where the runtime declares them: a class of somebody else's of the same name is none of them. */
const declared = /[\\/]runtime[\\/](?:dist[\\/])?(?:object[\\/]handles|memory[\\/]mapping)\.(?:d\.)?[cm]?ts$/;

/** The kind of handle that an expression is, also if it may be null; null if it is none. */
export function handleKind(node: ts.Expression | ts.BindingName, { checker }: Code): HandleKind | null {
  return kindOfType(checker.getTypeAtLocation(node));
}

function kindOfType(type: ts.Type): HandleKind | null {
  if (type.isUnion()) {
    for (const part of type.types) {
      const kind = kindOfType(part);
      if (kind) return kind;
    }
    return null;
  }
  const symbol = type.getSymbol();
  const kind = classes.get(symbol?.name ?? "");
  if (!kind) return null;
  const own = symbol!.declarations?.some((declaration) => declared.test(declaration.getSourceFile().fileName));
  return own ? kind : null;
}

/** Whether an expression makes a new handle: a call or a `new`, but for `a.value` and the like. */
export function makesHandle(node: ts.Expression, code: Code): boolean {
  const inner = bare(node, code);
  return (code.ts.isCallExpression(inner) || code.ts.isNewExpression(inner)) && handleKind(inner, code) !== null;
}

/** What a call of a method does to the handle that it is called on. */
export type Effect = "consumes" | "ends" | "uses";

const methods: ReadonlyMap<string, Effect> = new Map([
  ["consume", "consumes"],
  ["unmap", "consumes"],
  ["release", "ends"],
  ["clone", "uses"],
]);

/** What `handle.method(...)` does; `ends` may be done again without harm. */
export function methodEffect(call: ts.CallExpression, code: Code): Effect {
  const callee = bare(call.expression, code);
  if (code.ts.isElementAccessExpression(callee)) return "ends";
  return methods.get(calledName(call, code) ?? "") ?? "uses";
}

/** Functions of the runtime that take a reference over, or drop it; `drop` may be called again. */
const takers: ReadonlyMap<string, Effect> = new Map([
  ["addChild", "consumes"],
  ["giveChild", "consumes"],
  ["adopt", "consumes"],
  ["plug", "consumes"],
  ["drop", "ends"],
]);

/** What the runtime's function of a call does to a handle among its arguments; null if it is none of these. */
export function takerEffect(call: ts.CallExpression, code: Code): Effect | null {
  return receiverOf(call, code) === null ? (takers.get(calledName(call, code) ?? "") ?? null) : null;
}

/** Whether a mapping names a holder, whose end releases it. */
export function hasHolder(node: ts.Expression, code: Code): boolean {
  const { ts } = code;
  const call = bare(node, code);
  if (!ts.isCallExpression(call)) return false;
  return call.arguments.some(
    (argument) =>
      ts.isObjectLiteralExpression(argument) &&
      argument.properties.some(
        (property) => property.name && ts.isIdentifier(property.name) && property.name.text === "holder",
      ),
  );
}
