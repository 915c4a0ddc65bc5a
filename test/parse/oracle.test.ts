import fc from "fast-check";
import { type Node } from "ohm-js";
import { expect, test } from "vitest";
import { Parser } from "../../compiler/1-parse/parser.generated.ts";
import grammar from "../../grammar/qdl.ohm-bundle.generated.js";
import { rulesOf } from "../../tools/generate/recipe.ts";
import { examples, mutationOf, shortTexts } from "./texts.ts";

const rules = rulesOf(grammar);
const mark = Symbol("a word or a punctuation mark");

/** Ohm's tree in the form of the compiled parser's: without punctuation, choices as what was chosen. */
const semantics = grammar.createSemantics().addOperation<unknown>("tree", {
  _terminal() {
    return mark;
  },
  _iter(...children) {
    const values = children.map((child) => child["tree"]() as unknown);
    if (!this.isOptional()) return values;
    return values.length === 0 ? null : values[0] === mark ? true : values[0];
  },
  _nonterminal(...children) {
    const { startIdx: start, endIdx: end } = this.source;
    const rule = this.ctorName;
    if (/^[a-z]/.test(rule)) return `${rule}Leaf` in Parser.prototype ? { rule, start, end, slots: [] } : mark;
    const slots = children.map((child: Node) => child["tree"]() as unknown).filter((slot) => slot !== mark);
    return rules.get(rule)!.body[0] === "alt" ? slots[0] : { rule, start, end, slots };
  },
});

/** What stands in a file; Ohm lets the start rule end after the last white space, which is nobody's part. */
function ohmTree(text: string): unknown {
  const match = grammar.match(text, "File");
  return match.succeeded() ? (semantics(match)["tree"]() as { readonly slots: unknown }).slots : undefined;
}

function compiledTree(text: string, tracing = false): unknown {
  const parser = new Parser(text);
  parser.tracing = tracing;
  const file = parser.File();
  return file && parser.atEnd() ? JSON.parse(JSON.stringify(file.slots, plain)) : undefined;
}

/** An optional part that is not there is null, whatever it would be. */
function plain(_key: string, value: unknown): unknown {
  return value === undefined || value === false ? null : value;
}

test.each(examples)("the compiled parser and Ohm see the same tree in %s", (_name, text) => {
  const tree = ohmTree(text);
  expect(tree).toBeDefined();
  expect(compiledTree(text)).toEqual(tree);
});

test("the compiled parser agrees with Ohm on every accept, reject and tree", () => {
  let accepted = 0;
  const runs = 3000;
  const property = fc.property(mutationOf(shortTexts), (text) => {
    const tree = ohmTree(text);
    if (tree !== undefined) accepted++;
    expect(compiledTree(text)).toEqual(tree);
    expect(compiledTree(text, true)).toEqual(tree);
  });
  fc.assert(property, { numRuns: runs });
  expect(accepted).toBeGreaterThan(runs / 50);
  expect(accepted).toBeLessThan(runs * 0.9);
});

test("a rejected text is rejected where Ohm rejects it", () => {
  const property = fc.property(mutationOf(shortTexts), (text) => {
    const match = grammar.match(text, "File");
    if (!match.failed()) return;
    const parser = new Parser(text);
    parser.tracing = true;
    if (parser.File()) return;
    expect(tokenStart(text, parser.furthest)).toBe(tokenStart(text, match.getRightmostFailurePosition()));
  });
  fc.assert(property, { numRuns: 300 });
});

/** Ohm may fail inside a token or in the space before one; both name the token. */
function tokenStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && /\w/.test(text[start] ?? "") && /\w/.test(text[start - 1]!)) start--;
  return start;
}
