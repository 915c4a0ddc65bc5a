import { describe, expect, test } from "vitest";
import { virtBoard } from "./riscv-board.ts";

// The fw_cfg specification: where the registers lie from the board's address on, and numbers of items.
const base = 0x1010_0000;
const ctl = base + 8;
const dma = base + 16;
const signature = 0;
const request = 0x8000_1000;
const target = 0x8000_2000;

function bench() {
  const { board } = virtBoard((made) => void (made.fwCfg.cpus = 0x102));
  const { memory } = board;
  const bytes = (address: number, length: number): number[] => {
    const read = new Uint8Array(length);
    memory.read(address, read);
    return [...read];
  };
  return {
    board,
    memory,
    bytes,
    select: (item: number) => void memory.store(ctl, { size: 2, value: BigInt(item), order: "big" }),
    take: (length: number): number[] => Array.from({ length }, () => memory.read8(base)),
    /** Has a request done, and returns what it says of its end. */
    copy(control: number, length: number, address: number): number {
      for (const [at, word] of [control, length, 0, address].entries())
        memory.store(request + 4 * at, { size: 4, value: BigInt(word), order: "big" });
      memory.store(dma, { size: 8, value: BigInt(request), order: "big" });
      return Number(memory.load(request, 4, "big").value);
    },
  };
}

const text = (of: string): number[] => [...new TextEncoder().encode(of)];

describe("the items of fw_cfg", () => {
  test.each([
    ["the signature", signature, text("QEMU")],
    ["what the interface can do: the window and copies", 1, [3, 0, 0, 0]],
    ["the number of processors", 5, [2, 1]],
    ["the directory of files, of which there are none", 0x19, [0, 0, 0, 0]],
    ["an item that is not there", 0x7777, []],
  ])("%s", (_name, item, bytes) => {
    const { select, take } = bench();
    select(item);
    expect(take(bytes.length + 2)).toEqual([...bytes, 0, 0]);
    select(item);
    expect(take(bytes.length)).toEqual(bytes);
  });

  test("after reset the signature is selected", () => {
    const { board, select, take } = bench();
    select(5);
    take(1);
    board.reset();
    expect(take(4)).toEqual(text("QEMU"));
  });

  test("a wide access takes as many bytes, in their order", () => {
    const { memory, select } = bench();
    select(signature);
    expect(memory.load(base, 4, "big").value).toBe(BigInt(0x5145_4d55));
    select(signature);
    expect(memory.load(base, 8, "big").value).toBe(0x5145_4d55_0000_0000n);
  });
});

describe("the copies of fw_cfg", () => {
  test("its register says that there is one", () => {
    expect(bench().memory.load(dma, 8, "big").value).toBe(0x5145_4d55_2043_4647n);
  });

  test("a request selects, skips and reads", () => {
    const { copy, bytes } = bench();
    expect(copy((signature << 16) | 8 | 4, 1, 0)).toBe(0);
    expect(copy(2, 6, target)).toBe(0);
    expect(bytes(target, 6)).toEqual([...text("EMU"), 0, 0, 0]);
    expect(copy((signature << 16) | 8 | 2, 5000, target)).toBe(0);
    expect(bytes(target, 4)).toEqual(text("QEMU"));
    expect(bytes(target + 4, 4996).every((byte) => byte === 0)).toBe(true);
  });

  test.each([
    ["writing an item", 16, target],
    ["a place where nothing takes it", 2, 0x9000_0000],
  ])("%s ends in an error", (_name, control, address) => {
    expect(bench().copy(control, 4, address)).toBe(1);
  });

  test("a request that lies nowhere does nothing", () => {
    const { memory, take } = bench();
    memory.store(dma, { size: 8, value: 0x9000_0000n, order: "big" });
    expect(take(4)).toEqual(text("QEMU"));
  });
});
