import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cpu } from "../../examples/riscv/cpu.ts";
import { a, boot, finish, image, MemoryBus } from "./riscv-board.ts";

/** Boundary values more often than chance would bring them. */
const word = fc.oneof(fc.constantFrom(0, 1, -1, 0x7fffffff, -0x80000000, 0xffff, 0x8000), fc.integer());

const signed = (value: number): bigint => BigInt(value | 0);
const unsigned = (value: number): bigint => BigInt(value >>> 0);
const amount = (value: number): bigint => BigInt(value & 31);

/** RV32IM arithmetic written down a second time, in unbounded integers; the low 32 bits are the result. */
const MODEL: Record<string, (x: number, y: number) => bigint> = {
  add: (x, y) => signed(x) + signed(y),
  sub: (x, y) => signed(x) - signed(y),
  sll: (x, y) => unsigned(x) << amount(y),
  slt: (x, y) => (signed(x) < signed(y) ? 1n : 0n),
  sltu: (x, y) => (unsigned(x) < unsigned(y) ? 1n : 0n),
  xor: (x, y) => signed(x) ^ signed(y),
  srl: (x, y) => unsigned(x) >> amount(y),
  sra: (x, y) => signed(x) >> amount(y),
  or: (x, y) => signed(x) | signed(y),
  and: (x, y) => signed(x) & signed(y),
  mul: (x, y) => signed(x) * signed(y),
  mulh: (x, y) => (signed(x) * signed(y)) >> 32n,
  mulhsu: (x, y) => (signed(x) * unsigned(y)) >> 32n,
  mulhu: (x, y) => (unsigned(x) * unsigned(y)) >> 32n,
  div: (x, y) => (y === 0 ? -1n : signed(x) / signed(y)),
  divu: (x, y) => (y === 0 ? -1n : unsigned(x) / unsigned(y)),
  rem: (x, y) => (y === 0 ? signed(x) : signed(x) % signed(y)),
  remu: (x, y) => (y === 0 ? unsigned(x) : unsigned(x) % unsigned(y)),
};

const CONDITIONS: Record<string, (x: number, y: number) => boolean> = {
  beq: (x, y) => signed(x) === signed(y),
  bne: (x, y) => signed(x) !== signed(y),
  blt: (x, y) => signed(x) < signed(y),
  bge: (x, y) => signed(x) >= signed(y),
  bltu: (x, y) => unsigned(x) < unsigned(y),
  bgeu: (x, y) => unsigned(x) >= unsigned(y),
};

describe("register arithmetic", () => {
  test.each(Object.keys(MODEL))("%s gives what unbounded integers give, cut to 32 bits", (name) => {
    const { cpu } = boot(`${name} a2, a0, a1`);
    fc.assert(
      fc.property(word, word, (x, y) => {
        cpu.reset();
        cpu.x[10] = x;
        cpu.x[11] = y;
        cpu.step();
        expect(cpu.x[12]).toBe(Number(BigInt.asIntN(32, MODEL[name]!(x, y))));
      }),
    );
  });

  test.each(["add", "slt", "sltu", "xor", "or", "and"])("%si sign-extends its immediate", (name) => {
    const mnemonic = name === "sltu" ? "sltiu" : `${name}i`;
    fc.assert(
      fc.property(word, fc.integer({ min: -2048, max: 2047 }), (x, immediate) => {
        const { cpu } = boot(`${mnemonic} a2, a0, ${immediate}`);
        cpu.x[10] = x;
        cpu.step();
        expect(cpu.x[12]).toBe(Number(BigInt.asIntN(32, MODEL[name]!(x, immediate))));
      }),
    );
  });

  test.each(["sll", "srl", "sra"])("%si shifts by its immediate", (name) => {
    fc.assert(
      fc.property(word, fc.integer({ min: 0, max: 31 }), (x, by) => {
        const { cpu } = boot(`${name}i a2, a0, ${by}`);
        cpu.x[10] = x;
        cpu.step();
        expect(cpu.x[12]).toBe(Number(BigInt.asIntN(32, MODEL[name]!(x, by))));
      }),
    );
  });

  test("division by zero and the one overflow have results, not traps", () => {
    const cpu = finish(`
      li t0, 0x80000000
      li t1, -1
      div a0, t0, t1
      rem a1, t0, t1
      div a2, t0, zero
      divu a3, t0, zero
      rem a4, t0, zero
      remu a5, t0, zero`);
    expect([0, 1, 2, 3, 4, 5].map((n) => a(cpu, n))).toEqual([
      0x80000000, 0, 0xffffffff, 0xffffffff, 0x80000000, 0x80000000,
    ]);
  });

  test("lui and auipc place twenty bits at the top", () => {
    const cpu = finish("lui a0, 0xfffff\nauipc a1, 0x80000\nauipc a2, 0");
    expect([a(cpu, 0), a(cpu, 1), a(cpu, 2)]).toEqual([0xfffff000, 0x80000004, 8]);
  });

  test("x0 stays zero whatever is written to it", () => {
    const cpu = finish(
      "li t0, 7\nadd zero, t0, t0\nlui zero, 1\ncsrrw zero, mscratch, t0\njal zero, next\nnext: mv a0, zero",
    );
    expect([cpu.x[0], a(cpu, 0)]).toEqual([0, 0]);
  });
});

