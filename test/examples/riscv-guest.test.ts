import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assemble } from "../../examples/riscv/assembler.ts";
import { BUS_ERROR, type Bus } from "../../examples/riscv/bus.ts";
import { Cpu } from "../../examples/riscv/cpu.ts";

const guest = (name: string) => new URL(`../../examples/riscv/guests/${name}`, import.meta.url);
const BANNER = "qdl: hello from a machine that was declared, not written\n";
const UART0 = 0x40000000;
const INTC = 0x40010000;

/**
 * The board as far as the guest can tell: a PL011's FR, DR, IMSC, MIS and ICR (ARM DDI 0183, chapter 3), and an interrupt controller. The transmitter
 * is busy for a few polls after every character, so a guest that does not poll loses text.
 */
class FakeBoard implements Bus {
  sent = "";
  /** When set, reading DR is a bus error. */
  broken = false;
  /** Registers of the UART that were written, in order. */
  readonly setup: string[] = [];
  readonly cpu: Cpu;
  private readonly received: number[] = [];
  private readonly registers = new Map<number, number>();
  private raw = 0;
  private full = 0;

  constructor(program: Uint8Array) {
    const rom = new Int32Array(16 * 1024);
    new Uint8Array(rom.buffer).set(program);
    const memory = [
      { base: 0, words: rom, writable: false },
      { base: 0x20000000, words: new Int32Array(32 * 1024), writable: true },
    ];
    this.cpu = new Cpu(this, { memory });
  }

  /** Characters arrive; the interrupt is the receive one from eight on (half of the FIFO), else the timeout. */
  type(text: string): void {
    for (const character of text) this.received.push(character.charCodeAt(0));
    this.raw |= text.length >= 8 ? 1 << 4 : 1 << 6;
    this.update();
  }

  /** Runs until the guest waits or halts; it must not take for ever. */
  settle(): "budget" | "wfi" | "halt" {
    return this.cpu.run(200_000);
  }

  read32(address: number): number {
    if (address >= INTC)
      return address === INTC + 8 ? this.pending() & this.register(INTC + 4) : this.register(address);
    switch (address) {
      case UART0:
        return this.broken ? BUS_ERROR : this.receive();
      case UART0 + 0x18:
        return this.flags();
      case UART0 + 0x40:
        return this.raw & this.register(UART0 + 0x38);
      default:
        return this.register(address);
    }
  }

  write32(address: number, value: number): boolean {
    this.registers.set(address, value);
    if (address === UART0) this.send(value);
    else if (address < INTC) this.setup.push(`${(address - UART0).toString(16)}=${value.toString(16)}`);
    if (address === UART0 + 0x44) this.raw &= ~value;
    this.update();
    return address < INTC + 0x1000;
  }

  // Registers of this board are words, and nothing else is outside its memory.
  read8 = (): number => BUS_ERROR;
  read16 = (): number => BUS_ERROR;
  write8 = (): boolean => false;
  write16 = (): boolean => false;

  private send(value: number): void {
    if (this.full === 0 && (this.register(UART0 + 0x30) & 0x101) === 0x101) this.sent += String.fromCharCode(value);
    this.full = 3;
  }

  private receive(): number {
    const value = this.received.shift() ?? 0;
    if (this.received.length === 0) this.raw = 0;
    this.update();
    // Overrun error, reported beside the data: a guest that does not mask it would echo it.
    return value | 0x800;
  }

  private flags(): number {
    if (this.full > 0) this.full--;
    return (this.full > 0 ? 0x28 : 0) | (this.received.length === 0 ? 0x10 : 0);
  }

  private register(address: number): number {
    return this.registers.get(address) ?? 0;
  }

  private pending(): number {
    return (this.raw & this.register(UART0 + 0x38)) !== 0 ? 1 : 0;
  }

  private update(): void {
    this.cpu.setExternalInterrupt((this.pending() & this.register(INTC + 4)) !== 0);
  }
}

describe("the echo guest", () => {
  const program = readFileSync(guest("echo.bin"));
  const started = (): FakeBoard => {
    const board = new FakeBoard(program);
    expect(board.settle()).toBe("wfi");
    return board;
  };

  test("its committed binary is what the assembler makes of its source", () => {
    const { bytes, errors } = assemble(readFileSync(guest("echo.s"), "utf8"), { file: "echo.s" });
    expect(errors).toEqual([]);
    expect(Buffer.from(bytes).equals(program)).toBe(true);
  });

  test("programs the UART with FIFOs, prints its banner by polling, and waits for an interrupt", () => {
    const board = started();
    expect(board.sent).toBe(BANNER);
    // Disable, divisors, line control (which takes them over), clear, enable; later the two receive interrupts.
    expect(board.setup).toEqual(["30=0", "24=d", "28=1", "2c=70", "44=7ff", "30=301", "38=50"]);
    expect(board.settle()).toBe("wfi");
  });

  test("sends back what it receives, one character by the timeout or many by the trigger level", () => {
    const board = started();
    board.type("a");
    expect([board.settle(), board.sent]).toEqual(["wfi", `${BANNER}a`]);
    board.type("Hello, World");
    expect([board.settle(), board.sent]).toEqual(["wfi", `${BANNER}aHello, World`]);
  });

  test("loses nothing that arrives while it is busy", () => {
    const text = fc.string({ minLength: 1, unit: fc.integer({ min: 5, max: 126 }).map((c) => String.fromCharCode(c)) });
    const step = fc.record({ text, work: fc.nat({ max: 60 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const board = started();
        for (const { text, work } of steps) {
          board.type(text);
          board.cpu.run(work);
        }
        expect(board.settle()).toBe("wfi");
        expect(board.sent).toBe(BANNER + steps.map((step) => step.text).join(""));
      }),
    );
  });

  test("says bye to ctrl-D and halts", () => {
    const board = started();
    board.type("x\u0004y");
    expect([board.settle(), board.sent]).toEqual(["halt", `${BANNER}xbye\n`]);
    expect(board.settle()).toBe("halt");
  });

  test("says so, and halts, when it is trapped by what it does not expect", () => {
    const board = started();
    board.broken = true;
    board.type("x");
    expect([board.settle(), board.sent]).toEqual(["halt", `${BANNER}unexpected trap\n`]);
  });
});
