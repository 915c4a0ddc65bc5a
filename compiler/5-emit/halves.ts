import { type CheckedBank, type CheckedRegister } from "../3-check/index.ts";

/** A word of a register: 0 is the only one, or the low one of a 64-bit register, 1 its high one. */
export type Half = 0 | 1;

/** The words of a register. */
export function halvesOf({ bytes }: CheckedRegister): readonly Half[] {
  return bytes === 8 ? [0, 1] : [0];
}

/** The bits of a value or mask that lie in a word, unsigned. */
export function wordOf(value: bigint, half: Half): number {
  return Number(BigInt.asUintN(32, value >> BigInt(32 * half)));
}

/** Bytes from the start of the bank to a word of the first element. */
export function halfOffset({ offset, bytes }: CheckedRegister, half: Half, { endian }: CheckedBank): number {
  if (bytes !== 8) return offset;
  return (half === 1) === (endian === "little") ? offset + 4 : offset;
}

/** A word of the first element, counted from the first of the device's storage. */
export function halfWord({ word, count }: CheckedRegister, half: Half, bank: CheckedBank): number {
  return bank.word + word + half * (count ?? 1);
}

/** The word of the first element that remembers which `once` bits of a word are written; null without such bits. */
export function lockWord({ locks, count }: CheckedRegister, half: Half, bank: CheckedBank): number | null {
  return locks === null ? null : bank.word + locks + half * (count ?? 1);
}
