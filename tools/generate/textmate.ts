import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { grammar } from "ohm-js";
import { ruleOf } from "./first.ts";
import { type Made } from "./grammar.ts";
import { type Expr, partsOf, type Rule, rulesOf } from "./recipe.ts";

/** Where the grammar for editors stands. */
const path = "grammar/qdl.tmLanguage.json";

/** Rewrites the grammar by which editors colour definitions. */
export function generateTextMate(root: string): void {
  const { text } = makeTextMate(root);
  writeFileSync(join(root, path), text);
}

/** The TextMate grammar that follows from the words of `grammar/qdl.ohm`. */
export function makeTextMate(root: string): Made {
  const rules = rulesOf(grammar(readFileSync(join(root, "grammar/qdl.ohm"), "utf8")));
  return { path, text: `${JSON.stringify(textMate(rules), null, 2)}\n` };
}

type Rules = ReadonlyMap<string, Rule>;

/** What a declaration, a member, and everything else that ends with `;` or a block begins with. */
const statements = ["Item", "Member", "BankMember", "RegisterMember", "RegionMember"];

/** Words that colour themselves: kinds of types, of ownership, of access. */
const kinds: Readonly<Record<string, string>> = {
  typeForm: "storage.type.form.qdl",
  storage: "storage.modifier.ownership.qdl",
  relation: "storage.modifier.ownership.qdl",
};

/** What properties, state and parameters can be: names to the grammar, types to the reader. */
const valueTypes = ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "size", "bool", "string"];

const name = "[A-Za-z_][A-Za-z0-9_]*";
/** A statement begins a line, or follows the one before; a word that leads nothing is a name: `width = 3;`, `timer : u32;`. */
const begins = "(?:^|(?<=[;{}]))\\s*";
const leads = "(?!\\s*(?:=(?![=>])|[:.;,\\[]))";

function textMate(rules: Rules): object {
  const special = Object.entries(kinds).map(([rule, scope]) => ({ words: wordsOf(ruleOf(rule, rules).body), scope }));
  const coloured = new Set(special.flatMap(({ words }) => words));
  const leading = new Set(statements.flatMap((rule) => firstWords(ruleOf(rule, rules).body, rules)));
  const all = [...rules.values()].filter(({ name: rule }) => /^[a-z]/.test(rule)).flatMap(({ body }) => wordsOf(body));
  const accesses = wordsOf(ruleOf("fieldAccess", rules).body);
  const booleans = wordsOf(ruleOf("boolean", rules).body);
  const clauses = [...new Set(all)].filter((word) => ![...accesses, ...booleans].includes(word));
  const lead = [...leading].filter((word) => !coloured.has(word));
  return {
    $schema: "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
    name: "QDL",
    scopeName: "source.qdl",
    patterns: ["comments", "texts", "heads", "leads", "names", "values", "clauses", "operators"].map(include),
    repository: {
      comments: { patterns: comments },
      texts: { patterns: [text] },
      heads: { patterns: heads(special[0]!.words) },
      leads: {
        patterns: [
          { match: `${begins}(${name})(?=\\s*=(?![=>]))`, captures: captures(["variable.other.member.qdl"]) },
          ...special.map(({ words, scope }) => leadingWords(words, scope)),
          leadingWords(["alias"], "keyword.other.qdl"),
          leadingWords(lead, "keyword.other.qdl"),
        ],
      },
      names: { patterns: names(accesses) },
      values: { patterns: values(booleans) },
      clauses: {
        patterns: [{ name: "keyword.other.clause.qdl", match: `(?<![.\\w])(?:${either(clauses)})\\b(?!\\s*[.:\\[])` }],
      },
      operators: {
        patterns: [
          { name: "keyword.operator.qdl", match: "=>|->|\\.\\.|\\|\\||&&|==|!=|<<|>>|<=|>=|[-+*/%&|^~!<>=?:@]" },
        ],
      },
    },
  };
}

const comments = [
  { name: "comment.line.documentation.qdl", match: "///.*$" },
  { name: "comment.line.double-slash.qdl", match: "//.*$" },
  { name: "comment.block.qdl", begin: "/\\*", end: "\\*/" },
];

