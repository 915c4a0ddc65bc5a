/** A mistake in the guest program that is reported with its line; `assemble` collects them. */
export class AssemblyMistake extends Error {}

/** What a name stands for: its value, or undefined when nothing of that name is known (yet). `.` is the current address. */
export type Lookup = (name: string) => number | undefined;

interface Cursor {
  readonly tokens: readonly string[];
  readonly text: string;
  readonly lookup: Lookup;
  at: number;
}

const TOKEN =
  /\s*(0[xX][\da-fA-F][\da-fA-F_]*|0[bB][01][01_]*|\d[\d_]*|'(?:\\.|[^\\'])'|%hi|%lo|<<|[A-Za-z_.$][\w.$]*|[-+*|&~()])/y;
const NAME = /^[A-Za-z_.$]/;

/** Binary operators by precedence, weakest first, as in C. Bitwise ones work on 32 bits and give an unsigned result. */
const LEVELS: readonly Readonly<Record<string, (a: number, b: number) => number>>[] = [
  { "|": (a, b) => (a | b) >>> 0 },
  { "&": (a, b) => (a & b) >>> 0 },
  { "<<": (a, b) => (a << b) >>> 0 },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  { "*": (a, b) => a * b },
];

/**
 * The value of an expression: numbers (decimal, 0x, 0b, `_` between digits), characters in quotes, names, `%hi(x)` and `%lo(x)`,
 * unary - and ~, and the operators * + - << & | with C's precedence. Throws `AssemblyMistake` for malformed text or an unknown name.
 */
export function evaluate(text: string, lookup: Lookup): number {
  const cursor: Cursor = { tokens: tokenize(text), text, lookup, at: 0 };
  const value = binary(cursor, 0);
  if (cursor.at < cursor.tokens.length) throw unexpected(cursor);
  return value;
}

/** The upper 20 bits for `lui` and `auipc`, rounded so that the sign-extended low part brings the sum back to `value`. */
export function highPart(value: number): number {
  return ((value + 0x800) >>> 12) & 0xfffff;
}

/** The low 12 bits, sign-extended: what `addi`, a load or a store adds to `highPart(value) << 12`. */
export function lowPart(value: number): number {
  return (value << 20) >> 20;
}

/** The character that an escape in a string or character constant means; `escape` is what follows the backslash. */
export function unescape(escape: string): string {
  const known = { n: "\n", r: "\r", t: "\t", "0": "\0", "\\": "\\", "'": "'", '"': '"' };
  const meaning = Object.entries(known).find(([key]) => key === escape)?.[1];
  if (meaning === undefined) throw new AssemblyMistake(`unknown escape \`\\${escape}\``);
  return meaning;
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  for (let from = 0; from < end; from = TOKEN.lastIndex) {
    TOKEN.lastIndex = from;
    const match = TOKEN.exec(text);
    if (!match) throw new AssemblyMistake(`cannot read \`${text.slice(from).trim()}\` as part of an expression`);
    tokens.push(match[1]!);
  }
  return tokens;
}

function binary(cursor: Cursor, level: number): number {
  const operators = LEVELS[level];
  if (!operators) return term(cursor);
  let value = binary(cursor, level + 1);
  for (;;) {
    const token = cursor.tokens[cursor.at];
    if (token === undefined || !Object.hasOwn(operators, token)) return value;
    cursor.at++;
    value = operators[token]!(value, binary(cursor, level + 1));
  }
}

function term(cursor: Cursor): number {
  const token = cursor.tokens[cursor.at++];
  if (token === undefined) throw new AssemblyMistake(`\`${cursor.text}\` ends where a value is expected`);
  if (token === "-") return -term(cursor);
  if (token === "~") return ~term(cursor);
  if (token === "(") return group(cursor);
  if (token === "%hi" || token === "%lo") {
    if (cursor.tokens[cursor.at++] !== "(") throw new AssemblyMistake(`\`${token}\` needs its operand in parentheses`);
    const value = group(cursor);
    return token === "%hi" ? highPart(value) : lowPart(value);
  }
  if (/^\d/.test(token)) return Number(token.replaceAll("_", ""));
  if (token.startsWith("'")) return (token[1] === "\\" ? unescape(token[2]!) : token[1]!).charCodeAt(0);
  if (NAME.test(token)) {
    const value = cursor.lookup(token);
    if (value === undefined) throw new AssemblyMistake(`\`${token}\` is not defined`);
    return value;
  }
  cursor.at--;
  throw unexpected(cursor);
}

function group(cursor: Cursor): number {
  const value = binary(cursor, 0);
  if (cursor.tokens[cursor.at++] !== ")") throw new AssemblyMistake(`\`${cursor.text}\` lacks a closing parenthesis`);
  return value;
}

function unexpected(cursor: Cursor): AssemblyMistake {
  return new AssemblyMistake(`unexpected \`${cursor.tokens[cursor.at]!}\` in \`${cursor.text}\``);
}
