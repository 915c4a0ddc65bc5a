import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMachine } from "@qdl/runtime";
import { RegisterBoard } from "./registers/generated/shapes.ts";

type Size = 1 | 2 | 4 | 8;

function board() {
  const machine = createMachine(RegisterBoard);
  machine.realize();
  machine.reset();
  const { shapes, mirror, sys } = machine;
  const read = (offset: number, size: Size = 4): bigint => sys.load(0x1000 + offset, size, "little").value;
  const write = (offset: number, value: bigint | number, size: Size = 4): number =>
    sys.store(0x1000 + offset, { size, value: BigInt(value), order: "little" });
  return { machine, shapes, mirror, sys, read, write };
}

describe("registers of other widths than the bank's", () => {
  test("lie at byte offsets, and each access reaches just the bytes that it covers", () => {
    const { shapes, read, write } = board();
    expect(read(1, 1)).toBe(0x21n);
    write(1, 0xff, 1);
    expect([shapes.mode, shapes.modeLow, shapes.modeHigh]).toEqual([0x2f, 0xf, 0x2]);
    write(2, 0xbeef, 2);
    expect(shapes.half).toBe(0xbeef);
    expect(read(0)).toBe(0xbeef_2f00n);
    write(3, 0x12, 1);
    expect(read(2, 2)).toBe(0x12efn);
  });

  test("an array of bytes tells its hook which element was written", () => {
    const { shapes, read, write } = board();
    write(4, 0x4433_2211);
    expect([0, 1, 2, 3].map((index) => shapes.getBytes(index))).toEqual([0x11, 0x22, 0x33, 0x44]);
    expect(shapes.log).toBe(0x344);
    shapes.setBytes(2, 0x1ff);
    expect(read(6, 1)).toBe(0xffn);
    expect(() => shapes.getBytes(4)).toThrow(RangeError);
  });

  test("64 bits are one value for the device, and for the guest whole, in halves, or unaligned", () => {
    const { shapes, read, write } = board();
    expect(shapes.time).toBe(0xf000_0001_0000_0002n);
    expect(read(8, 8)).toBe(0xf000_0001_0000_0002n);
    write(8, 0x1000_000a_c000_ffffn, 8);
    expect([shapes.timeLow, shapes.timeMiddle, shapes.timeFlags]).toEqual([0xffff, 0xac, 0xe]);
    expect(shapes.time).toBe(0xe000_000a_c000_ffffn);
    expect([...shapes.stamps]).toEqual([0xf000_0001_c000_ffffn, 0xe000_000a_c000_ffffn]);
    expect(read(0xc)).toBe(0xe000_000an);
    expect(read(0x9, 2)).toBe(0x00ffn);
    shapes.timeMiddle = 0x15;
    expect(read(8, 8)).toBe(0xe000_0001_5000_ffffn);
  });

  test("hooks of a 64-bit register answer and take 64 bits", () => {
    const { shapes, read, write } = board();
    expect(read(0x10)).toBe(6n);
    write(0x14, 1);
    expect(shapes.ticks).toBe(0x1_0000_0006n);
    expect(read(0x14)).toBe(1n);
  });

  test("arrays of 64-bit registers keep all their bits", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (first, second) => {
          const { shapes, read, write } = board();
          write(0x18, first, 8);
          shapes.setWide(1, second);
          expect([shapes.getWide(0), read(0x20, 8)]).toEqual([first, second]);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("constants of 64 bits read as such and ignore writes", () => {
    const { read, write } = board();
    write(0x40, 0n, 8);
    expect([read(0x40, 8), read(0x48, 8), read(0x44)]).toEqual([0x1122_3344_5566_7788n, 0x99n, 0x1122_3344n]);
  });
});

describe("a big-endian bank", () => {
  test("shows its registers in the order of the bus", () => {
    const { mirror, sys } = board();
    const read = (offset: number, size: Size): bigint => sys.load(0x2000 + offset, size, "big").value;
    expect(read(0, 2)).toBe(0x1234n);
    expect(read(0, 1)).toBe(0x12n);
    expect(read(8, 8)).toBe(0x0102_0304_0506_0708n);
    expect(read(8, 4)).toBe(0x0102_0304n);
    sys.store(0x2000, { size: 4, value: 0xaabb_ccddn, order: "big" });
    expect([mirror.a, mirror.b]).toEqual([0xaabb, 0xccdd]);
    sys.store(0x200c, { size: 4, value: 0x1111_2222n, order: "big" });
    expect(mirror.c).toBe(0x0102_0304_1111_2222n);
  });
});

describe("fields", () => {
  test("that are written once keep the first value until reset", () => {
    const { machine, shapes, write } = board();
    write(0x28, 0x0105);
    write(0x28, 0x02ff);
    expect(shapes.key).toBe(0x0205);
    machine.reset();
    expect(shapes.key).toBe(0);
    write(0x28, 0x33, 1);
    expect(shapes.keyLock).toBe(0x33);
  });

  test("in an array are told apart, by the device and by their hook", () => {
    const { shapes, write } = board();
    expect([0, 1, 2, 3].map((at) => shapes.getLanesLane(at))).toEqual([4, 3, 2, 1]);
    write(0x2c, 0x1934);
    expect(shapes.log).toBe(0x20902);
    shapes.setLanesLane(0, 0xf7);
    expect(shapes.lanes).toBe(0x1937);
    expect(() => shapes.getLanesLane(4)).toThrow(RangeError);
  });

  test("have hooks of their own, called only when their bits are touched", () => {
    const { shapes, read, write } = board();
    write(0x3c, 0x77, 1);
    expect(shapes.log).toBe(0);
    write(0x3d, 0x77, 1);
    expect(shapes.log).toBe(0x77);
    expect(read(0x3c)).toBe(0x775an);
  });

  test("of one register are computed each from its own operands, and from constants", () => {
    const { shapes, read, write } = board();
    expect(read(0x34)).toBe(0x400n);
    write(2, 0x81, 2);
    shapes.modeLow = 0xe;
    shapes.timeMiddle = 0x2b;
    expect([shapes.sumsDouble, shapes.sumsShifted, shapes.sumsTop]).toEqual([0x02, 0x11, 0xb]);
  });

  test("of every access kind do what the kind says", () => {
    const { shapes, read, write } = board();
    expect(shapes.kinds).toBe(0xf150_0f0f);
    write(0x38, 0x000f_f30e);
    expect(shapes.kinds).toBe(0xf15f_fcfe);
    write(0x38, 0x0003_00ff);
    expect(shapes.kinds).toBe(0xf15c_fcfe);
    expect(read(0x38)).toBe(0xf15c_fcfen);
    expect(shapes.kinds).toBe(0xff0c_fcfe);
  });
});

test("a reset changes the bits of the reset mask only", () => {
  const { machine, shapes, write } = board();
  expect(shapes.scratch).toBe(0xab);
  write(0x30, 0x1234_5678);
  machine.reset();
  expect(shapes.scratch).toBe(0x1234_56ab);
});

test("64-bit state begins with its initial value and keeps its sign", () => {
  const { machine, shapes } = board();
  expect([shapes.ticks, shapes.delta]).toEqual([5n, -3n]);
  shapes.delta = 2n ** 63n;
  expect(shapes.delta).toBe(-(2n ** 63n));
  expect(machine.shutdown().clean).toBe(true);
});
