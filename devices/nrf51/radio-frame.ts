import { type Nrf51Radio } from "../../generated/nrf51/radio.ts";

/**
 * A packet as the network behind an antenna has it: FREQUENCY, MODE, bytes of the address less one, the address (prefix first), three bytes of checksum with
 * the lowest first, and the packet as it lies in memory.
 */
export interface RadioFrame {
  readonly frequency: number;
  readonly mode: number;
  readonly address: Uint8Array;
  readonly checksum: number;
  readonly packet: Uint8Array;
}

const header = 3;
const checksumBytes = 3;

/** The bytes of a frame. */
export function encodeFrame({ frequency, mode, address, checksum, packet }: RadioFrame): Uint8Array {
  const sum = [checksum & 0xff, (checksum >>> 8) & 0xff, (checksum >>> 16) & 0xff];
  return Uint8Array.of(frequency, mode, address.length - 1, ...address, ...sum, ...packet);
}

/** What a frame says, or null if it is none. */
export function decodeFrame(bytes: Uint8Array): RadioFrame | null {
  const size = (bytes[2] ?? 0) + 1;
  const at = header + size + checksumBytes;
  if (size > 5 || bytes.length < at) return null;
  const sum = bytes.subarray(header + size, at);
  return {
    frequency: bytes[0]!,
    mode: bytes[1]!,
    address: bytes.slice(header, header + size),
    checksum: sum[0]! | (sum[1]! << 8) | (sum[2]! << 16),
    packet: bytes.slice(at),
  };
}

/** The bytes of logical address `index`: its prefix, and as many bytes of its base as BALEN says, the upper ones. */
export function addressOf(self: Nrf51Radio, index: number): Uint8Array {
  const prefix = (self.getPrefix(index >> 2) >>> (8 * (index & 3))) & 0xff;
  const base = self.getBase_(index === 0 ? 0 : 1);
  const size = Math.min(self.pcnf1Balen, 4);
  return Uint8Array.of(prefix, ...Array.from({ length: size }, (_, i) => (base >>> (24 - 8 * i)) & 0xff));
}

/** Bytes in memory before the payload: S0, LENGTH and S1, each as far as the packets have it. */
export function headerBytes(self: Nrf51Radio): number {
  return self.pcnf0S0len + (self.pcnf0Lflen > 0 ? 1 : 0) + (self.pcnf0S1len > 0 ? 1 : 0);
}

/** Bytes of payload of a packet that begins so. */
export function payloadBytes(self: Nrf51Radio, packet: ArrayLike<number>): number {
  const bits = Math.min(self.pcnf0Lflen, 8);
  const length = bits > 0 ? (packet[self.pcnf0S0len] ?? 0) & ((1 << bits) - 1) : 0;
  return Math.min(length + self.pcnf1Statlen, self.pcnf1Maxlen);
}

/** The checksum of a packet: a shift register of LEN bytes with the polynomial's feedback, which takes the bits as they are sent, lowest first. */
export function checksumOf(self: Nrf51Radio, address: Uint8Array, packet: Uint8Array): number {
  const width = 8 * self.crccnfLen;
  if (width === 0) return 0;
  const mask = width === 24 ? 0xff_ffff : (1 << width) - 1;
  let sum = self.crcinit & mask;
  for (const byte of self.crccnfSkipaddr ? packet : [...address, ...packet])
    for (let bit = 0; bit < 8; bit++) {
      const feedback = ((sum >>> (width - 1)) ^ (byte >>> bit)) & 1;
      sum = ((sum << 1) ^ (feedback ? self.crcpoly : 0)) & mask;
    }
  return sum;
}

/** Keeps the packet that is in the air. */
export function keep(self: Nrf51Radio, packet: Uint8Array): void {
  for (const [at, byte] of packet.entries()) self.packet.set(at, byte);
}

/** The packet that is in the air. */
export const kept = (self: Nrf51Radio): Uint8Array => Uint8Array.from(self.packet).subarray(0, self.length);
