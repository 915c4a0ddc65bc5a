import { type Microbit } from "../../generated/nrf51/microbit.ts";

/** An image that cannot be put into the memory of the board. */
export class ImageError extends Error {
  override readonly name = "ImageError";
}

/** A run of bytes of an image. */
export interface Piece {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** What is in a file: Intel HEX, ELF for ARM, or plain bytes for the start of the flash. Throws `ImageError`. */
export function parseImage(file: Uint8Array): Piece[] {
  if (file[0] === 0x7f && String.fromCharCode(...file.subarray(1, 4)) === "ELF") return parseElf(file);
  if (file[0] === 0x3a) return parseHex(new TextDecoder("latin1").decode(file));
  return [{ address: 0, bytes: file }];
}

function parseHex(text: string): Piece[] {
  const pieces: Piece[] = [];
  let base = 0;
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const { type, offset, data } = parseRecord(line.trim(), at + 1);
    if (type === 1) return pieces;
    if (type === 0) pieces.push({ address: base + offset, bytes: data });
    else if (type === 2) base = ((data[0]! << 8) | data[1]!) * 16;
    else if (type === 4) base = ((data[0]! << 8) | data[1]!) * 0x1_0000;
  }
  throw new ImageError("the HEX file has no end record: it is cut off");
}

function parseRecord(line: string, number: number): { type: number; offset: number; data: Uint8Array } {
  if (!/^:([0-9a-f]{2}){5,}$/i.test(line)) throw new ImageError(`line ${number} is no record of a HEX file`);
  const bytes = Uint8Array.from(line.slice(1).match(/../g)!, (pair) => parseInt(pair, 16));
  const length = bytes[0]!;
  if (bytes.length !== length + 5) throw new ImageError(`line ${number} of the HEX file has the wrong length`);
  if ((bytes.reduce((sum, byte) => sum + byte, 0) & 0xff) !== 0)
    throw new ImageError(`the checksum of line ${number} of the HEX file is wrong`);
  return { type: bytes[3]!, offset: (bytes[1]! << 8) | bytes[2]!, data: bytes.subarray(4, 4 + length) };
}

/** The segments that are to be loaded, at their physical addresses (ELF specification, program headers). */
function parseElf(file: Uint8Array): Piece[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const armMachine = 40;
  try {
    if (file[4] !== 1 || file[5] !== 1 || view.getUint16(18, true) !== armMachine)
      throw new ImageError("the ELF file is not for a 32-bit little-endian ARM");
    const [table, size, count] = [view.getUint32(28, true), view.getUint16(42, true), view.getUint16(44, true)];
    return Array.from({ length: count }, (_, i) => table + i * size).flatMap((at) => {
      const [offset, bytes] = [view.getUint32(at + 4, true), view.getUint32(at + 16, true)];
      if (offset + bytes > file.length) throw new RangeError("a segment ends behind the file");
      const load = view.getUint32(at, true) === 1 && bytes > 0;
      return load ? [{ address: view.getUint32(at + 12, true), bytes: file.subarray(offset, offset + bytes) }] : [];
    });
  } catch (cause) {
    if (cause instanceof RangeError) throw new ImageError("the ELF file is cut off", { cause });
    throw cause;
  }
}

/** Programs flash and UICR of a realized board. Throws `ImageError` for bytes that belong nowhere. */
export function loadImage(board: Microbit, pieces: readonly Piece[]): void {
  const { nvmc } = board.soc;
  const memories = [
    { base: 0, data: nvmc.flash!.ram!.data },
    { base: 0x1000_1000, data: nvmc.uicr.ram!.data },
  ];
  for (const { address, bytes } of pieces) {
    const memory = memories.find(({ base, data }) => address >= base && address + bytes.length <= base + data.length);
    if (!memory) throw new ImageError(`the image has bytes at 0x${address.toString(16)}, where the board has no flash`);
    memory.data.set(bytes, address - memory.base);
  }
}
