import { type Expr, partsOf, type Rule } from "./recipe.ts";

/** The characters that can start a match: their codes, or nothing when it can be empty or start with any character. */
export type First = ReadonlySet<number> | undefined;

/** Computes the first set of `expr`. Left recursion is refused. */
export function firstOf(expr: Expr, rules: ReadonlyMap<string, Rule>, active: readonly string[] = []): First {
  switch (expr[0]) {
    case "terminal":
      return expr[2] === "" ? undefined : new Set([expr[2].charCodeAt(0)]);
    case "range":
      return codes(expr[2].charCodeAt(0), expr[3].charCodeAt(0));
    case "app":
      if (active.includes(expr[2])) throw new Error(`rule ${expr[2]} is left-recursive`);
      return firstOf(ruleOf(expr[2], rules).body, rules, [...active, expr[2]]);
    case "plus":
      return firstOf(expr[2], rules, active);
    case "alt":
      return union(partsOf(expr).map((part) => firstOf(part, rules, active)));
    case "seq":
      return firstOfSequence(partsOf(expr), rules, active);
    default:
      return undefined;
  }
}

function firstOfSequence(parts: readonly Expr[], rules: ReadonlyMap<string, Rule>, active: readonly string[]): First {
  const found: First[] = [];
  for (const part of parts) {
    if (part[0] === "not" || part[0] === "lookahead") continue;
    const optional = part[0] === "opt" || part[0] === "star";
    found.push(firstOf(optional ? part[2] : part, rules, active));
    if (!optional) return union(found);
  }
  return undefined;
}

/** The rule of that name; a name that the grammar does not define is a mistake of the grammar. */
export function ruleOf(name: string, rules: ReadonlyMap<string, Rule>): Rule {
  const rule = rules.get(name);
  if (!rule) throw new Error(`the grammar uses ${name}, which this generator does not know`);
  return rule;
}

function union(sets: readonly First[]): First {
  const all = new Set<number>();
  for (const set of sets) {
    if (!set) return undefined;
    for (const code of set) all.add(code);
  }
  return all;
}

function codes(from: number, to: number): Set<number> {
  return new Set(Array.from({ length: to - from + 1 }, (_, at) => from + at));
}
