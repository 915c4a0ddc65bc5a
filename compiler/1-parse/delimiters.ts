/** A text in double quotes as it stands in a file. */
export interface Quoted {
  /** Behind its last character. */
  readonly end: number;
  /** Present if one of its quotes is missing: where, and what to write from `from` on so that the text is whole and nothing moves. */
  readonly missing?: { readonly at: number; readonly mended?: { readonly from: number; readonly text: string } };
}

/** What ends a text whose closing quote is missing. */
const follower = /\s*(?:[;{}\])]|,\s|:\s|@\s|=>|\bin\b|$)/y;

/** What may follow a closing quote, up to the end of the line. */
const closing = /^[ \t]*(?:[;{},\])]|:\s|@\s|=>|$)/;

/** Reads the text whose quote stands at `start`. */
export function readQuoted(text: string, start: number): Quoted {
  let at = start + 1;
  while (at < text.length && text[at] !== '"' && text[at] !== "\n")
    at += text[at] === "\\" && text[at + 1] !== "\n" ? 2 : 1;
  if (at < text.length && text[at] === '"') return { end: at + 1 };
  const lineEnd = Math.min(at, text.length);
  return closing.test(text.slice(start + 1, lineEnd))
    ? withoutOpening(text, start)
    : withoutClosing(text, start, lineEnd);
}

/** `typename uart";`: what stands before the quote is the text. */
function withoutOpening(text: string, quote: number): Quoted {
  let from = quote;
  while (from > 0 && /[^\s"=;{}[(,]/.test(text[from - 1]!)) from--;
  const end = quote + 1;
  if (!/[ \t]/.test(text[from - 1] ?? "")) return { end, missing: { at: from } };
  return { end, missing: { at: from, mended: { from: from - 1, text: `"${text.slice(from, quote)}` } } };
}

/** `typename "uart;`: the text goes on to what ends a clause. */
function withoutClosing(text: string, start: number, lineEnd: number): Quoted {
  let end = start + 1;
  for (; end < lineEnd; end++) {
    follower.lastIndex = end;
    if (follower.test(text)) break;
  }
  if (!/[ \t]/.test(text[start - 1] ?? "")) return { end, missing: { at: end } };
  return { end, missing: { at: end, mended: { from: start - 1, text: `${text.slice(start, end)}"` } } };
}

/** A line that is surely no prose. */
const definition =
  /^[ \t]*(?:abstract|device|soc|machine|object|interface|bus|enum|variant|const|import|override|typename|prop|region|register|field|bank|state|irq|clock|embed|own|link|ref|hold|up|map|connect|space|plug|timer|on|when|realize|alias)\b.*[;{}][ \t]*$/gm;

/** Where the comment ends that begins with `/*` at `start`; `closed` is false if it has no end, and lasts as long as there is prose. */
export function readComment(text: string, start: number): { readonly end: number; readonly closed: boolean } {
  const close = text.indexOf("*/", start + 2);
  if (close >= 0) return { end: close + 2, closed: true };
  const line = text.indexOf("\n", start);
  definition.lastIndex = line < 0 ? text.length : line + 1;
  return { end: definition.exec(text)?.index ?? text.length, closed: false };
}
