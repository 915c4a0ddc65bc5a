import { layOutList } from "./list.ts";
import { print } from "./print.ts";
import { readStatement } from "./read-statement.ts";
import { Reader } from "./reader.ts";
import { statementDoc } from "./statement-doc.ts";

export { UnknownCode } from "./reader.ts";
export { isUneven, widthOf } from "./width.ts";

/**
 * The lines of a statement, of a member of a class or interface, of an entry or item with its comma, or of the head of a block
 * up to its brace, as Prettier would lay it out at a level of `indent` columns in lines of `width`; they come without that level's blanks. The
 * text is on one line, but for objects that are to be open, which have a line end behind their brace, and the statements of
 * functions, before each of which a line ends.
 */
export function layOut(text: string, indent: number, width: number): string[] {
  return layOutList(text, indent, width) ?? layOutTree(text, indent, width);
}

/** The same for any text. Throws `UnknownCode` for what no module has. */
export function layOutTree(text: string, indent: number, width: number): string[] {
  const reader = new Reader(text);
  const node = readStatement(reader);
  reader.end();
  return print(statementDoc({ node, above: null }), indent, width);
}
