import { type Access, type AccessSizes, type QomObject, type RegionOps } from "@qdl/runtime";

/** What the scripts say of an io or rom device region. */
export interface IoOptions {
  readonly valid?: AccessSizes;
  readonly impl?: AccessSizes;
  readonly endianness: "little" | "big";
  /** The access that covers this offset fails with this result. */
  readonly failure?: { readonly offset: number; readonly result: number };
}

/** One call of a device, as the traces list it. */
export type IoEvent =
  | { io: "r" | "w"; mr: string; addr: number; size: number; val: string }
  | { io: "r"; mr: string; addr: number; size: number; err: number };

/** What a device does beside answering. */
export interface IoHost {
  readonly record: (event: IoEvent) => void;
  /** Runs inside every call. */
  readonly inside: () => void;
}

const hex = (low: number, high: number): string =>
  `0x${((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)).toString(16)}`;

/** Options as they stand in a script: `valid=1:4:u`, `impl=2:2`, `endian=be`, `attrs`, `err=0:4`. */
export function ioOptions(words: readonly string[]): IoOptions {
  const options = new Map(words.map((word) => word.split("=") as [string, string | undefined]));
  const sizes = (text: string | undefined): AccessSizes | undefined => {
    if (text === undefined) return undefined;
    const [min, max, unaligned] = text.split(":");
    return { min: Number(min), max: Number(max), unaligned: unaligned === "u" };
  };
  const valid = sizes(options.get("valid"));
  const impl = sizes(options.get("impl"));
  const [offset, result] = (options.get("err") ?? "").split(":");
  return {
    ...(valid && { valid }),
    ...(impl && { impl }),
    endianness: options.get("endian") === "be" ? "big" : "little",
    ...(options.has("attrs") &&
      result !== undefined && { failure: { offset: Number(offset), result: Number(result) } }),
  };
}

/** A device whose byte at address a is `a & 0xff`, in its own byte order. */
export function patternOps(name: string, options: IoOptions, host: IoHost): RegionOps {
  const fails = (offset: number, access: Access): boolean => {
    const failure = options.failure;
    if (!failure || failure.offset < offset || failure.offset >= offset + access.size) return false;
    access.result = failure.result;
    return true;
  };
  return {
    endianness: options.endianness,
    ...(options.valid && { valid: options.valid }),
    ...(options.impl && { impl: options.impl }),
    read(_: QomObject, offset: number, access: Access): number {
      const { size } = access;
      if (fails(offset, access)) {
        host.record({ io: "r", mr: name, addr: offset, size, err: access.result });
        return 0;
      }
      const bytes = Array.from({ length: size }, (_byte, i) => (offset + i) & 0xff);
      if (options.endianness === "big") bytes.reverse();
      const low = bytes.slice(0, 4).reduce((value, byte, i) => value | (byte << (8 * i)), 0);
      access.high = bytes.slice(4).reduce((value, byte, i) => value | (byte << (8 * i)), 0);
      host.record({ io: "r", mr: name, addr: offset, size, val: hex(low, access.high) });
      host.inside();
      return low;
    },
    write(_: QomObject, offset: number, value: number, access: Access): void {
      host.record({
        io: "w",
        mr: name,
        addr: offset,
        size: access.size,
        val: hex(value, access.size === 8 ? access.high : 0),
      });
      if (!fails(offset, access)) host.inside();
    },
  };
}
