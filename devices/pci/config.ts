import { type PciBus } from "@qdl/runtime";

/** Sizes of accesses to configuration space, in bytes. */
export type ConfigSize = 1 | 2 | 4;

/** A place in configuration space: `devfn` is the slot in bits 7 to 3, the function in bits 2 to 0. */
export interface ConfigPlace {
  readonly bus: number;
  readonly devfn: number;
  readonly offset: number;
}

const headerType = 0x0e;
const multiFunction = 0x80;
const conventionalBytes = 256;

const functionAt = (bus: PciBus, devfn: number) => bus.functionAt(devfn >> 3, devfn & 7);

/** Whether something sits behind function 0 of a slot (PCI Local Bus 3.0, section 6.2.1). */
function hasMore(bus: PciBus, devfn: number): boolean {
  return bus.kids.some((kid) => {
    const { slot, functionNumber } = kid as NonNullable<ReturnType<PciBus["functionAt"]>>;
    return slot === devfn >> 3 && functionNumber > 0;
  });
}

/** Reads configuration space: all ones where no function is, 0 behind the 256 bytes that a function has. */
export function readConfigSpace(bus: PciBus, { bus: number, devfn, offset }: ConfigPlace, size: ConfigSize): number {
  const found = number === 0 ? functionAt(bus, devfn) : null;
  if (!found) return -1;
  if (offset + size > conventionalBytes) return 0;
  let value = found.readConfig(offset, size);
  const byte = headerType - offset;
  if ((devfn & 7) === 0 && byte >= 0 && byte < size && hasMore(bus, devfn)) value |= multiFunction << (8 * byte);
  return value;
}

/** Writes configuration space; lost where no function is. */
export function writeConfigSpace(
  bus: PciBus,
  { bus: number, devfn, offset }: ConfigPlace,
  ...[value, size]: [value: number, size: ConfigSize]
): void {
  const found = number === 0 ? functionAt(bus, devfn) : null;
  if (found && offset + size <= conventionalBytes) found.writeConfig(offset, value, size);
}
