const minimum = 60;

/** A frame as it is on the wire, without checksum: short ones are filled up to 60 bytes (IEEE 802.3, section 4.2.3.3). */
export function padded(frame: Uint8Array): Uint8Array {
  if (frame.length >= minimum) return frame;
  const long = new Uint8Array(minimum);
  long.set(frame);
  return long;
}

/** Whether a frame is for everybody. */
export const isBroadcast = (frame: Uint8Array): boolean => frame.subarray(0, 6).every((byte) => byte === 0xff);

/** Whether a frame is for a group of stations; everybody is one. */
export const isMulticast = (frame: Uint8Array): boolean => (frame[0]! & 1) !== 0;

/** Whether a frame is for the station with this address. */
export const isFor = (frame: Uint8Array, address: Uint8Array): boolean =>
  address.every((byte, at) => frame[at] === byte);

/** The address in a property: 48 bits, the first byte the highest. */
export function stationAddress(mac: bigint): Uint8Array {
  return Uint8Array.from({ length: 6 }, (_, at) => Number((mac >> BigInt(40 - 8 * at)) & 0xffn));
}

const bits = Array.from({ length: 8 }, (_, bit) => bit);

/** CRC of a frame's destination, the polynomial 0x04c11db7 applied to the bits as they are sent, not inverted at the end. */
export function destinationCrc(frame: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of frame.subarray(0, 6))
    for (const bit of bits) {
      const carry = (crc >>> 31) ^ ((byte >> bit) & 1);
      crc = (crc << 1) ^ (carry ? 0x04c1_1db7 : 0);
    }
  return crc >>> 0;
}
