import { aliasDoc, assignmentDoc } from "./assignment-doc.ts";
import { type Doc, group, hardline, ifBroken, indent, join, line, named, softline } from "./doc.ts";
import { entryDoc, expressionDoc } from "./expression-doc.ts";
import { isLogical, part, type Site } from "./site.ts";
import {
  type Declaration,
  type Expression,
  type ForOf,
  type Heritage,
  type If,
  type Signature,
  type Statement,
} from "./syntax.ts";
import { typeDoc, variableDoc } from "./type-doc.ts";

/** A statement, a member, or the head of one, as it may be broken. */
export function statementDoc(site: Site<Statement>): Doc {
  const { node } = site;
  const inner = (of: Expression): Doc => expressionDoc(part(of, site));
  switch (node.kind) {
    case "item":
      return [group(inner(node.value)), ","];
    case "entry":
      return [entryDoc({ ...site, node }), ","];
    case "expression":
      return [inner(node.value), ";"];
    case "return":
      return ["return ", returnedDoc(node.value, site), ";"];
    case "variable":
    case "field":
      return group(declarationDoc({ ...site, node }), ";");
    case "alias":
      return [aliasDoc({ doc: node.name, operator: " =" }, node.type), ";"];
    case "import":
      return [node.head, importedDoc(node.names), ` from ${node.from};`];
    case "signature":
      return signatureDoc(node);
    case "heritage":
      return heritageDoc(node);
    case "if":
      return ifDoc({ ...site, node });
    case "for-of":
      return forOfDoc({ ...site, node });
    case "for": {
      const steps = [declarationDoc(part(node.from, site)), ";", line, inner(node.test), ";", line, node.step];
      return bodyDoc(["for (", group(indent(softline, ...steps), softline), ")"], node.body, site);
    }
  }
}

function declarationDoc(site: Site<Declaration>): Doc {
  const { value, kind } = site.node;
  const doc = variableDoc(site.node);
  if (value) return assignmentDoc({ doc, operator: " =" }, value, site);
  return kind === "field" ? group(doc) : doc;
}

/** What is returned; a calculation that is broken stands in parentheses. */
function returnedDoc(value: Expression, above: Site): Doc {
  const doc = expressionDoc(part(value, above));
  if (value.kind !== "binary") return doc;
  return group(ifBroken("("), indent(softline, doc), softline, ifBroken(")"));
}

function importedDoc(names: readonly string[]): Doc {
  if (names.length === 1) return `{ ${names[0]!} }`;
  return group("{", indent(line, ...join([",", line], names)), ifBroken(","), line, "}");
}

function signatureDoc({ name, parameters, result, end }: Signature): Doc {
  const list = join([",", line], parameters.map(variableDoc));
  const taken = list.length === 0 ? "()" : ["(", indent(softline, ...list), ifBroken(","), softline, ")"];
  const answer = result ? [": ", typeDoc(result)] : "";
  return [name, group(taken, end === ";" ? group(answer) : answer), end];
}

function heritageDoc({ head, base, others }: Heritage): Doc {
  if (base === null || others.length === 0) return `${head}${base === null ? "" : ` extends ${base}`} {`;
  const list = group(indent(line, ...join([",", line], others)));
  const name = {};
  const whole = named(name, head, indent(line, group(`extends ${base}`), line, "implements", list));
  return [whole, ifBroken(hardline, " ", name), "{"];
}

function ifDoc(site: Site<If>): Doc {
  const { test, body } = site.node;
  const doc = expressionDoc(part(test, site));
  return bodyDoc(["if (", isNegation(test) ? doc : group(indent(softline, doc), softline), ")"], body, site);
}

/** A head with its statement, or its block. */
function bodyDoc(head: readonly Doc[], body: If["body"], site: Site): Doc {
  if (body === null) return [...head, " {"];
  if ("kind" in body) return group(...head, indent(line, statementDoc(part(body, site))));
  const statements = join(
    hardline,
    body.map((one) => statementDoc(part(one, site))),
  );
  return [...head, " {", indent(hardline, ...statements), hardline, "}"];
}

/** Whether a test is the opposite of a list of conditions. */
function isNegation(test: Expression): boolean {
  return test.kind === "unary" && test.operator === "!" && test.of.kind === "binary" && isLogical(test.of.operator);
}

function forOfDoc(site: Site<ForOf>): Doc {
  const { names, list, body } = site.node;
  const name = names.length === 1 ? names[0]! : bracketsDoc(names);
  const head = ["for (const ", name, " of ", expressionDoc(part(list, site)), ")"];
  return body ? group(...head, indent(line, statementDoc(part(body, site)))) : [...head, " {"];
}

function bracketsDoc(names: readonly string[]): Doc {
  return group("[", indent(softline, ...join([",", line], names)), ifBroken(","), softline, "]");
}
