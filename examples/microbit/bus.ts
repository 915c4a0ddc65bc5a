import { type AddressSpace, type RamWindow } from "@qdl/runtime";

/** What a core of rp2040js asks of the chip around it. */
export interface CoreBus {
  readUint32(address: number): number;
  readUint16(address: number): number;
  readUint8(address: number): number;
  writeUint32(address: number, value: number): void;
  writeUint16(address: number, value: number): void;
  writeUint8(address: number, value: number): void;
  readonly logger: Logger;
  onBreak(code: number): void;
}

type Log = (component: string, message: string) => void;
type Logger = Readonly<Record<"debug" | "info" | "warn" | "error", Log>>;

const silent: Log = () => {};

/** The address space as the core sees it. Programs alternate between flash and RAM, so each has a window of its own. */
export class Bus implements CoreBus {
  readonly logger: Logger = { debug: silent, info: silent, warn: silent, error: silent };
  readonly space: AddressSpace;
  #flash: RamWindow;
  #ram: RamWindow;

  constructor(space: AddressSpace) {
    this.space = space;
    this.#flash = space.ramWindow(0)!;
    this.#ram = space.ramWindow(ramBase)!;
  }

  readUint32(address: number): number {
    const word = this.#window(address)?.words[(address & 0xff_ffff) >>> 2];
    return (word ?? this.space.read32(address)) >>> 0;
  }

  readUint16(address: number): number {
    const data = this.#window(address)?.data;
    const at = address & 0xff_ffff;
    return data && at + 1 < data.length ? data[at]! | (data[at + 1]! << 8) : this.space.read16(address);
  }

  readUint8(address: number): number {
    return this.#window(address)?.data[address & 0xff_ffff] ?? this.space.read8(address);
  }

  writeUint32(address: number, value: number): void {
    this.space.write32(address, value);
  }

  writeUint16(address: number, value: number): void {
    this.space.write16(address, value);
  }

  writeUint8(address: number, value: number): void {
    this.space.write8(address, value);
  }

  onBreak(): void {
    this.space.result |= breakpoint;
  }

  /** The memory that `address` may lie in. */
  #window(address: number): RamWindow | null {
    if (this.#flash.generation !== this.space.generation) {
      this.#flash = this.space.ramWindow(0)!;
      this.#ram = this.space.ramWindow(ramBase)!;
    }
    if (address < 0x100_0000) return this.#flash;
    return address >>> 24 === ramBase >>> 24 ? this.#ram : null;
  }
}

/** Where RAM begins; both memories are smaller than 16 MiB. */
const ramBase = 0x2000_0000;

/** A bit that no `AccessResult` has: software has run into a breakpoint. */
export const breakpoint = 1 << 16;
