/** Values of CALC (RP2040 data sheet, section 2.5.7, SNIFF_CTRL). */
export const Calculation = { crc32: 0, crc32Reversed: 1, crc16: 2, crc16Reversed: 3, parity: 14, sum: 15 } as const;

/** An item that was moved, and how many bits it has. */
export interface Item {
  readonly value: number;
  readonly bits: number;
}

/** The polynomial of IEEE 802.3, and the one of CCITT, without their highest terms. */
const crc32 = { width: 32, polynomial: 0x04c1_1db7 } as const;
const crc16 = { width: 16, polynomial: 0x1021 } as const;

/** An item of one, two or four bytes with its bytes the other way round. */
export function swapped(value: number, bytes: number): number {
  if (bytes === 1) return value;
  if (bytes === 2) return ((value & 0xff) << 8) | ((value >> 8) & 0xff);
  return ((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
}

/** A word with its bits the other way round. */
export function reversed(word: number): number {
  let result = 0;
  for (let bit = 0; bit < 32; bit++) result = (result << 1) | ((word >>> bit) & 1);
  return result;
}

/** Carries a remainder on over the bits of an item, the highest first unless `lowFirst`. */
function divide(
  { width, polynomial }: typeof crc32 | typeof crc16,
  rest: number,
  item: Item,
  lowFirst: boolean,
): number {
  let remainder = rest << (32 - width);
  const divisor = polynomial << (32 - width);
  for (let at = 0; at < item.bits; at++) {
    const bit = (item.value >>> (lowFirst ? at : item.bits - 1 - at)) & 1;
    remainder = (remainder << 1) ^ ((remainder >>> 31) ^ bit ? divisor : 0);
  }
  return remainder >>> (32 - width);
}

function parity({ value }: Item): number {
  let bit = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) bit ^= 1;
  return bit;
}

/** What a checksum becomes with another item; one that does not exist stays. */
export function checksum(calculation: number, sum: number, item: Item): number {
  switch (calculation) {
    case Calculation.crc32:
    case Calculation.crc32Reversed:
      return divide(crc32, sum, item, calculation === Calculation.crc32Reversed);
    case Calculation.crc16:
    case Calculation.crc16Reversed:
      return divide(crc16, sum, item, calculation === Calculation.crc16Reversed);
    case Calculation.parity:
      return (sum & 1) ^ parity(item);
    case Calculation.sum:
      return (sum + item.value) >>> 0;
    default:
      return sum;
  }
}
