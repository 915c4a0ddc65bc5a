/** A word, a number, a text in quotes, a punctuation mark or a comment, as it stands in the text. */
export interface Token {
  readonly kind: "word" | "mark" | "line-comment" | "block-comment";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Line breaks between the token before and this one. */
  readonly breaks: number;
}

const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|[0-9][A-Za-z0-9_]*(?:\.[0-9][A-Za-z0-9_]*)?|[A-Za-z_][A-Za-z0-9_]*|=>|->|\.\.|\|\||&&|==|!=|<<|>>|<=|>=|[^\s\uFEFF]/g;

/** Cuts a text that has no syntax errors into its tokens, comments among them. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const found of text.matchAll(token)) {
    const start = found.index;
    const [whole] = found;
    tokens.push({
      kind: kindOf(whole),
      text: whole,
      start,
      end: start + whole.length,
      breaks: countBreaks(text, end, start),
    });
    end = start + whole.length;
  }
  return tokens;
}

function kindOf(text: string): Token["kind"] {
  if (text.startsWith("//")) return "line-comment";
  if (text.startsWith("/*")) return "block-comment";
  return /^[\w"]/.test(text) ? "word" : "mark";
}

function countBreaks(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === 10) count++;
  return count;
}

/** Whether a token is a comment. */
export function isComment({ kind }: Token): boolean {
  return kind === "line-comment" || kind === "block-comment";
}

const closing = new Map([
  ["{", "}"],
  ["(", ")"],
  ["[", "]"],
]);

/** By the place of an opening bracket among the tokens, the place of the one that closes it. */
export function matchBrackets(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const matches = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach(({ kind, text }, at) => {
    if (kind !== "mark") return;
    if (closing.has(text)) open.push(at);
    else if (open.length > 0 && closing.get(tokens[open.at(-1)!]!.text) === text) matches.set(open.pop()!, at);
  });
  return matches;
}
