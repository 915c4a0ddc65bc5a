const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** A line of a text, and the line of its source that it begins with; both one-based. */
export interface MappedLine {
  readonly line: number;
  readonly from: number;
}

/** What the mappings of a source map with one source say of whole lines. */
export function mappedLines(mappings: string): MappedLine[] {
  const lines: MappedLine[] = [];
  let from = 1;
  for (const [at, row] of mappings.split(";").entries()) {
    const segments = row === "" ? [] : row.split(",").map(decode);
    for (const [index, numbers] of segments.entries()) {
      from += numbers[2] ?? 0;
      if (index === 0) lines.push({ line: at + 1, from });
    }
  }
  return lines;
}

/** The integers of a segment: six bits a digit, the lowest first, the sign in the lowest bit. */
function decode(segment: string): number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const digit of segment) {
    const bits = digits.indexOf(digit);
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}
