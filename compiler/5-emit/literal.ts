/** A number as generated code writes it: addresses and masks in hexadecimal. */
export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

/** A string as a literal, in the quotes that need fewer escapes; JSON's escapes are TypeScript's. */
export function text(value: string): string {
  if (/^[\w .:/<>[\]-]*$/.test(value)) return `"${value}"`;
  const json = JSON.stringify(value).replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
  if (value.split('"').length <= value.split("'").length) return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** An integer: a number where it is one exactly, else a bigint. */
export function integer(value: bigint): string {
  return value >= -(2n ** 53n) && value <= 2n ** 53n ? String(value) : `${value}n`;
}
