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

// Registers that say where the rings are, and how long: CSR24, 25, 30, 31, 76, 78.
const Place = { receive: { base: 24, length: 76 }, transmit: { base: 30, length: 78 } } as const;
const firstAddress = 8;
const style = 58;

/** Whether descriptors and init block have 32 bits. */
const isWide = (self: Pcnet): boolean => (self.csr.get(style) & 0xff) !== 0;
/** Whether buffer address and message change places: SWSTYLE 3. */
const isSwapped = (self: Pcnet): boolean => (self.csr.get(style) & 0xff) === 3;

/** Bytes of a buffer from the field that holds their two's complement. */
export const countDown = (count: number): number => 0x1000 - (count & 0xfff);

const pair = (self: Pcnet, number: number): number => (self.csr.get(number) | (self.csr.get(number + 1) << 16)) >>> 0;

/** The rings as the registers have them. */
export function ringOf(self: Pcnet, name: RingName): Ring {
  const { base, length } = Place[name];
  return { base: pair(self, base), length: 0x1_0000 - self.csr.get(length) || 0x1_0000 };
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

/** Takes mode, addresses and rings from the init block; false where memory does not answer. */
export function loadInitBlock(self: Pcnet): boolean {
  const wide = isWide(self);
  const view = load(self, pair(self, 1) & (wide ? 0xffff_ffff : 0xff_ffff), wide ? 28 : 24);
  if (!view) return false;
  self.csr.set(15, view.getUint16(0, true));
  const after = wide ? 4 : 2;
  for (let word = 0; word < 3; word++) self.csr.set(12 + word, view.getUint16(after + 2 * word, true));
  const filter = after + (wide ? 8 : 6);
  for (let word = 0; word < 4; word++) self.csr.set(firstAddress + word, view.getUint16(filter + 2 * word, true));
  const rings = filter + 8;
  for (const [at, name] of (["receive", "transmit"] as const).entries()) {
    const word = view.getUint32(rings + 4 * at, true);
    const exponent = wide ? (view.getUint8(at === 0 ? 2 : 3) >> 4) & 0xf : word >>> 29;
    const base = wide ? word : word & 0xff_ffff;
    setRing(self, name, { base, length: 1 << Math.min(exponent, 9) });
  }
  self.receiveNext = 0;
  self.transmitNext = 0;
  return true;
}

function setRing(self: Pcnet, name: RingName, { base, length }: Ring): void {
  const place = Place[name];
  self.csr.set(place.base, base & 0xfff8);
  self.csr.set(place.base + 1, base >>> 16);
  self.csr.set(place.length, -length & 0xffff);
}
