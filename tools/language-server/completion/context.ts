import { expectedAfter } from "qdl";
import { isComment, type Token, tokensOf } from "../../prettier/tokens.ts";

/** Where something is being typed: the blocks around it, from outside in, and what the statement says so far. */
export interface Context {
  /** What stands before the `{` of each block. */
  readonly blocks: readonly (readonly string[])[];
  /** The tokens of the statement before the word that is being typed. */
  readonly statement: readonly string[];
  /** What the grammar allows here, in its words: `` `prop` ``, `a name`. */
  readonly expected: readonly string[];
  /** Of a text in quotes that is being typed: what it says so far. */
  readonly quoted: string | null;
}

/** The place of an offset; nothing inside a comment. Mistakes elsewhere in the text do not matter: only the way down to the place is read. */
export function contextAt(text: string, offset: number): Context | undefined {
  const before = text.slice(0, offset);
  const tokens = tokensOf(before);
  const last = tokens.at(-1);
  if (last && isOpenComment(last, before)) return undefined;
  const quote = quoteAt(before);
  const typed = /[A-Za-z0-9_]*$/.exec(before)![0];
  const end = quote ?? offset - typed.length;
  const { blocks, statement } = nest(tokens.filter((token) => !isComment(token) && token.end <= end));
  const read = [...blocks.flatMap((words) => [...words, "{"]), ...statement].join(" ");
  const expected = quote === undefined ? expectedAfter(read === "" ? "" : `${read} `) : [];
  return { blocks, statement, expected, quoted: quote === undefined ? null : before.slice(quote + 1) };
}

function isOpenComment({ kind, text, end }: Token, before: string): boolean {
  if (kind === "line-comment") return end === before.length;
  return kind === "block-comment" ? !text.endsWith("*/") : text === "/" && before.endsWith("/*");
}

/** Where a text in quotes begins that is not closed on its line. */
function quoteAt(before: string): number | undefined {
  const line = before.lastIndexOf("\n") + 1;
  const open = [...before.slice(line).matchAll(/"(?:\\.|[^"\\])*("?)/g)].at(-1);
  return open && open[1] === "" ? line + open.index : undefined;
}

function nest(tokens: readonly Token[]) {
  const blocks: string[][] = [];
  let statement: string[] = [];
  for (const { text } of tokens) {
    const inImport = statement[0] === "import";
    if (text === "{" && !inImport) {
      blocks.push(statement);
      statement = [];
    } else if (text === "}" && !inImport) {
      blocks.pop();
      statement = [];
    } else if (text === ";") statement = [];
    else statement.push(text);
  }
  // What stands at the top, such as the edition, is no part of what the declaration says.
  return { blocks, statement };
}

/** The words that the grammar allows at a place. */
export function wordsIn({ expected }: Context): string[] {
  return expected.flatMap((one) =>
    one === accessKind ? accesses : [...one.matchAll(/`([a-z_][a-z0-9_]*)`/g)].map(([, word]) => word!),
  );
}

/** How the grammar calls the access kinds, which it does not list. */
const accessKind = "an access kind such as `rw`";
const accesses = "rw ro wo w1c w1s w0c w0s w1t rc rs once reserved".split(" ");

/** The first word of a statement that says what it is. */
export function leadOf(words: readonly string[]): string {
  return words.find((word) => !["abstract", "override"].includes(word)) ?? "";
}
