import { eastAsianWidth } from "get-east-asian-width";

/** What a terminal would obey, hide or reorder instead of showing: controls, format and bidirectional characters, halves of pairs. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const unseenAll = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const combining = /\p{M}/u;

/** A tab is shown as this many spaces wherever it stands, so that marks below it stay in place. */
const tab = "    ";

/** A message, name or label as one line that a terminal shows as it is. */
export function printable(text: string): string {
  return text.replace(unseenAll, escape);
}

/** A piece of a source line as it is shown. `columns[i]` is where the UTF-16 unit `i` begins on screen; the last entry is the width. */
export interface Shown {
  readonly text: string;
  readonly columns: readonly number[];
}

/** Shows a piece of a source line: tabs as spaces, unseen characters escaped, wide characters counted as two columns. */
export function showSource(source: string): Shown {
  const columns: number[] = [];
  let text = "";
  let column = 0;
  for (const character of source) {
    const shown = character === "\t" ? tab : unseen.test(character) ? escape(character) : character;
    for (let unit = 0; unit < character.length; unit++) columns.push(column);
    text += shown;
    column += shown === character ? widthOf(character) : shown.length;
  }
  columns.push(column);
  return { text, columns };
}

function widthOf(character: string): number {
  return combining.test(character) ? 0 : eastAsianWidth(character.codePointAt(0)!);
}

function escape(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
