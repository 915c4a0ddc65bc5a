/**
 * An expression. These are the parts of TypeScript that generated modules consist of, as trees: what decides where lines end.
 * Parentheses are where the text has them; texts that are never broken are atoms.
 */
export type Expression =
  | Atom
  | Member
  | Index
  | Sure
  | Call
  | ArrayLiteral
  | ObjectLiteral
  | Arrow
  | Unary
  | Binary
  | Conditional
  | As
  | Assignment;

interface InExpression {
  /** Whether it stands in parentheses. */
  readonly parenthesised?: boolean;
}

/** A name, or a literal; a `flag` is `true` or `false`. */
export interface Atom extends InExpression {
  readonly kind: "name" | "number" | "bigint" | "string" | "template" | "flag" | "null" | "super" | "this";
  readonly text: string;
}

/** `of.name`, or `of?.name`. */
export interface Member extends InExpression {
  readonly kind: "member";
  readonly of: Expression;
  readonly dot: "." | "?.";
  readonly name: string;
}

/** `of[by]` */
export interface Index extends InExpression {
  readonly kind: "index";
  readonly of: Expression;
  readonly by: Expression;
}

/** `of!` */
export interface Sure extends InExpression {
  readonly kind: "sure";
  readonly of: Expression;
}

/** `callee<types>(arguments)`, perhaps with `new` and a comment before it. */
export interface Call extends InExpression {
  readonly kind: "call" | "new";
  readonly comment: string;
  readonly callee: Expression;
  readonly types: readonly Type[] | null;
  readonly arguments: readonly Expression[];
}

/** `[items]` */
export interface ArrayLiteral extends InExpression {
  readonly kind: "array";
  readonly items: readonly Expression[];
}

/** `{ key: value }`; `open` if its first key stands on a line of its own, where it stays then. */
export interface ObjectLiteral extends InExpression {
  readonly kind: "object";
  readonly entries: readonly Entry[];
  readonly open: boolean;
}

/** `key: value` */
export interface Entry {
  readonly kind: "entry";
  readonly key: string;
  readonly value: Expression;
}

/** `(parameters) => body` */
export interface Arrow extends InExpression {
  readonly kind: "arrow";
  readonly parameters: readonly string[];
  readonly body: Expression | readonly Statement[];
}

/** `!of`, and the like. */
export interface Unary extends InExpression {
  readonly kind: "unary";
  readonly operator: string;
  readonly of: Expression;
}

/** `left operator right` */
export interface Binary extends InExpression {
  readonly kind: "binary";
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}

/** `test ? yes : no` */
export interface Conditional extends InExpression {
  readonly kind: "conditional";
  readonly test: Expression;
  readonly yes: Expression;
  readonly no: Expression;
}

/** `of as type` */
export interface As extends InExpression {
  readonly kind: "as";
  readonly of: Expression;
  readonly type: Type;
}

/** `left operator right`, where the operator assigns. */
export interface Assignment extends InExpression {
  readonly kind: "assignment";
  readonly left: Expression;
  readonly operator: string;
  readonly right: Expression;
}

/** A type, of those that fields, parameters and results have. */
export type Type =
  | { readonly kind: "keyword" | "string-type"; readonly text: string }
  | { readonly kind: "typeof"; readonly name: string; readonly parenthesised: boolean }
  | { readonly kind: "reference"; readonly name: string; readonly types: readonly Type[] | null }
  | { readonly kind: "list"; readonly of: Type }
  | { readonly kind: "readonly"; readonly of: Type }
  | { readonly kind: "of"; readonly of: Type; readonly by: Type }
  | { readonly kind: "union"; readonly types: readonly Type[] }
  | { readonly kind: "record"; readonly members: readonly Variable[] };

/** `name: type`, with what stands before the name in it, and `!` behind it. */
export interface Variable {
  readonly name: string;
  readonly type: Type | null;
}

/** A statement, a member of a class or interface, or the head of one of them, up to its `{`. */
export type Statement =
  | Declaration
  | Alias
  | Import
  | Simple
  | Signature
  | Heritage
  | If
  | ForOf
  | For
  | { readonly kind: "item"; readonly value: Expression }
  | Entry;

/** `const name: type = value;`, or a field of a class; `name` begins with all words before it. */
export interface Declaration extends Variable {
  readonly kind: "variable" | "field";
  readonly value: Expression | null;
}

/** `export type Name = type;` */
export interface Alias {
  readonly kind: "alias";
  readonly name: string;
  readonly type: Type;
}

/** `import { names } from "module";` */
export interface Import {
  readonly kind: "import";
  readonly head: string;
  readonly names: readonly string[];
  readonly from: string;
}

/** An expression for itself, or behind `return`. */
export interface Simple {
  readonly kind: "expression" | "return";
  readonly value: Expression;
}

/** `name(parameters): result`, with all words before it, and with `end`: a semicolon, or a brace. */
export interface Signature {
  readonly kind: "signature";
  readonly name: string;
  readonly parameters: readonly Variable[];
  readonly result: Type | null;
  readonly end: ";" | " {";
}

/** `class Name extends Base implements Others {`; the head is all before `extends`. */
export interface Heritage {
  readonly kind: "heritage";
  readonly head: string;
  readonly base: string | null;
  readonly others: readonly string[];
}

/** `if (test) body`; a body that is null is a block that is not written yet. */
export interface If {
  readonly kind: "if";
  readonly test: Expression;
  readonly body: Statement | readonly Statement[] | null;
}

/** `for (const name of list) body`; of several names, which stand in brackets then. */
export interface ForOf {
  readonly kind: "for-of";
  readonly names: readonly string[];
  readonly list: Expression;
  readonly body: Statement | null;
}

/** `for (let name = from; test; step) body`; a body that is null is a block that is not written yet. */
export interface For {
  readonly kind: "for";
  readonly from: Declaration;
  readonly test: Expression;
  readonly step: string;
  readonly body: If["body"];
}
