import { expect } from "vitest";
import { assemble } from "../../examples/riscv/assembler.ts";
import { BUS_ERROR, type Bus } from "../../examples/riscv/bus.ts";
import { Cpu, type CpuOptions } from "../../examples/riscv/cpu.ts";
import { CSR } from "../../examples/riscv/csr.ts";

/** 64 KiB of memory at address 0 and nothing else: every access outside it fails. */
export class MemoryBus implements Bus {
  readonly words = new Int32Array(16 * 1024);
  readonly view = new DataView(this.words.buffer);
  /** Every access, as `read32 00000004`, so that a test can tell whether the bus was asked. */
  readonly log: string[] = [];

  read8(address: number): number {
    return this.accepts("read8", address) ? this.view.getUint8(address) : BUS_ERROR;
  }
  read16(address: number): number {
    return this.accepts("read16", address) ? this.view.getUint16(address, true) : BUS_ERROR;
  }
  read32(address: number): number {
    return this.accepts("read32", address) ? this.view.getUint32(address, true) : BUS_ERROR;
  }
  write8(address: number, value: number): boolean {
    if (!this.accepts("write8", address)) return false;
    this.view.setUint8(address, value);
    return true;
  }
  write16(address: number, value: number): boolean {
    if (!this.accepts("write16", address)) return false;
    this.view.setUint16(address, value, true);
    return true;
  }
  write32(address: number, value: number): boolean {
    if (!this.accepts("write32", address)) return false;
    this.view.setUint32(address, value, true);
    return true;
  }

  private accepts(name: string, address: number): boolean {
    this.log.push(`${name} ${address.toString(16).padStart(8, "0")}`);
    return address >= 0 && address < this.words.byteLength;
  }
}

/** The image of a program that must have no mistakes. */
export function image(source: string): Uint8Array {
  const { bytes, errors } = assemble(source, { file: "test.s" });
  expect(errors).toEqual([]);
  return bytes;
}

/** A processor with a program at address 0 of a `MemoryBus`, about to execute its first instruction. */
export function boot(source: string, options: CpuOptions = {}): { cpu: Cpu; bus: MemoryBus } {
  const bus = new MemoryBus();
  new Uint8Array(bus.words.buffer).set(image(source));
  return { cpu: new Cpu(bus, options), bus };
}

/** Runs a program until its `ebreak` and gives the processor. */
export function finish(source: string): Cpu {
  const { cpu } = boot(`${source}\nebreak`);
  expect(cpu.run(10_000)).toBe("halt");
  return cpu;
}

/** A register by its number in the ABI's argument order: a0 is 10. Unsigned. */
export function a(cpu: Cpu, number: number): number {
  return cpu.x[10 + number]! >>> 0;
}

/** What the last trap left behind. */
export function trapOf(cpu: Cpu): { cause: number; epc: number; value: number } {
  return { cause: cpu.csr(CSR.mcause)!, epc: cpu.csr(CSR.mepc)!, value: cpu.csr(CSR.mtval)! };
}
