import { type ast } from "qdl";
import { type Token } from "./tokens.ts";

/** What the tree knows about tokens that look alike; all are places among the tokens. */
export interface Hints {
  /** Operators before their only operand. */
  readonly unary: ReadonlySet<number>;
  /** Opening brackets that begin something of their own: an array, the bits of a field, an expression in parentheses. */
  readonly apart: ReadonlySet<number>;
  /** The colons of `[msb:lsb]`. */
  readonly tight: ReadonlySet<number>;
  /** What begins on a line that a waiver covers. */
  readonly waived: ReadonlySet<number>;
}

/** Offsets at which nodes of the kinds that matter begin or end. */
interface Offsets {
  readonly unary: Set<number>;
  readonly arrays: Set<number>;
  readonly functionEnds: Set<number>;
  /** Where the name of a field, or its bound, ends: the bits follow. */
  readonly bitsAfter: Set<number>;
}

/** A file as tree, text and tokens; `matches` pairs its brackets. */
export interface Parsed {
  readonly file: ast.File;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly matches: ReadonlyMap<number, number>;
}

/** Asks the tree of a file what its tokens mean. */
export function hintsOf({ file, text, tokens, matches }: Parsed): Hints {
  const offsets: Offsets = { unary: new Set(), arrays: new Set(), functionEnds: new Set(), bitsAfter: new Set() };
  collect(file.declarations, offsets);
  const hints = {
    unary: new Set<number>(),
    apart: new Set<number>(),
    tight: new Set<number>(),
    waived: new Set<number>(),
  };
  const covered = new Set(file.waivers.map(({ covers }) => covers.start));
  let lineIsCovered = false;
  let endBefore = 0;
  tokens.forEach((token, at) => {
    const { text: mark, start } = token;
    if (token.breaks > 0) lineIsCovered = covered.has(text.lastIndexOf("\n", token.start) + 1);
    if (lineIsCovered) hints.waived.add(at);
    if (offsets.unary.has(start)) hints.unary.add(at);
    if (mark === "(" && !offsets.functionEnds.has(endBefore)) hints.apart.add(at);
    if (mark === "[" && offsets.arrays.has(start)) hints.apart.add(at);
    if (mark === "[" && offsets.bitsAfter.has(endBefore)) {
      hints.apart.add(at);
      for (const colon of colonsBetween(tokens, at, matches)) hints.tight.add(colon);
    }
    if (token.kind === "word" || token.kind === "mark") endBefore = token.end;
  });
  return hints;
}

function collect(value: unknown, offsets: Offsets): void {
  if (typeof value !== "object" || value === null) return;
  if (isNode(value)) note(value, offsets);
  for (const part of Object.values(value)) collect(part, offsets);
}

type Hinting = ast.Unary | ast.ArrayLiteral | ast.Call | ast.Method | ast.Field;

function isNode(value: object): value is Hinting {
  return "kind" in value && ["unary", "array", "call", "method", "field"].includes(value.kind as string);
}

function note(node: Hinting, offsets: Offsets): void {
  switch (node.kind) {
    case "unary":
      return void offsets.unary.add(node.start);
    case "array":
      return void offsets.arrays.add(node.start);
    case "call":
      return void offsets.functionEnds.add(node.function.end);
    case "method":
      return void offsets.functionEnds.add(node.name.end);
    case "field":
      return void offsets.bitsAfter.add(node.bound?.end ?? node.name.end);
  }
}

/** The colons directly between a pair of brackets that are not of a `? :`. */
function colonsBetween(tokens: readonly Token[], open: number, matches: ReadonlyMap<number, number>): number[] {
  const colons: number[] = [];
  let questions = 0;
  for (let at = open + 1; at < matches.get(open)!; at++) {
    const inner = matches.get(at);
    if (inner !== undefined) at = inner;
    else if (tokens[at]!.text === "?") questions++;
    else if (tokens[at]!.text === ":" && questions > 0) questions--;
    else if (tokens[at]!.text === ":") colons.push(at);
  }
  return colons;
}
