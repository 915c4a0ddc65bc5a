import { Attribute } from "../object/index.ts";
import { type Access, AccessResult } from "./access.ts";
import { type RegisterBank } from "./bank.ts";
import { type MemoryRegion } from "./region.ts";

const logged = Attribute.watched | Attribute.traced;

/**
 * Reads registers of a bank, each touched register once, any part of it, in address order. Returns the low word in
 * little-endian order; the high one is in `access.high`.
 */
export function readBank(region: MemoryRegion, bank: RegisterBank, offset: number, access: Access): number {
  const { size } = access;
  const bytes = new Uint8Array(8);
  for (let done = 0; done < size;) {
    const at = offset + done;
    const word = bank.wordAt(at);
    const width = word < 0 ? bank.unit : bank.bytesOf(word);
    const lane = word < 0 ? at % width : at - bank.offsetOf(word);
    const length = Math.min(width - lane, size - done);
    const value = readRegister(region, bank, { offset: at - lane, word }, access);
    // Where nothing is, there is as much of it as a register of the bank has, however narrow others are.
    const shown = word < 0 ? bank.usual : width;
    const first = word < 0 ? at % bank.usual : lane;
    for (let i = 0; i < length; i++) bytes[done + i] = value >> bitOf(bank, shown, first + i);
    done += length;
  }
  access.high = bytes[4]! | (bytes[5]! << 8) | (bytes[6]! << 16) | (bytes[7]! << 24);
  return bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24);
}

/** Writes registers of a bank, each touched register once, only the bytes that are touched. */
export function writeBank(
  region: MemoryRegion,
  bank: RegisterBank,
  { offset, value }: { readonly offset: number; readonly value: number },
  access: Access,
): void {
  const { size, high } = access;
  for (let done = 0; done < size;) {
    const at = offset + done;
    const word = bank.wordAt(at);
    const width = word < 0 ? bank.unit : bank.bytesOf(word);
    const lane = word < 0 ? at % width : at - bank.offsetOf(word);
    const length = Math.min(width - lane, size - done);
    let data = 0;
    let mask = 0;
    for (let i = 0; i < length; i++) {
      const from = done + i;
      const byte = (from < 4 ? value >> (8 * from) : high >> (8 * (from - 4))) & 0xff;
      const bit = bitOf(bank, width, lane + i);
      data |= byte << bit;
      mask |= 0xff << bit;
    }
    writeRegister(region, bank, { offset: at - lane, word, data, mask }, access);
    done += length;
  }
}

/** Lowest bit of the byte at `lane` of a register of `width` bytes. */
function bitOf(bank: RegisterBank, width: number, lane: number): number {
  return 8 * (bank.big ? width - 1 - lane : lane);
}

interface RegisterRead {
  readonly offset: number;
  readonly word: number;
}

function readRegister(
  region: MemoryRegion,
  bank: RegisterBank,
  { offset, word }: RegisterRead,
  access: Access,
): number {
  if (word < 0) {
    unmapped(region, bank, { offset, write: false }, access);
    return bank.unmappedRead;
  }
  const { heap } = region;
  const w = region.base + word;
  const attribute = heap.attributes[w]!;
  if (attribute & logged) report(region, offset, access, false);
  return attribute & Attribute.readHook ? bank.read(region.owner, offset) : heap.words[w]!;
}

interface RegisterWrite extends RegisterRead {
  readonly data: number;
  readonly mask: number;
}

function writeRegister(region: MemoryRegion, bank: RegisterBank, write: RegisterWrite, access: Access): void {
  const { offset, word, data, mask } = write;
  if (word < 0) return unmapped(region, bank, { offset, write: true }, access);
  const { heap } = region;
  const w = region.base + word;
  const attribute = heap.attributes[w]!;
  if (attribute & logged) report(region, offset, access, true);
  if (attribute & Attribute.writeHook) return bank.write(region.owner, offset, data, mask);
  const changed = heap.writable[w]! & mask;
  heap.words[w] = (heap.words[w]! & ~changed) | (data & changed);
}

function unmapped(
  region: MemoryRegion,
  bank: RegisterBank,
  { offset, write }: { readonly offset: number; readonly write: boolean },
  access: Access,
): void {
  const { memory } = region;
  if (bank.unmappedLog) memory.trace?.({ event: "guest_error", region, offset, size: access.size, write });
  if (!bank.unmappedFail) return;
  memory.decodeErrors++;
  access.result |= AccessResult.decodeError;
}

function report(region: MemoryRegion, offset: number, access: Access, write: boolean): void {
  region.memory.trace?.({ event: "register", region, offset, size: access.size, write });
}
