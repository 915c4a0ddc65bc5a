import { type AddressSpace } from "@qdl/runtime";

const ram = 0x8000_0000;
const transport = 0x1000_1000;
const ring = { descriptors: ram, available: ram + 0x1000, used: ram + 0x2000 } as const;
const buffers = { command: ram + 0x3000, answer: ram + 0x4000 } as const;
const commandBytes = 64;
const answerBytes = 32;

/** As much of a driver as it takes to send commands to the control queue of a graphics adapter (virtio 1.2, sections 4.2.3 and 5.7.6). */
export class Guest {
  readonly memory: AddressSpace;
  #sent = 0;

  constructor(memory: AddressSpace) {
    this.memory = memory;
    const set = (register: number, value: number): void => memory.write32(transport + register, value);
    set(0x070, 3);
    set(0x024, 1);
    set(0x020, 1);
    set(0x070, 0xb);
    set(0x030, 0);
    set(0x038, 4);
    set(0x080, ring.descriptors);
    set(0x090, ring.available);
    set(0x0a0, ring.used);
    set(0x044, 1);
    set(0x070, 0xf);
    this.#describe(0, [buffers.command, commandBytes, 1, 1]);
    this.#describe(1, [buffers.answer, answerBytes, 2, 0]);
  }

  #describe(index: number, [address, length, flags, next]: readonly [number, number, number, number]): void {
    const at = ring.descriptors + 16 * index;
    this.memory.write64(at, address, 0);
    this.memory.write32(at + 8, length);
    this.memory.write32(at + 12, flags | (next << 16));
  }

  /** Sends a command with the words that follow its header; the kind of answer. */
  send(command: number, ...words: readonly number[]): number {
    const { memory } = this;
    memory.write(buffers.command, new Uint8Array(commandBytes));
    for (const [at, word] of [command, 0, 0, 0, 0, 0, ...words].entries())
      memory.write32(buffers.command + 4 * at, word);
    memory.write16(ring.available + 4 + 2 * (this.#sent % 4), 0);
    this.#sent++;
    memory.write16(ring.available + 2, this.#sent);
    memory.write32(transport + 0x050, 0);
    return memory.read32(buffers.answer);
  }
}
