import { argumentDoc, expressionDoc } from "./expression-doc.ts";
import { broken, type Doc, ends, firstThatFits, group, ifBroken, indent, line, softline } from "./doc.ts";
import { part, type Site, withoutSure } from "./site.ts";
import { type Call, type Expression } from "./syntax.ts";
import { typesDoc } from "./type-doc.ts";

/** A call, or an object that is made: broken behind its parentheses, or inside its last argument. */
export function callDoc(site: Site<Call>): Doc {
  const { comment, kind, callee, types } = site.node;
  const before = `${comment}${kind === "new" ? "new " : ""}`;
  const doc = [before, calleeDoc(callee, site), types ? typesDoc(types) : "", argumentsDoc(site)];
  return callee.kind === "member" || callee.kind === "index" || callee.kind === "call" ? group(...doc) : doc;
}

/** What is called: the way to it stays on its line. */
function calleeDoc(callee: Expression, above: Site): Doc {
  const site = part(callee, above);
  if (callee.parenthesised) return expressionDoc(site);
  if (callee.kind === "member") return [calleeDoc(callee.of, site), callee.dot, callee.name];
  if (callee.kind === "sure") return [calleeDoc(callee.of, site), "!"];
  if (callee.kind === "index") return [calleeDoc(callee.of, site), indexDoc(callee.by, site)];
  return expressionDoc(site);
}

/** `[by]` */
export function indexDoc(by: Expression, above: Site): Doc {
  const doc = expressionDoc(part(by, above));
  return by.kind === "number" ? ["[", doc, "]"] : group("[", indent(softline, doc), softline, "]");
}

function argumentsDoc(site: Site<Call>): Doc {
  const list = site.node.arguments;
  if (list.length === 0) return "()";
  const docs = list.map((one) => expressionDoc(part(one, site)));
  const items = docs.map((doc, at) => (at < docs.length - 1 ? [doc, ",", line] : doc));
  const each = (): Doc => broken("(", indent(line, ...items), ifBroken(","), line, ")");
  if (isComposition(list)) return each();
  if (!hugsLast(list)) return group("(", indent(softline, ...items), ifBroken(","), softline, ")");
  const first = items.slice(0, -1);
  if (first.some(ends)) return each();
  const last = argumentDoc(part(list.at(-1)!, site));
  const hugged = ["(", ...first, broken(last), ")"];
  return ends(last) ? firstThatFits(hugged, each()) : firstThatFits(["(", ...first, last, ")"], hugged, each());
}

/** Whether functions are among the arguments in a way in which each argument has its line. */
function isComposition(list: readonly Expression[]): boolean {
  if (list.length < 2) return false;
  const arrows = list.filter(({ kind }) => kind === "arrow");
  const inner = list
    .map(withoutSure)
    .some((one) => one.kind === "call" && one.arguments.some(({ kind }) => kind === "arrow"));
  return arrows.length > 1 || inner;
}

/** Whether the last argument may begin on the line of the call and end on that of its parenthesis. */
function hugsLast(list: readonly Expression[]): boolean {
  const last = list.at(-1)!;
  const before = list.at(-2);
  if (!canHug(last) || before?.kind === last.kind) return false;
  if (list.length === 2 && before?.kind === "arrow" && last.kind === "array") return false;
  return !(list.length > 1 && isNumbers(last));
}

function canHug(node: Expression): boolean {
  if (node.kind === "object") return node.entries.length > 0;
  if (node.kind === "array") return node.items.length > 0;
  if (node.kind === "as") return canHug(node.of);
  if (node.kind !== "arrow") return false;
  const { body } = node;
  if (!("kind" in body)) return true;
  return ["object", "array", "conditional"].includes(body.kind) || withoutSure(body).kind === "call";
}

/** Whether a list has nothing but numbers, as many of which stand on a line as fit. */
export function isNumbers(node: Expression): boolean {
  const isNumber = (item: Expression): boolean =>
    item.kind === "number" || (item.kind === "unary" && item.operator === "-" && item.of.kind === "number");
  return node.kind === "array" && node.items.length > 0 && node.items.every(isNumber);
}
