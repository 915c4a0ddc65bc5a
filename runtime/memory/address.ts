/** An address or a size, in bytes. Numbers are exact up to 2^53 and go the fast way; bigints reach to 2^64. */
export type Address = number | bigint;

/** 2^64: the size of the largest region, and the first address that does not exist. */
export const addressEnd = 1n << 64n;

/** A number or a bigint as a bigint. Throws `RangeError` for a number that is not exact. */
export function wide(value: Address): bigint {
  if (typeof value === "bigint") return value;
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not an exact address: use a bigint above 2^53`);
  return BigInt(value);
}

/** Sixteen hexadecimal digits, as address maps are printed. */
export function hex16(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16).padStart(16, "0");
}
