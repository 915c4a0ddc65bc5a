/** Marks that take no column of their own. */
const nothing = /[\u0080-\u009f]|\p{Mn}|\p{Me}/u;

/** What takes two columns where letters take one: the scripts of East Asia, and some signs. */
const double =
  /[\u1100-\u115f\u2329\u232a\u261d\u2630-\u2637\u268a-\u268f\u26f9\u270c\u270d\u2e80-\u303e\u3041-\u3247\u3250-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{16fe0}-\u{1b2fb}\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{1f3cb}\u{1f3cc}\u{1f574}\u{1f575}\u{1f590}]|[\u{20000}-\u{3fffd}]/u;

/** Pictures, each of which takes two columns, of however many characters it is made. */
const pictures = new RegExp(String.raw`\p{RGI_Emoji}|(?!\p{RI})\p{Emoji_Presentation}`, "gv");

const unusual = new RegExp(
  `${nothing.source}|${double.source}|\\p{Emoji_Presentation}|\\ufe0f|[\\u{10000}-\\u{10ffff}]`,
  "u",
);

/** Whether a text has anything that does not take one column a character. */
export function isUneven(text: string): boolean {
  return unusual.test(text);
}

/** Columns that a text takes. */
export function widthOf(text: string): number {
  if (!isUneven(text)) return text.length;
  let width = 0;
  const rest = text.replace(pictures, () => {
    width += 2;
    return "";
  });
  for (const sign of rest) if (!nothing.test(sign)) width += double.test(sign) ? 2 : 1;
  return width;
}