describe("any program", () => {
  /** Words that are instructions more often than not: a real opcode under random fields, on few registers. */
  const opcode = fc.constantFrom(0x03, 0x0f, 0x13, 0x17, 0x23, 0x33, 0x37, 0x63, 0x67, 0x6f, 0x73);
  const instruction = fc.tuple(fc.integer(), opcode).map(([bits, code]) => (bits & 0x81c6_7580) | code);

  test("runs without an exception of ours, the same through windows and through the bus", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(instruction, fc.integer()), { minLength: 1, maxLength: 40 }), (program) => {
        const [plain, windowed] = [false, true].map((window) => {
          const bus = new MemoryBus();
          bus.words.set(program, 0x40);
          bus.words.fill(0x13, 0x40 + program.length, 0x400);
          const cpu = new Cpu(bus, {
            resetVector: 0x100,
            memory: window ? [{ base: 0, words: bus.words, writable: true }] : [],
          });
          const outcome = cpu.run(300);
          const csrs = [...Array(0x1000).keys()].map((number) => cpu.csr(number));
          return { outcome, pc: cpu.pc, x: [...cpu.x], csrs, memory: bus.words.slice(0, 0x400) };
        });
        expect(windowed).toEqual(plain);
        expect(plain!.x[0]).toBe(0);
      }),
    );
  });
});

describe("control flow", () => {
  test.each(Object.keys(CONDITIONS))("%s goes to its target exactly when its condition holds", (name) => {
    const { cpu } = boot(`${name} a0, a1, target\nnop\ntarget: nop`);
    fc.assert(
      fc.property(word, fc.oneof(word, fc.constant("same" as const)), (x, other) => {
        const y = other === "same" ? x : other;
        cpu.reset();
        cpu.x[10] = x;
        cpu.x[11] = y;
        cpu.step();
        expect(cpu.pc).toBe(CONDITIONS[name]!(x, y) ? 8 : 4);
      }),
    );
  });

  test("branches and jumps reach every distance their formats hold, both ways", () => {
    const even = (reach: number) => fc.integer({ min: -reach / 4, max: reach / 4 - 1 }).map((n) => n * 4);
    const land = (mnemonic: string, way: number): number => {
      const bus = new MemoryBus();
      const at = 0x2000;
      new Uint8Array(bus.words.buffer).set(image(`${mnemonic} . + (${way})`), at);
      const cpu = new Cpu(bus, { resetVector: at });
      cpu.step();
      return (cpu.pc - at) | 0;
    };
    fc.assert(fc.property(even(0x1000), (way) => land("beq zero, zero,", way) === way));
    fc.assert(fc.property(even(0x100000), (way) => land("jal ra,", way) === way));
  });

  test("jal and jalr link to the instruction after them, and jalr drops bit 0 of its target", () => {
    const cpu = finish(`
            jal ra, first
            nop
    first:  mv a0, ra
            la t0, second + 1
            jalr a1, 0(t0)
            nop
    second: nop`);
    expect([a(cpu, 0), a(cpu, 1)]).toEqual([4, 0x18]);
  });

  test("jalr may overwrite the register it jumps through", () => {
    const cpu = finish("la t0, over\njalr t0, t0, 0\nli a0, 1\nover: mv a1, t0");
    expect([a(cpu, 0), a(cpu, 1)]).toEqual([0, 12]);
  });

  test("a subroutine computes 20! modulo 2^32", () => {
    const cpu = finish(`
            li sp, 0x1000
            li a0, 20
            call factorial
            j done
    factorial:
            li t0, 1
            bgtu a0, t0, more
            li a0, 1
            ret
    more:   addi sp, sp, -8
            sw ra, 0(sp)
            sw a0, 4(sp)
            addi a0, a0, -1
            call factorial
            lw t1, 4(sp)
            lw ra, 0(sp)
            addi sp, sp, 8
            mul a0, a0, t1
            ret
    done:`);
    expect(a(cpu, 0)).toBe(Number(2432902008176640000n & 0xffffffffn));
  });
});

