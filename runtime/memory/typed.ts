import { type AccessAttributes } from "./access.ts";
import { type Address } from "./address.ts";
import { readTyped, writeTyped } from "./dispatch.ts";
import { type AddressSpace } from "./space.ts";

/** What a typed read found. */
export interface Loaded {
  readonly result: number;
  readonly value: bigint;
}

/** What a typed write writes. */
export interface TypedData {
  readonly size: 1 | 2 | 4 | 8;
  readonly value: bigint;
  readonly order: "little" | "big";
}

/** What is read: bytes, and the order in which they are a number. */
interface TypedRead {
  readonly size: 1 | 2 | 4 | 8;
  readonly order: "little" | "big";
  readonly attributes: AccessAttributes | undefined;
}

/** One typed read of 1, 2, 4 or 8 bytes at any address below 2^64. The value has no sign. */
export function load(space: AddressSpace, address: Address, { size, order, attributes }: TypedRead): Loaded {
  const access = space.memory.borrow(size, attributes);
  try {
    const low = readTyped(space, address, access);
    const value = (BigInt(access.high >>> 0) << 32n) | BigInt(low >>> 0);
    return { result: access.result, value: ordered(BigInt.asUintN(size * 8, value), size, order) };
  } finally {
    space.memory.giveBack();
  }
}

/** One typed write. Returns the `AccessResult`. */
export function store(space: AddressSpace, address: Address, data: TypedData, attributes?: AccessAttributes): number {
  const access = space.memory.borrow(data.size, attributes);
  try {
    const value = ordered(BigInt.asUintN(data.size * 8, data.value), data.size, data.order);
    access.high = Number(BigInt.asIntN(32, value >> 32n));
    writeTyped(space, address, Number(BigInt.asIntN(32, value)), access);
    return access.result;
  } finally {
    space.memory.giveBack();
  }
}

function ordered(value: bigint, size: number, order: "little" | "big"): bigint {
  if (order === "little") return value;
  let swapped = 0n;
  for (let i = 0; i < size; i++) swapped |= ((value >> BigInt(8 * i)) & 0xffn) << BigInt(8 * (size - 1 - i));
  return swapped;
}
