import { assignmentDoc } from "./assignment-doc.ts";
import { binaryDoc } from "./binary-doc.ts";
import { callDoc, indexDoc, isNumbers } from "./call-doc.ts";
import { broken, type Doc, type Fill, group, hardline, ifBroken, indent, join, line, named, softline } from "./doc.ts";
import { around, part, type Site } from "./site.ts";
import { statementDoc } from "./statement-doc.ts";
import {
  type ArrayLiteral,
  type Arrow,
  type Conditional,
  type Entry,
  type Expression,
  type Index,
  type Member,
  type ObjectLiteral,
} from "./syntax.ts";
import { typeDoc } from "./type-doc.ts";

/** An expression where it stands, as it may be broken. */
export function expressionDoc(site: Site<Expression>): Doc {
  const doc = plainDoc(site);
  return site.node.parenthesised ? ["(", doc, ")"] : doc;
}

/** The last argument of a call, where it may begin on the line of the call. */
export function argumentDoc(site: Site<Expression>): Doc {
  const { node } = site;
  return node.kind === "arrow" ? arrowDoc({ ...site, node }, true) : expressionDoc(site);
}

function plainDoc(site: Site<Expression>): Doc {
  const { node } = site;
  const inner = (of: Expression): Doc => expressionDoc(part(of, site));
  switch (node.kind) {
    case "member":
    case "index":
      return memberDoc({ ...site, node });
    case "sure":
      return [inner(node.of), "!"];
    case "call":
    case "new":
      return callDoc({ ...site, node });
    case "array":
      return arrayDoc({ ...site, node });
    case "object":
      return objectDoc({ ...site, node });
    case "arrow":
      return arrowDoc({ ...site, node }, false);
    case "unary":
      return [node.operator, inner(node.of)];
    case "binary":
      return binaryDoc({ ...site, node });
    case "conditional":
      return conditionalDoc({ ...site, node });
    case "as":
      return [inner(node.of), " as ", typeDoc(node.type)];
    case "assignment":
      return assignmentDoc({ doc: inner(node.left), operator: ` ${node.operator}` }, node.right, site);
    default:
      return node.text;
  }
}

function memberDoc(site: Site<Member | Index>): Doc {
  const { node } = site;
  const of = expressionDoc(part(node.of, site));
  if (node.kind === "index") return [of, indexDoc(node.by, site)];
  const step = `${node.dot}${node.name}`;
  return staysOnLine({ ...site, node }) ? [of, step] : [of, group(indent(softline, step))];
}

/** Whether a line never ends before the name of a member. */
function staysOnLine(site: Site<Member>): boolean {
  const { node } = site;
  const isWay = ({ kind }: { kind: string }): boolean => kind === "member" || kind === "index";
  const whole = around(site, (one) => !isWay(one) && one.kind !== "sure")?.node;
  const user = around(site, (one) => one.kind !== "sure")?.node;
  if (whole?.kind === "assignment" && whole.left.kind !== "name") return true;
  if (node.of.kind === "name" && !node.name.startsWith("#") && !(user && isWay(user))) return true;
  const assigned = user?.kind === "assignment" || user?.kind === "variable";
  return assigned && node.of.kind === "call" && node.of.arguments.length > 0;
}

function arrayDoc(site: Site<ArrayLiteral>): Doc {
  const { items } = site.node;
  if (items.length === 0) return "[]";
  const docs = items.map((item) => expressionDoc(part(item, site)));
  if (isNumbers(site.node)) {
    const name = {};
    const parts = docs.flatMap((doc, at) =>
      at < docs.length - 1 ? [[doc, ","], line] : [[doc, ifBroken(",", "", name)]],
    );
    const fill: Fill = { kind: "fill", parts };
    return named(name, "[", indent(softline, fill), softline, "]");
  }
  const list = [
    indent(
      softline,
      ...join(
        [",", line],
        docs.map((doc) => group(doc)),
      ),
    ),
    ifBroken(","),
    softline,
  ];
  return isTable(items) ? broken("[", ...list, "]") : group("[", ...list, "]");
}

/** Whether items are lists, or objects, of several parts each: each has its own line. */
function isTable(items: readonly Expression[]): boolean {
  if (items.length < 2) return false;
  const size = (item: Expression): number =>
    item.kind === "array" ? item.items.length : item.kind === "object" ? item.entries.length : 0;
  return items.every((item) => item.kind === items[0]!.kind && size(item) > 1);
}

function objectDoc(site: Site<ObjectLiteral>): Doc {
  const { entries, open } = site.node;
  if (entries.length === 0) return "{}";
  const docs = entries.map((entry) => entryDoc(part(entry, site)));
  const doc = ["{", indent(line, ...join([",", line], docs)), ifBroken(","), line, "}"];
  return open ? broken(...doc) : group(...doc);
}

/** `key: value` */
export function entryDoc(site: Site<Entry>): Doc {
  return assignmentDoc({ doc: site.node.key, operator: ":" }, site.node.value, site);
}

/** A function; one that is the last argument of a call closes on a line of its own where its body does not fit. */
function arrowDoc(site: Site<Arrow>, last: boolean): Doc {
  const { parameters, body } = site.node;
  if (!("kind" in body)) {
    const statements = join(
      hardline,
      body.map((one) => statementDoc(part(one, site))),
    );
    return group(group(parametersDoc(parameters, last)), " => {", indent(hardline, ...statements), hardline, "}");
  }
  const doc = expressionDoc(part(body, site));
  const stays = ["array", "object", "arrow"].includes(body.kind);
  const rest = stays ? [" ", doc] : [indent(line, doc), last ? [ifBroken(","), softline] : ""];
  return group(group(parametersDoc(parameters, last)), " =>", group(...rest));
}

function parametersDoc(names: readonly string[], flat: boolean): Doc {
  if (names.length === 0 || flat) return `(${names.join(", ")})`;
  return ["(", indent(softline, ...join([",", line], names)), ifBroken(","), softline, ")"];
}

/** `test ? yes : no`; one that is an arm of another is broken with it. */
function conditionalDoc(site: Site<Conditional>): Doc {
  const { test, yes, no } = site.node;
  const inner = (of: Expression): Doc => expressionDoc(part(of, site));
  const enclosed = yes.kind === "conditional";
  const answer = enclosed
    ? [ifBroken("", "("), indent(inner({ ...yes, parenthesised: false })), ifBroken("", ")")]
    : indent(inner(yes));
  const arms = [line, "? ", answer, line, ": ", indent(inner(no))];
  const above = site.above?.node;
  const isArm = above?.kind === "conditional" && above.test !== site.node;
  if (!isArm) return group(inner(test), indent(...arms));
  return [above.no === site.node ? indent(inner(test)) : inner(test), ...arms];
}
