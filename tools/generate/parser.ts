import { type Grammar } from "ohm-js";
import { firstOf, ruleOf } from "./first.ts";
import { type Expr, isSyntactic, operandsOf, partsOf, type Rule, rulesOf, wordOf } from "./recipe.ts";

/**
 * Compiles a grammar into one function per rule: recursive descent with ordered choice, alternatives picked by their first character,
 * no memo table, no left recursion. What a rule's node holds: nothing for punctuation and words, `true` or `false` for optional ones,
 * a node for a rule, an array for a repetition. A rule that only chooses between rules gives the chosen one's node.
 */
export function compileGrammar(grammar: Grammar): string {
  const compiler = new Compiler(rulesOf(grammar));
  return compiler.file();
}

class Compiler {
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #methods: string[] = [];
  readonly #types: string[] = [];
  #extra = 0;

  constructor(rules: ReadonlyMap<string, Rule>) {
    this.#rules = rules;
  }

  file(): string {
    for (const rule of this.#rules.values()) {
      if (wordOf(rule) !== undefined) continue;
      if (isSyntactic(rule.name)) this.#syntactic(rule);
      else this.#lexical(rule);
    }
    this.#methods.push(this.#skip());
    return [
      "// Generated from grammar/qdl.ohm by `npm run generate`. Do not edit.",
      'import { type Concrete, Matcher } from "./matcher.ts";',
      this.#types.join("\n"),
      `export class Parser extends Matcher {\n${this.#methods.join("\n")}\n}\n`,
    ].join("\n\n");
  }

  /** Most parts follow each other at once, so the first character decides before the rule for white space is tried. */
  #skip(): string {
    const first = firstOf(ruleOf("space", this.#rules).body, this.#rules);
    if (!first) throw new Error("`space` can be empty or start with anything");
    const test = [...first].map((code) => `code !== ${code}`).join(" && ");
    return `  protected override skip(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.pos);
      if ((${test}) || !this.space()) return;
    }
  }`;
  }

  #syntactic({ name, body }: Rule): void {
    const choices = partsOf(body, "alt");
    if (choices.every((part) => part[0] === "app" && this.#word(part) === undefined) && choices.length > 1) {
      this.#types.push(`export type ${name} = ${choices.map((part) => this.#type(part)).join(" | ")};`);
      this.#methods.push(`  ${name}(): ${name} | undefined {\n${this.#choice(choices)}\n  }`);
      return;
    }
    const steps = partsOf(body, "seq").map((part, at) => this.#step(part, `s${at}`));
    const types = steps.flatMap((step) => step.type ?? []);
    this.#types.push(`export type ${name} = Concrete<"${name}", readonly [${types.join(", ")}]>;`);
    const slots = steps.flatMap((step, at) => (step.type ? `s${at}` : [])).join(", ");
    this.#methods.push(
      `  ${name}(): ${name} | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
${steps.map((step) => step.code).join("\n")}
    return this.node("${name}", start, [${slots}]);
  }`,
    );
  }

  /** One part of a sequence: the code that matches it into `slot` or leaves the function, and the slot's type if it has one. */
  #step(part: Expr, slot: string): { readonly code: string; readonly type?: string } {
    const orLeave = (test: string) => `    if (${test}) { this.pos = before; return undefined; }`;
    if (part[0] === "not" || part[0] === "lookahead") {
      return { code: orLeave(`${part[0] === "not" ? "" : "!"}this.ahead(() => ${this.#match(part[2])})`) };
    }
    if (part[0] === "opt") {
      const type = this.#isMark(part[2]) ? "boolean" : `${this.#type(part[2])} | undefined`;
      return { code: `    const ${slot} = ${this.#match(part[2])};`, type };
    }
    if (part[0] === "star" || part[0] === "plus") {
      const type = this.#type(part[2]);
      const loop = `    const ${slot}: ${type}[] = [];
    for (let one; (one = ${this.#match(part[2])}) !== undefined;) ${slot}.push(one);`;
      const least = part[0] === "plus" ? `\n${orLeave(`${slot}.length === 0`)}` : "";
      return { code: loop + least, type: `readonly ${type}[]` };
    }
    if (this.#isMark(part)) return { code: orLeave(`!${this.#match(part)}`) };
    return {
      code: `    const ${slot} = ${this.#match(part)};\n${orLeave(`${slot} === undefined`)}`,
      type: this.#type(part),
    };
  }

  #match(part: Expr): string {
    if (part[0] === "terminal") return `this.token(${JSON.stringify(part[2])})`;
    if (part[0] !== "app") throw new Error(`name the ${part[0]} inside a rule: give it a rule of its own`);
    const word = this.#word(part);
    if (word !== undefined) return `this.word(${JSON.stringify(word)})`;
    return isSyntactic(part[2]) ? `this.${part[2]}()` : `this.${part[2]}Leaf()`;
  }

