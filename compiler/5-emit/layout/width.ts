const plain = /^[ -~]*$/;

/** Marks that take no column of their own, and what joins others into one sign. */
const nothing = /\p{Cc}|\p{Mn}|\p{Me}|\u200b|\u200c|\u200d|\u2060/u;

/** What takes two columns where letters take one: the scripts of East Asia, and pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Columns that a text takes. */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const sign of text) if (!nothing.test(sign)) width += wide.test(sign) ? 2 : 1;
  return width;
}