describe("loads and stores", () => {
  const LOADS: Record<string, { size: number; read: (view: DataView, at: number) => number }> = {
    lb: { size: 1, read: (view, at) => view.getInt8(at) },
    lbu: { size: 1, read: (view, at) => view.getUint8(at) },
    lh: { size: 2, read: (view, at) => view.getInt16(at, true) },
    lhu: { size: 2, read: (view, at) => view.getUint16(at, true) },
    lw: { size: 4, read: (view, at) => view.getInt32(at, true) },
  };
  const STORES: Record<string, { size: number; write: (view: DataView, at: number, value: number) => void }> = {
    sb: { size: 1, write: (view, at, value) => view.setUint8(at, value) },
    sh: { size: 2, write: (view, at, value) => view.setUint16(at, value, true) },
    sw: { size: 4, write: (view, at, value) => view.setInt32(at, value, true) },
  };

  /** A processor for one instruction; its data at 0x1000 is reached through a window or through the bus. */
  function bench(instruction: string, windowed: boolean) {
    const { cpu, bus } = boot(instruction);
    if (windowed) cpu.mapMemory([{ base: 0, words: bus.words, writable: true }]);
    return { cpu, bus };
  }

  describe.each([
    ["through the bus", false],
    ["in a window", true],
  ])("%s", (_, windowed) => {
    test.each(Object.keys(LOADS))("%s reads its bytes, extended as its name says", (name) => {
      const { size, read } = LOADS[name]!;
      const { cpu, bus } = bench(`${name} a0, 0(a1)`, windowed);
      fc.assert(
        fc.property(word, word, fc.nat({ max: 8 / size - 1 }), (low, high, at) => {
          bus.words.set([low, high], 0x400);
          cpu.reset();
          cpu.x[11] = 0x1000 + at * size;
          cpu.step();
          expect(cpu.x[10]).toBe(read(bus.view, 0x1000 + at * size) | 0);
        }),
      );
    });

    test.each(Object.keys(STORES))("%s changes its bytes and no others", (name) => {
      const { size, write } = STORES[name]!;
      const { cpu, bus } = bench(`${name} a0, 0(a1)`, windowed);
      const expected = new DataView(new ArrayBuffer(8));
      fc.assert(
        fc.property(word, word, word, fc.nat({ max: 8 / size - 1 }), (low, high, value, at) => {
          bus.words.set([low, high], 0x400);
          expected.setInt32(0, low, true);
          expected.setInt32(4, high, true);
          write(expected, at * size, value);
          cpu.reset();
          cpu.x[10] = value;
          cpu.x[11] = 0x1000 + at * size;
          cpu.step();
          expect([bus.words[0x400], bus.words[0x401]]).toEqual([
            expected.getInt32(0, true),
            expected.getInt32(4, true),
          ]);
        }),
      );
    });

    test("offsets are signed twelve bits", () => {
      const { cpu, bus } = bench("sw a0, -2048(a1)\nlw a2, 2044(a3)\nebreak", windowed);
      Object.assign(cpu.x, { 10: 77, 11: 0x1800, 13: 0x1000 - 2044 });
      expect(cpu.run(10)).toBe("halt");
      expect([bus.words[0x400], cpu.x[12]]).toEqual([77, 77]);
    });
  });

  test("the bus is asked with unsigned addresses and data of the size of the access", () => {
    const { cpu, bus } = boot("sb a0, 0(a1)\nsh a0, 0(a1)\nsw a0, 0(a1)\nlw a2, 0(a1)");
    Object.assign(cpu.x, { 10: -1, 11: 0x100 });
    const written: number[] = [];
    const base = { write8: bus.write8.bind(bus), write16: bus.write16.bind(bus), write32: bus.write32.bind(bus) };
    for (const name of ["write8", "write16", "write32"] as const) {
      bus[name] = (address, value) => (written.push(value), base[name](address, value));
    }
    cpu.run(4);
    expect(written).toEqual([0xff, 0xffff, 0xffffffff]);
    expect(cpu.x[12]).toBe(-1);
    expect(bus.log.filter((entry) => entry.endsWith("100"))).toEqual([
      "write8 00000100",
      "write16 00000100",
      "write32 00000100",
      "read32 00000100",
    ]);
  });

  test("what lies in a window never reaches the bus; writes to a window that is not writable do", () => {
    const { cpu, bus } = boot("lw a0, 0(zero)\nsw a0, 0x40(zero)\nebreak");
    cpu.mapMemory([{ base: 0, words: bus.words, writable: false }]);
    expect(cpu.run(10)).toBe("halt");
    expect(bus.log).toEqual(["write32 00000040"]);
  });

  test("a window that is taken away is not used any more", () => {
    const { cpu, bus } = boot("loop: lw a0, 0x40(zero)\nsw a0, 0x40(zero)\nj loop");
    const window = { base: 0, words: bus.words, writable: true };
    cpu.mapMemory([window]);
    cpu.run(6);
    expect(bus.log).toEqual([]);
    cpu.mapMemory([]);
    cpu.run(2);
    expect(bus.log).toEqual(["read32 00000000", "read32 00000040", "read32 00000004", "write32 00000040"]);
  });

  test("windows in different places serve one program, above 2 GiB too", () => {
    const { cpu, bus } = boot(`
      li t0, 0x80000000
      li t1, 0xfffffff8
      lw a0, 4(t0)
      lw a1, 4(t1)
      sw a0, 4(t1)
      sw a1, 4(t0)
      lw a2, 4(t0)
      ebreak`);
    const low = Int32Array.of(1, 2);
    const high = Int32Array.of(3, 4);
    cpu.mapMemory([
      { base: 0, words: bus.words, writable: false },
      { base: 0x80000000, words: low, writable: true },
      { base: 0xfffffff8, words: high, writable: true },
    ]);
    expect(cpu.run(20)).toBe("halt");
    expect([[...low], [...high], a(cpu, 2)]).toEqual([[1, 4], [3, 2], 4]);
  });
});
