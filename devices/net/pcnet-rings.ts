import { type Pcnet } from "../../generated/net/pcnet.ts";

/** Bits of a descriptor's status (Am79C970A, sections 6.5 and 6.6): whose it is, and the first and the last of a frame. */
export const Owner = { chip: 0x8000, error: 0x4000, start: 0x0200, end: 0x0100 } as const;

export type RingName = "receive" | "transmit";

/** A ring of descriptors: where it begins, and how many there are. */
export interface Ring {
  readonly base: number;
  readonly length: number;
}

/** A descriptor as it lies in memory. */
export interface Descriptor {
  readonly address: number;
  readonly buffer: number;
  /** Two's complement of the bytes of its buffer, in twelve bits. */
  readonly count: number;
  readonly status: number;
}

/** Whether descriptors and init block have 32 bits. */
const isWide = (self: Pcnet): boolean => self.csr58Swstyle !== 0;
/** Whether buffer address and message change places: SWSTYLE 3. */
const isSwapped = (self: Pcnet): boolean => self.csr58Swstyle === 3;

/** Bytes of a buffer from the field that holds their two's complement. */
export const countDown = (count: number): number => 0x1000 - (count & 0xfff);

const pair = (low: number, high: number): number => (low | (high << 16)) >>> 0;

/** The rings as the registers have them: CSR24, 25 and 76, or CSR30, 31 and 78. */
export function ringOf({ csr24, csr25, csr30, csr31, csr76, csr78 }: Pcnet, name: RingName): Ring {
  if (name === "receive") return { base: pair(csr24, csr25), length: 0x1_0000 - csr76 };
  return { base: pair(csr30, csr31), length: 0x1_0000 - csr78 };
}

/** Reads little-endian words; null where memory does not answer. */
function load(self: Pcnet, address: number, bytes: number): DataView | null {
  const data = new Uint8Array(bytes);
  return self.dma?.read(BigInt(address), data) === 0 ? new DataView(data.buffer) : null;
}

/** Reads descriptor `index` of a ring; null where memory does not answer. */
export function descriptorAt(self: Pcnet, { base }: Ring, index: number): Descriptor | null {
  const wide = isWide(self);
  const address = base + index * (wide ? 16 : 8);
  const view = load(self, address, wide ? 16 : 8);
  if (!view) return null;
  if (!wide) {
    const high = view.getUint16(2, true);
    const buffer = view.getUint16(0, true) | ((high & 0xff) << 16);
    return { address, buffer, count: view.getUint16(4, true), status: high & 0xff00 };
  }
  const buffer = view.getUint32(isSwapped(self) ? 8 : 0, true);
  return { address, buffer, count: view.getUint16(4, true), status: view.getUint16(6, true) };
}

/** Writes a descriptor back: the message first, then the status, which gives it away. */
export function finish(
  self: Pcnet,
  { address, status: old }: Descriptor,
  { status, message }: { readonly status: number; readonly message: number },
): void {
  const put = (offset: number, bytes: readonly number[]): void =>
    void self.dma?.write(BigInt(address + offset), Uint8Array.from(bytes));
  const low = message & 0xff;
  const high = (message >> 8) & 0xff;
  if (!isWide(self)) {
    put(6, [low, high]);
    put(3, [status >> 8]);
    return;
  }
  put(isSwapped(self) ? 0 : 8, [low, high, 0, 0]);
  put(6, [old & 0xff, status >> 8]);
}

/** The initialization block as it lies in memory (section 6.3). */
interface InitBlock {
  readonly mode: number;
  readonly address: readonly [number, number, number];
  readonly filter: readonly [number, number, number, number];
  readonly receive: Ring;
  readonly transmit: Ring;
}

/** Logarithms of lengths beyond this one mean it. */
const longest = 9;

function readBlock(view: DataView, wide: boolean): InitBlock {
  const at = (offset: number): number => view.getUint16(offset, true);
  const address = wide ? 4 : 2;
  const filter = address + (wide ? 8 : 6);
  const ring = (index: 0 | 1): Ring => {
    const word = view.getUint32(filter + 8 + 4 * index, true);
    const exponent = wide ? view.getUint8(2 + index) >> 4 : word >>> 29;
    return { base: wide ? word : word & 0xff_ffff, length: 1 << Math.min(exponent, longest) };
  };
  return {
    mode: at(0),
    address: [at(address), at(address + 2), at(address + 4)],
    filter: [at(filter), at(filter + 2), at(filter + 4), at(filter + 6)],
    receive: ring(0),
    transmit: ring(1),
  };
}

/** Takes mode, addresses and rings from the init block; false where memory does not answer. */
export function loadInitBlock(self: Pcnet): boolean {
  const wide = isWide(self);
  const view = load(self, pair(self.csr1, self.csr2) & (wide ? 0xffff_ffff : 0xff_ffff), wide ? 28 : 24);
  if (!view) return false;
  const { mode, address, filter, receive, transmit } = readBlock(view, wide);
  self.csr15 = mode;
  [self.csr12, self.csr13, self.csr14] = address;
  [self.csr8, self.csr9, self.csr10, self.csr11] = filter;
  self.csr6 = (Math.log2(receive.length) << 8) | (Math.log2(transmit.length) << 12);
  self.csr24 = receive.base & 0xfff8;
  self.csr25 = receive.base >>> 16;
  self.csr76 = -receive.length & 0xffff;
  self.csr30 = transmit.base & 0xfff8;
  self.csr31 = transmit.base >>> 16;
  self.csr78 = -transmit.length & 0xffff;
  self.receiveNext = 0;
  self.transmitNext = 0;
  return true;
}