const text = {
  name: "string.quoted.double.qdl",
  begin: '"',
  end: '"|$',
  patterns: [{ name: "constant.character.escape.qdl", match: "\\\\." }],
};

/** `abstract device Uart : SysBusDevice`, `enum Mode`, `variant A of B`. */
function heads(forms: readonly string[]): object[] {
  const head = (words: string, scope: string) => ({
    match: `${begins}(?:(abstract)\\s+)?(${words})\\s+(${name})(?:\\s*(:|\\bof\\b)\\s*(${name}))?(?=[^:=]*[{]|\\s*$|\\s*:|\\s+implements)`,
    captures: captures([
      "storage.modifier.qdl",
      scope,
      "entity.name.type.qdl",
      "keyword.operator.qdl",
      "entity.other.inherited-class.qdl",
    ]),
  });
  return [
    head(either(forms), "storage.type.form.qdl"),
    head("enum|variant(?!\\s+(?:const|type)\\b)", "storage.type.qdl"),
  ];
}

function leadingWords(words: readonly string[], scope: string): object {
  return {
    match: `${begins}(?:(override|own)\\s+(?=region\\b|\\w+\\s))?(${either(words)})\\b${leads}`,
    captures: captures(["storage.modifier.qdl", scope]),
  };
}

/** Names that are seen by what stands before them: types behind a colon, hooks behind an arrow, fields before their bits. */
function names(accesses: readonly string[]): object[] {
  return [
    { match: `(:)\\s*(${either(valueTypes)})\\b`, captures: captures(["keyword.operator.qdl", "support.type.qdl"]) },
    { match: `(:)\\s*([A-Z][A-Za-z0-9_]*)\\b`, captures: captures(["keyword.operator.qdl", "entity.name.type.qdl"]) },
    { match: `(=>)\\s*([A-Z][A-Za-z0-9_]*)\\b`, captures: captures(["keyword.operator.qdl", "entity.name.type.qdl"]) },
    { match: `(=>)\\s*(${name})`, captures: captures(["keyword.operator.qdl", "entity.name.function.qdl"]) },
    { match: `(?<=\\])\\s*(${either(accesses)})\\b`, captures: captures(["constant.language.access.qdl"]) },
    { match: `(?<=\\bfield\\s)(${name})`, captures: captures(["variable.other.member.qdl"]) },
    { match: `(?<=\\bregister\\s)(${name})`, captures: captures(["variable.other.member.qdl"]) },
  ];
}

function values(booleans: readonly string[]): object[] {
  return [
    { name: "constant.language.boolean.qdl", match: `\\b(?:${either(booleans)})\\b` },
    { name: "constant.numeric.qdl", match: "\\b[0-9][A-Za-z0-9_]*(?:\\.[0-9][A-Za-z0-9_]*)?\\b" },
  ];
}

function include(name: string): object {
  return { include: `#${name}` };
}

function captures(scopes: readonly string[]): object {
  return Object.fromEntries(scopes.map((scope, at) => [String(at + 1), { name: scope }]));
}

/** Longest first: a word may begin another. */
function either(words: readonly string[]): string {
  return [...new Set(words)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join("|");
}

/** The words that a rule spells out. */
function wordsOf(expr: Expr): string[] {
  if (expr[0] === "terminal") return /^[a-z_][a-z0-9_]*$/.test(expr[2]) ? [expr[2]] : [];
  return expr[0] === "alt" || expr[0] === "seq" ? partsOf(expr).flatMap(wordsOf) : [];
}

/** The words that what a rule matches can begin with. */
function firstWords(expr: Expr, rules: Rules): string[] {
  switch (expr[0]) {
    case "app":
      return firstWords(ruleOf(expr[2], rules).body, rules);
    case "alt":
      return partsOf(expr).flatMap((part) => firstWords(part, rules));
    case "seq":
      return firstOfSequence(partsOf(expr), rules);
    default:
      return wordsOf(expr);
  }
}

function firstOfSequence(parts: readonly Expr[], rules: Rules): string[] {
  const words: string[] = [];
  for (const part of parts) {
    const optional = part[0] === "opt" || part[0] === "star";
    words.push(...firstWords(optional ? part[2] : part, rules));
    if (!optional) return words;
  }
  return words;
}
