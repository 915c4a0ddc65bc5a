import { Parser } from "./parser.generated.ts";

/**
 * What may follow a text that begins a declaration, in the words of the grammar (`` `prop` ``, `a name`); nothing where the
 * text stops being the language before its end. White space at the end of the text separates what follows.
 */
export function expectedAfter(text: string): readonly string[] {
  const parser = new Parser(text);
  parser.tracing = true;
  parser.Item();
  return parser.furthest === text.length ? [...parser.expected] : [];
}
