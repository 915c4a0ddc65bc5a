import { type AddressSpace, type FlatRange } from "@qdl/runtime";

/** Where our results may differ from the recorded ones, and by which decision. */
export const departures = {
  straddle: {
    decision:
      "a typed access that straddles ranges is split like a byte access, and nothing reads outside a backing (rule 22.9)",
    count: 62,
  },
  "rom-device-end": {
    decision: "nothing ever reads outside a backing, not even across the end of a rom device (rule 22.9)",
    count: 17,
  },
  "read-only-path": {
    decision: "a read-only alias or container is read-only for every writer (rule 22.3)",
    count: 0,
  },
  "destroy-refused": {
    decision:
      "destroying an address space that somebody listens to is refused at the call, not found out later (rule 26.2)",
    count: 1,
  },
  "unparent-mapped": {
    decision: "an unparented region that is still mapped lives on and holds its owner (lifetimes, section 4.2)",
    count: 1,
  },
} as const;

/** Name of a departure. */
export type Departure = keyof typeof departures;

/** An access of a script. */
export interface ScriptAccess {
  readonly address: bigint;
  readonly size: number;
  readonly write: boolean;
  readonly typed: boolean;
}

/** The access that an operation makes, or null. */
export function accessOf(op: string): (ScriptAccess & { space: string }) | null {
  const [verb, space, address, size, ...rest] = op.split(" ") as [string, string, string, string, ...string[]];
  if (verb === "map") {
    const [, name, at, length, direction] = op.split(" ").slice(1) as [string, string, string, string, string];
    return { space: name, address: BigInt(at), size: Number(length), write: direction === "w", typed: false };
  }
  if (!["rd", "wr", "ld", "st", "access_valid"].includes(verb)) return null;
  const bytes = verb === "wr" ? size.length / 2 : Number(size);
  const write = verb === "wr" || verb === "st" || (verb === "access_valid" && rest[0] === "w");
  return { space, address: BigInt(address), size: bytes, write, typed: verb === "ld" || verb === "st" };
}

/** Which decision makes an access differ, if one does; told from the map alone. */
export function departureOf(space: AddressSpace, access: ScriptAccess): Departure | null {
  const { address, size, write, typed } = access;
  const end = address + BigInt(size);
  const touched = space.view.ranges.filter((range) => range.start < end && address < range.end);
  if (write && touched.some(isReadonlyPath)) return "read-only-path";
  if (!write && touched.some((range) => range.region.kind === "romd" && range.end < end)) return "rom-device-end";
  if (!typed || touched.length === 0) return null;
  return touched.length === 1 && isInOneSection(touched[0]!, address, end) ? null : "straddle";
}

const page = 4096n;

/** A range is recorded in up to three sections: a partial page, whole pages, a partial page (rule 21.5). */
function isInOneSection(range: FlatRange, address: bigint, end: bigint): boolean {
  const cuts = [range.start, ((range.start + page - 1n) / page) * page, (range.end / page) * page, range.end];
  return address >= range.start && end <= range.end && !cuts.some((cut) => address < cut && cut < end);
}

/** Whether writing is forbidden on the way to the region, not by the region. */
function isReadonlyPath(range: FlatRange): boolean {
  return range.readonly && !range.region.readonly;
}
