import { type Grammar } from "ohm-js";

/** A parsing expression as Ohm's recipes write it: kind, source interval, operands. */
export type Expr =
  | readonly ["terminal", unknown, string]
  | readonly ["range", unknown, string, string]
  | readonly ["app", unknown, string]
  | readonly ["any" | "end", unknown]
  | readonly ["seq" | "alt", unknown, ...(readonly unknown[])]
  | readonly ["opt" | "star" | "plus" | "not" | "lookahead", unknown, Expr];

/** One rule of the grammar. */
export interface Rule {
  readonly name: string;
  readonly description: string | undefined;
  readonly body: Expr;
}

/** The rules of a grammar, in the order of its text; what they take from Ohm's built-in rules is `any` alone. */
export function rulesOf(grammar: Grammar): Map<string, Rule> {
  const recipe = JSON.parse((grammar as unknown as { toRecipe(): string }).toRecipe()) as unknown[];
  const rules = recipe[5] as Record<string, [string, unknown, string | null, string[], Expr]>;
  return new Map(
    Object.entries(rules).map(([name, [, , description, formals, body]]) => {
      if (formals.length > 0) throw new Error(`rule ${name} has parameters, which this generator does not compile`);
      return [name, { name, description: description ?? undefined, body: withoutBuiltIns(body) }];
    }),
  );
}

function withoutBuiltIns(expr: Expr): Expr {
  if (expr[0] === "app") return expr[2] === "any" || expr[2] === "end" ? [expr[2], expr[1]] : expr;
  if (expr[0] === "seq" || expr[0] === "alt") return [expr[0], expr[1], ...operandsOf(expr).map(withoutBuiltIns)];
  if (expr[0] === "terminal" || expr[0] === "range" || expr[0] === "any" || expr[0] === "end") return expr;
  return [expr[0] as "opt", expr[1], withoutBuiltIns(operandsOf(expr)[0]!)];
}

/** The factors of a sequence, the alternatives of a choice, or the expression alone. */
export function partsOf(expr: Expr, kind: "seq" | "alt" = expr[0] === "alt" ? "alt" : "seq"): readonly Expr[] {
  return expr[0] === kind ? (expr.slice(2) as unknown[] as Expr[]) : [expr];
}

/** The expressions directly inside. */
export function operandsOf(expr: Expr): readonly Expr[] {
  return (expr.slice(2) as unknown[]).filter((part): part is Expr => Array.isArray(part));
}

/** Whether white space is skipped between the parts of a rule. */
export function isSyntactic(name: string): boolean {
  return /^[A-Z]/.test(name);
}

/** The word of a rule `word = "word" ~namePart`, if it is one. */
export function wordOf(rule: Rule | undefined): string | undefined {
  if (!rule || rule.body[0] !== "seq") return undefined;
  const [word, rest, more] = partsOf(rule.body);
  const ends = rest?.[0] === "not" && rest[2][0] === "app" && rest[2][2] === "namePart";
  return !more && ends && word?.[0] === "terminal" ? word[2] : undefined;
}