  #type(part: Expr): string {
    if (part[0] !== "app") throw new Error(`name the ${part[0]} inside a rule: give it a rule of its own`);
    return isSyntactic(part[2]) ? part[2] : `Concrete<"${part[2]}", readonly []>`;
  }

  #isMark(part: Expr): boolean {
    return part[0] === "terminal" || this.#word(part) !== undefined;
  }

  #word(part: Expr): string | undefined {
    return part[0] === "app" ? wordOf(this.#rules.get(part[2])) : undefined;
  }

  #choice(choices: readonly Expr[]): string {
    const byCode = new Map<number, number[]>();
    choices.forEach((choice, at) => {
      const first = firstOf(choice, this.#rules);
      if (!first) throw new Error("an alternative can be empty or start with anything");
      for (const code of first) byCode.set(code, [...(byCode.get(code) ?? []), at]);
    });
    const groups = new Map<string, number[]>();
    for (const [code, which] of byCode) groups.set(which.join(), [...(groups.get(which.join()) ?? []), code]);
    const tryAll = (which: readonly number[]) => which.map((at) => this.#match(choices[at]!)).join(" ?? ");
    const cases = [...groups].map(
      ([which, codes]) =>
        `${codes.map((code) => `      case ${code}:`).join("\n")}\n        found = ${tryAll(which.split(",").map(Number))};\n        break;`,
    );
    return `    if (this.tracing) return ${tryAll([...choices.keys()])};
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
${cases.join("\n")}
    }
    if (found === undefined) this.pos = before;
    return found;`;
  }

  #lexical({ name, description, body }: Rule): void {
    this.#methods.push(`  ${name}(): boolean {\n    return ${this.#test(body)};\n  }`);
    if (!this.#isLeaf(name)) return;
    const texts = description
      ? [description]
      : partsOf(partsOf(body, "seq")[0]!, "alt").map((word) => terminal(word, name));
    const misses = texts.map((text) => `this.miss(${JSON.stringify(description ? text : `\`${text}\``)}, start);`);
    this.#methods.push(
      `  ${name}Leaf(): Concrete<"${name}", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.${name}()) return this.leaf("${name}", start);
    if (this.tracing) { ${misses.join(" ")} }
    this.pos = before;
    return undefined;
  }`,
    );
  }

  /** Whether a capital rule uses this small one, so that it needs a node. */
  #isLeaf(name: string): boolean {
    const uses = (expr: Expr): boolean => (expr[0] === "app" ? expr[2] === name : operandsOf(expr).some(uses));
    return [...this.#rules.values()].some((rule) => isSyntactic(rule.name) && uses(rule.body));
  }

  /** An expression of the generated code that matches `expr` without skipping, or moves nothing and is false. */
  #test(expr: Expr): string {
    const set = this.#characterTest(expr);
    if (set)
      return this.#method(
        `const code = this.text.charCodeAt(this.pos);\n    if (!(${set})) return false;\n    this.pos++;\n    return true;`,
      );
    switch (expr[0]) {
      case "terminal":
        return `this.literal(${JSON.stringify(expr[2])})`;
      case "app":
        ruleOf(expr[2], this.#rules);
        return `this.${expr[2]}()`;
      case "alt":
        return `(${partsOf(expr)
          .map((part) => this.#test(part))
          .join(" || ")})`;
      case "opt":
        return `(${this.#test(expr[2])} || true)`;
      case "any":
        return this.#method(`if (this.pos >= this.text.length) return false;\n    this.pos++;\n    return true;`);
      case "star":
        return this.#repeat(expr[2]);
      case "plus":
        return `(${this.#test(expr[2])} && ${this.#repeat(expr[2])})`;
      case "not":
        return `!this.ahead(() => ${this.#test(expr[2])})`;
      case "lookahead":
        return `this.ahead(() => ${this.#test(expr[2])})`;
      case "seq": {
        const all = partsOf(expr)
          .map((part) => this.#test(part))
          .join(" && ");
        return this.#method(
          `const before = this.pos;\n    if (${all}) return true;\n    this.pos = before;\n    return false;`,
        );
      }
      default:
        throw new Error(`\`${expr[0]}\` is not compiled`);
    }
  }

  #repeat(expr: Expr): string {
    const stop = searched(expr);
    if (stop !== undefined) return `this.until(${JSON.stringify(stop)})`;
    const set = this.#characterTest(expr);
    if (!set) return this.#method(`while (${this.#test(expr)}) continue;\n    return true;`);
    return this.#method(
      `for (let code; ((code = this.text.charCodeAt(this.pos)), ${set});) this.pos++;\n    return true;`,
    );
  }

  #method(code: string): string {
    const name = `lexical${++this.#extra}`;
    this.#methods.push(`  private ${name}(): boolean {\n    ${code}\n  }`);
    return `this.${name}()`;
  }

  /** A test of `code` for what matches exactly one UTF-16 unit. */
  #characterTest(expr: Expr): string | undefined {
    if (expr[0] === "terminal") return expr[2].length === 1 ? `code === ${expr[2].charCodeAt(0)}` : undefined;
    if (expr[0] === "range") return `(code >= ${expr[2].charCodeAt(0)} && code <= ${expr[3].charCodeAt(0)})`;
    if (expr[0] === "app") return this.#characterTest(ruleOf(expr[2], this.#rules).body);
    if (expr[0] === "seq") {
      const [not, any, more] = partsOf(expr);
      if (more || not?.[0] !== "not" || any?.[0] !== "any") return undefined;
      const set = this.#characterTest(not[2]);
      return set && `(code === code && !(${set}))`;
    }
    if (expr[0] !== "alt") return undefined;
    const tests = partsOf(expr).map((part) => this.#characterTest(part));
    return tests.includes(undefined) ? undefined : `(${tests.join(" || ")})`;
  }
}

/** The text that `(~"text" any)*` stops at. */
function searched(expr: Expr): string | undefined {
  const [not, any, more] = partsOf(expr, "seq");
  return !more && not?.[0] === "not" && any?.[0] === "any" && not[2][0] === "terminal" ? not[2][2] : undefined;
}

function terminal(expr: Expr, rule: string): string {
  if (expr[0] !== "terminal") throw new Error(`rule ${rule} needs a description: reports have nothing to call it`);
  return expr[2];
}
