import { type AddressSpace } from "@qdl/runtime";
import { registersAt } from "./riscv-board.ts";

// Virtio 1.1, section 4.2.2: offsets.
export const Register = {
  magic: 0x000,
  version: 0x004,
  deviceId: 0x008,
  vendorId: 0x00c,
  deviceFeatures: 0x010,
  deviceFeaturesSel: 0x014,
  driverFeatures: 0x020,
  driverFeaturesSel: 0x024,
  guestPageSize: 0x028,
  queueSel: 0x030,
  queueNumMax: 0x034,
  queueNum: 0x038,
  queueAlign: 0x03c,
  queuePfn: 0x040,
  queueReady: 0x044,
  queueNotify: 0x050,
  interruptStatus: 0x060,
  interruptAck: 0x064,
  status: 0x070,
  queueDesc: 0x080,
  queueDriver: 0x090,
  queueDevice: 0x0a0,
  configGeneration: 0x0fc,
  config: 0x100,
} as const;

export const ram = 0x8000_0000;
const queueBytes = 0x4000;
export const entries = 8;
/** Where buffers of tests lie. */
export const buffers = ram + 0x4_0000;

/** A piece of a request: what the device reads, or how much it may write. */
export type Part = Uint8Array | number;

/** What the driver gets back of a request: the pieces that the device may have written, and how many bytes it says it has. */
export interface Answer {
  readonly written: number;
  readonly parts: readonly Uint8Array[];
}

/** A driver for the first transport of a `virt` board, in either layout: queue n lies at `ram + n * 0x4000`. */
export class VirtioDriver {
  readonly space: AddressSpace;
  readonly registers: ReturnType<typeof registersAt>;
  readonly #legacy: boolean;
  readonly #used: number[];

  constructor(space: AddressSpace, { legacy, queues }: { readonly legacy: boolean; readonly queues: number }) {
    this.space = space;
    this.#legacy = legacy;
    this.registers = registersAt(space, 0x1000_1000);
    this.#used = new Array<number>(queues).fill(0);
    this.begin();
  }

  /** Resets the device and takes it through the steps of section 3.1.1, or as they were before version 1. */
  begin(): void {
    const { write } = this.registers;
    write(Register.status, 0);
    write(Register.status, 3);
    if (this.#legacy) write(Register.guestPageSize, 4096);
    else {
      write(Register.driverFeaturesSel, 1);
      write(Register.driverFeatures, 1);
      write(Register.status, 0xb);
    }
    for (const queue of this.#used.keys()) this.#setUp(queue);
    write(Register.status, this.#legacy ? 7 : 0xf);
  }

  #setUp(queue: number): void {
    const { write } = this.registers;
    this.space.write(ram + queue * queueBytes, new Uint8Array(queueBytes));
    this.#used[queue] = 0;
    write(Register.queueSel, queue);
    write(Register.queueNum, entries);
    if (this.#legacy) {
      write(Register.queueAlign, 4096);
      write(Register.queuePfn, (ram + queue * queueBytes) / 4096);
      return;
    }
    for (const [register, offset] of [
      [Register.queueDesc, 0],
      [Register.queueDriver, 0x1000],
      [Register.queueDevice, 0x2000],
    ] as const) {
      write(register, ram + queue * queueBytes + offset);
      write(register + 4, 0);
    }
    write(Register.queueReady, 1);
  }

  /** Where the rings of a queue lie: the old layout has them behind the table, the used one on the next page. */
  rings(queue: number): { readonly table: number; readonly available: number; readonly used: number } {
    const table = ram + queue * queueBytes;
    return this.#legacy
      ? { table, available: table + 16 * entries, used: table + 0x1000 }
      : { table, available: table + 0x1000, used: table + 0x2000 };
  }

  /** Puts a chain into a queue, without telling the device. */
  offer(queue: number, parts: readonly Part[]): void {
    const { table, available } = this.rings(queue);
    let at = buffers + queue * 0x1_0000;
    for (const [index, part] of parts.entries()) {
      const length = typeof part === "number" ? part : part.length;
      if (typeof part !== "number") this.space.write(at, part);
      const entry = table + 16 * index;
      this.space.write32(entry, at);
      this.space.write32(entry + 4, 0);
      this.space.write32(entry + 8, length);
      const flags = (index + 1 < parts.length ? 1 : 0) | (typeof part === "number" ? 2 : 0);
      this.space.write32(entry + 12, flags | ((index + 1) << 16));
      at += length;
    }
    const index = this.space.read16(available + 2);
    this.space.write16(available + 4 + 2 * (index % entries), 0);
    this.space.write16(available + 2, index + 1);
  }

  notify(queue: number): void {
    this.registers.write(Register.queueNotify, queue);
  }

  /** What has come back of the chain that was offered last, or null. */
  answer(queue: number, parts: readonly Part[]): Answer | null {
    const { used } = this.rings(queue);
    const seen = this.#used[queue]!;
    if (this.space.read16(used + 2) === seen) return null;
    this.#used[queue] = (seen + 1) & 0xffff;
    const written = this.space.read32(used + 4 + 8 * (seen % entries) + 4);
    let at = buffers + queue * 0x1_0000;
    const got: Uint8Array[] = [];
    for (const part of parts) {
      const bytes = new Uint8Array(typeof part === "number" ? part : part.length);
      if (typeof part === "number") {
        this.space.read(at, bytes);
        got.push(bytes);
      }
      at += bytes.length;
    }
    return { written, parts: got };
  }

  /** Offers a chain, tells the device, and takes what comes back. */
  request(queue: number, parts: readonly Part[]): Answer | null {
    this.offer(queue, parts);
    this.notify(queue);
    return this.answer(queue, parts);
  }
}
