import { type Entry } from "./entry.ts";

const unread = "nothing is generated from a declaration that cannot be read";

/** What `1-parse` reports: text that is not the language. */
export const parseCatalogue = {
  "parse/syntax": {
    severity: "error",
    message: "expected {expected}, found {found}",
    why: unread,
    help: "write {expected} here, or remove what stands in its place{hint}",
  },
  "parse/missing-semicolon": {
    severity: "error",
    message: "a `;` is missing before {found}",
    why: "without it, what follows reads as part of the same member",
    help: "end the member with `;`",
  },
  "parse/unknown-word": {
    severity: "error",
    message: "{found} does not begin {what}",
    why: unread,
    help: "begin with one of the words for it{hint}",
  },
  "parse/unclosed-brace": {
    severity: "error",
    message: "a block is not closed before {found}",
    why: "what follows would count as part of the block",
    help: "close the block with `}` here, or where it really ends",
  },
  "parse/missing-brace": {
    severity: "error",
    message: "a block is not opened before {found}",
    why: "the `}` of this block would end the block around it",
    help: "write the opening brace here, or remove the `}` of this block",
  },
  "parse/stray-brace": {
    severity: "error",
    message: "this `}` closes nothing",
    why: "a block above it ends earlier than it looks, or a `{` was lost",
    help: "remove it, or find the block above it that ends too early",
  },
  "parse/headless-block": {
    severity: "error",
    message: "nothing says what this block is",
    why: unread,
    help: "remove the brace, or write the head of the block before it",
  },
  "parse/unterminated-string": {
    severity: "error",
    message: "this text has no closing quote on its line",
    why: unread,
    help: 'end the text with `"`; for a line break inside it write `\\n`',
  },
  "parse/unterminated-comment": {
    severity: "error",
    message: "this comment has no `*/`",
    why: "the rest of the file would be part of the comment",
    help: "end the comment with `*/`",
  },
  "parse/unopened-comment": {
    severity: "error",
    message: "this `*/` ends no comment",
    why: "the lines above it would be read as definitions",
    help: "begin the comment with `/*`, or remove this",
  },
  "parse/bad-escape": {
    severity: "error",
    message: "`{escape}` means nothing in a text",
    why: "a text must say exactly what the board shows",
    help: 'write `\\n`, `\\t`, `\\"` or `\\\\`; a plain backslash is `\\\\`',
  },
  "parse/bad-number": {
    severity: "error",
    message: "`{number}` is not a number",
    why: "a size, an address or a constant would be a guess",
    help: "write it as `0x1000`, `0b101`, `1_000`, `4K`, `50MHz` or `10ns`, with a whole number of bytes, Hz or ns",
  },
  "parse/number-too-large": {
    severity: "error",
    message: "`{number}` does not fit into 64 bits",
    why: "no address, size or register of a board is larger",
    help: "write a number below 2^64",
  },
  "parse/name-too-long": {
    severity: "error",
    message: "this name has {length} characters",
    why: "it becomes a name in the generated module, which people read",
    help: "choose a name of at most 255 characters",
  },
  "parse/missing-edition": {
    severity: "error",
    message: "the file does not begin with its language edition",
    why: "a later edition of the language may read the same text differently",
    help: "begin the file with `qdl 1;`",
  },
  "parse/unsupported-edition": {
    severity: "error",
    message: "edition {edition} of the language is not known here",
    why: "the text may mean something else in that edition",
    help: "write `qdl 1;`, or use a compiler that knows this edition",
  },
  "parse/too-deep": {
    severity: "error",
    message: "this is nested more than {limit} levels deep",
    why: "nobody can read it, and no board needs it",
    help: "name parts of it: a constant for an expression, a type for a block",
  },
  "parse/bidi-control": {
    severity: "error",
    message: "the text holds the invisible control character {character}",
    why: "it makes an editor show another text than the compiler reads",
    help: "remove the character",
  },
  "parse/repeated-clause": {
    severity: "error",
    message: "`{clause}` is said twice",
    why: "only one of the two could have an effect",
    help: "remove one of them",
  },
  "parse/waiver-without-reason": {
    severity: "error",
    message: "this waiver gives no reason",
    why: "a year from now nobody knows whether it still holds",
    help: "write `// qdl-allow {code}: ` and why it is fine here",
  },
  "parse/too-many": {
    severity: "error",
    message: "{count} mistakes so far; the rest of the file is not read",
    why: "more reports would not help",
    help: "correct these first",
  },
} as const satisfies Record<string, Entry>;
