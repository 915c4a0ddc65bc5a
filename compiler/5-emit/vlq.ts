const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Integers as source maps write them: six bits a digit, the lowest first, the sign in the lowest bit. */
export function encodeNumbers(numbers: readonly number[]): string {
  return numbers.map(encode).join("");
}

function encode(number: number): string {
  let rest = number < 0 ? (-number << 1) | 1 : number << 1;
  let text = "";
  do {
    const more = rest > 31 ? 32 : 0;
    text += digits[(rest & 31) | more]!;
    rest >>>= 5;
  } while (rest > 0);
  return text;
}
