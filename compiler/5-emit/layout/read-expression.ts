import { type Reader, UnknownCode } from "./reader.ts";
import { readStatement } from "./read-statement.ts";
import { readType, readTypes } from "./read-type.ts";
import { type Atom, type Call, type Entry, type Expression, type Statement } from "./syntax.ts";

/** How strongly operators bind; those that bind more strongly have greater numbers. */
const strength: Readonly<Record<string, number>> = {
  "??": 1,
  "||": 2,
  "&&": 3,
  "|": 4,
  "^": 5,
  "&": 6,
  "===": 7,
  "!==": 7,
  "<": 8,
  "<=": 8,
  ">": 8,
  ">=": 8,
  instanceof: 8,
  "<<": 9,
  ">>": 9,
  ">>>": 9,
  "+": 10,
  "-": 10,
  "*": 11,
  "/": 11,
  "%": 11,
};

/** An expression, with an assignment in it at most at the outside. */
export function readExpression(reader: Reader): Expression {
  const left = readConditional(reader);
  const operator = reader.match(/ (?:[|&^+\-*]|<<|>>>?)?= /y);
  if (operator === null) return left;
  return { kind: "assignment", left, operator: operator.trim(), right: readExpression(reader) };
}

function readConditional(reader: Reader): Expression {
  const test = readBinary(reader, 0);
  if (reader.match(/\s\? /y) === null) return test;
  const yes = readConditional(reader);
  reader.needs(": ");
  return { kind: "conditional", test, yes, no: readConditional(reader) };
}

function readBinary(reader: Reader, weakest: number): Expression {
  let left = readUnary(reader);
  for (;;) {
    const before = reader.at;
    const word = reader.match(/ (?:\?\?|\|\||&&|[=!]==|<=|>=|>>>|>>|<<|instanceof|as|[|^&<>+\-*/%]) /y);
    if (word === null) return left;
    const operator = word.trim();
    if (operator === "as") {
      left = { kind: "as", of: left, type: readType(reader) };
      continue;
    }
    const own = strength[operator]!;
    if (own <= weakest) {
      reader.at = before;
      return left;
    }
    left = { kind: "binary", operator, left, right: readBinary(reader, own) };
  }
}

function readUnary(reader: Reader): Expression {
  reader.sees("");
  const operator = reader.match(/\.{3}|[!~-]/y);
  if (operator !== null) return { kind: "unary", operator, of: readUnary(reader) };
  return readPostfix(reader, readPrimary(reader));
}

function readPostfix(reader: Reader, first: Expression): Expression {
  let of = first;
  for (;;) {
    const mark = reader.match(/!(?!=)|\?\.|\.|\[|<|\(/y);
    if (mark === null) return of;
    if (mark === "!") of = { kind: "sure", of };
    else if (mark === "." || mark === "?.") of = { kind: "member", of, dot: mark, name: reader.name() };
    else if (mark === "[") {
      of = { kind: "index", of, by: readExpression(reader) };
      reader.needs("]");
    } else of = readCall(reader, of, mark === "<");
  }
}

function readCall(reader: Reader, callee: Expression, typed: boolean): Call {
  const types = typed ? readTypes(reader) : null;
  if (typed) reader.needs("(");
  const list = reader.list(")", () => readExpression(reader));
  return { kind: "call", comment: "", callee, types, arguments: list };
}

function readPrimary(reader: Reader): Expression {
  const comment = reader.match(/\/\*.*?\*\/ /y) ?? "";
  if (reader.takes("new ")) return { ...readNew(reader), comment };
  if (comment !== "") return { ...(readPostfix(reader, readAtom(reader)) as Call), comment };
  if (reader.takes("[")) return { kind: "array", items: reader.list("]", () => readExpression(reader)) };
  if (reader.takes("{")) {
    const open = reader.touches("\n");
    return { kind: "object", entries: reader.list("}", () => readEntry(reader)), open };
  }
  if (!reader.touches("(")) return readAtom(reader);
  if (reader.afterParentheses(/ =>/y)) return readArrow(reader);
  reader.needs("(");
  const inner = readExpression(reader);
  reader.needs(")");
  return { ...inner, parenthesised: true };
}

function readNew(reader: Reader): Call {
  const callee = readAtom(reader);
  const typed = reader.touches("<");
  reader.needs(typed ? "<" : "(");
  return { ...readCall(reader, callee, typed), kind: "new" };
}

function readArrow(reader: Reader): Expression {
  reader.needs("(");
  const parameters = reader.list(")", () => reader.name());
  reader.needs("=> ");
  if (!reader.touches("{\n")) return { kind: "arrow", parameters, body: readExpression(reader) };
  reader.needs("{");
  const body: Statement[] = [];
  while (!reader.takes("}")) body.push(readStatement(reader));
  return { kind: "arrow", parameters, body };
}

/** `key: value` */
export function readEntry(reader: Reader): Entry {
  reader.sees("");
  const key = reader.match(/"(?:[^"\\]|\\.)*"|[\w$]+/y)!;
  reader.needs(":");
  return { kind: "entry", key, value: readExpression(reader) };
}

const atoms: readonly (readonly [Atom["kind"], RegExp])[] = [
  ["string", /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y],
  ["template", /`(?:[^`\\]|\\.)*`/y],
  ["bigint", /\d\w*n\b/y],
  ["number", /\d[\w.]*/y],
  ["flag", /(?:true|false)\b/y],
  ["null", /null\b/y],
  ["super", /super\b/y],
  ["this", /this\b/y],
  ["name", /#?[A-Za-z_$][\w$]*/y],
];

function readAtom(reader: Reader): Atom {
  reader.sees("");
  for (const [kind, pattern] of atoms) {
    const text = reader.match(pattern);
    if (text !== null) return { kind, text };
  }
  throw new UnknownCode(`an expression is missing at ${reader.at} of: ${reader.text}`);
}
