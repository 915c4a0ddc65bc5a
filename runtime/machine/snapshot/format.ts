import { type SavedValue } from "../../device/index.ts";
import { keptLength, SavedBytes } from "./bytes.ts";

/** A snapshot cannot be read, or does not fit the machine; `differences` says how, one line each. */
export class SnapshotError extends Error {
  readonly differences: readonly string[];

  constructor(problem: string, differences: readonly string[] = []) {
    super(differences.length === 0 ? problem : `${problem}:\n  ${differences.join("\n  ")}`);
    this.name = "SnapshotError";
    this.differences = differences;
  }
}

/** "QDLS" and the version of this format. */
const magic = 0x51444c53;
const version = 4;
/** Bytes before the header: magic, version, length of the whole, length of the header. */
const preamble = 16;
const trailer = 4;

/** A snapshot taken apart: what it says, and the bytes that it carries. */
export interface Parts {
  readonly header: SavedValue;
  readonly buffers: readonly SavedBytes[];
}

/** Puts a snapshot together: preamble, header, buffers, checksum. Throws `SnapshotError` for more than 4 GiB. */
export function pack({ header, buffers }: Parts): Uint8Array {
  const text = ascii(JSON.stringify([encode(header), buffers.map(({ length, runs }) => [length, ...runs])]));
  const length = preamble + text.length + buffers.reduce((sum, { kept }) => sum + kept.length, 0) + trailer;
  if (length > 0xffff_ffff) throw new SnapshotError(`a snapshot of ${length} bytes is larger than 4 GiB`);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  [magic, version, length, text.length].forEach((word, index) => view.setUint32(4 * index, word));
  bytes.set(text, preamble);
  let at = preamble + text.length;
  for (const { kept } of buffers) {
    bytes.set(kept, at);
    at += kept.length;
  }
  view.setUint32(at, checksum(bytes.subarray(0, at)));
  return bytes;
}

/** Takes a snapshot apart. Throws `SnapshotError` for what is no snapshot, is cut short, or was changed. */
export function unpack(bytes: Uint8Array): Parts {
  if (bytes.length < preamble + trailer) throw new SnapshotError("the snapshot is cut short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [found, format, length, textLength] = [0, 4, 8, 12].map((at) => view.getUint32(at)) as [
    number,
    number,
    number,
    number,
  ];
  if (found !== magic) throw new SnapshotError("this is no snapshot");
  if (format !== version) throw new SnapshotError(`the snapshot has format ${format}, this is ${version}`);
  if (length > bytes.length) throw new SnapshotError(`the snapshot is cut short: ${bytes.length} of ${length} bytes`);
  const end = bytes.length - trailer;
  if (length !== bytes.length || view.getUint32(end) !== checksum(bytes.subarray(0, end)))
    throw new SnapshotError("the snapshot is damaged: its checksum does not match");
  const [header, sizes] = parse(fromAscii(bytes.subarray(preamble, preamble + textLength)));
  let at = preamble + textLength;
  const buffers = sizes.map(([size, ...runs]) => {
    const kept = bytes.subarray(at, (at += keptLength(runs, size!)));
    return new SavedBytes(size!, runs, kept);
  });
  if (at !== end) throw new SnapshotError("the snapshot is damaged: its parts are not as long as it says");
  return { header, buffers };
}

/** The header, and of each buffer its length and which of its pages are kept. */
function parse(json: string): [SavedValue, readonly (readonly number[])[]] {
  try {
    const [header, sizes] = JSON.parse(json) as [Encoded, readonly (readonly number[])[]];
    const isSize = (size: readonly number[]): boolean =>
      size.length % 2 === 1 && size.every((part) => Number.isSafeInteger(part) && part >= 0);
    if (sizes.every(isSize)) return [decode(header), sizes];
  } catch {
    // told below
  }
  throw new SnapshotError("the snapshot is damaged: its header cannot be read");
}

/** JSON that keeps bigints apart from strings: both are strings with a letter in front. */
type Encoded = boolean | number | string | null | readonly Encoded[];

function encode(value: SavedValue): Encoded {
  if (typeof value === "bigint") return `n${value}`;
  if (typeof value === "string") return `s${value}`;
  return Array.isArray(value) ? (value as readonly SavedValue[]).map(encode) : (value as Encoded);
}

function decode(value: Encoded): SavedValue {
  if (typeof value === "string") return value.startsWith("n") ? BigInt(value.slice(1)) : value.slice(1);
  return Array.isArray(value) ? (value as readonly Encoded[]).map(decode) : (value as SavedValue);
}

/** JSON as bytes; what is not ASCII becomes an escape of JSON. */
function ascii(json: string): Uint8Array {
  const escaped = json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return Uint8Array.from(escaped, (unit) => unit.charCodeAt(0));
}

function fromAscii(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb8_8320 : rest >>> 1;
  return rest;
});

/** CRC-32 as in IEEE 802.3. */
function checksum(bytes: Uint8Array): number {
  let sum = -1;
  for (let at = 0; at < bytes.length; at++) sum = (sum >>> 8) ^ table[(sum ^ bytes[at]!) & 0xff]!;
  return ~sum >>> 0;
}
