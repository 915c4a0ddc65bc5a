import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AddressSpace, createMachine, type Machine } from "@qdl/runtime";
import { compileProgram, loadProgram } from "../programs/load.ts";
import { World } from "../programs/world.ts";

/** What a write of the bytes in `mask` leaves of a word, and what a read shows and leaves; `once` has the bits that are still open. */
interface Kind {
  readonly access: string;
  readonly write: (old: number, value: number, mask: number) => number;
  readonly shown?: (word: number) => number;
  readonly afterRead?: (word: number) => number;
  readonly once?: true;
}

const keep = (old: number): number => old;

/** Every access kind of fields, in the words of a data sheet. */
const kinds: readonly Kind[] = [
  { access: "rw", write: (old, value, mask) => (old & ~mask) | (value & mask) },
  { access: "ro", write: keep },
  { access: "wo", write: (old, value, mask) => (old & ~mask) | (value & mask), shown: () => 0 },
  { access: "w1c", write: (old, value, mask) => old & ~(value & mask) },
  { access: "w1s", write: (old, value, mask) => old | (value & mask) },
  { access: "w0c", write: (old, value, mask) => old & ~(~value & mask) },
  { access: "w0s", write: (old, value, mask) => old | (~value & mask) },
  { access: "w1t", write: (old, value, mask) => old ^ (value & mask) },
  { access: "rc", write: keep, afterRead: () => 0 },
  { access: "rs", write: keep, afterRead: () => -1 },
  { access: "once", write: (old, value, mask) => (old & ~mask) | (value & mask), once: true },
  { access: "reserved", write: keep },
];

/** Those that say what a write does can do it to a field of another register. */
const acting = kinds.filter(({ access }) => ["rw", "wo", "w1c", "w1s", "w0c", "w0s", "w1t"].includes(access));

const field = 0xffff_f000 | 0;
const initial = 0x5a5a5;

const text = `qdl 1;
import { Device, Machine } from "qdl:core";
device Shown : Device {
  region mmio : io 4K = regs;
  bank regs {
    width 32;
    endian little;
    access 1..4;
    unmapped read 0;
${kinds.map(({ access }, at) => `    register K_${access} @ ${4 * at} { field F [31:12] ${access} reset ${initial}; }`).join("\n")}
${acting
  .map(
    ({ access }, at) => `    register T_${access} @ ${0x100 + 4 * at} { field F [19:0] ro reset ${initial}; }
    register E_${access} @ ${0x200 + 4 * at} { field F [31:12] ${access} of T_${access}.F; }`,
  )
  .join("\n")}
  }
}
machine Board : Machine { space sys : 32; embed shown : Shown; map sys { shown.mmio @ 0; } }
`;

interface Board extends Machine {
  readonly sys: AddressSpace;
}

function board(source: string, behaviour = ""): Board {
  const program = { text: source, behaviour };
  const compilation = compileProgram(program);
  expect(compilation.diagnostics).toEqual([]);
  const classes = loadProgram(compilation, program, new World());
  const machine = createMachine(classes["Board"] as never) as unknown as Board;
  machine.realize();
  machine.reset();
  return machine;
}

/** One access of the guest. */
interface Access {
  readonly register: number;
  readonly size: 1 | 2 | 4;
  readonly part: number;
  /** Null for a read. */
  readonly value: number | null;
}

const access: fc.Arbitrary<Access> = fc.record({
  register: fc.nat(100),
  size: fc.constantFrom(1, 2, 4),
  part: fc.nat(3),
  value: fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 })),
});

/** The bytes of a word that an access covers. */
function laneOf({ size, part }: Access): { readonly from: number; readonly mask: number } {
  const from = size * (part % (4 / size));
  return { from, mask: (size === 4 ? -1 : (1 << (8 * size)) - 1) << (8 * from) };
}

/** Does an access as the bus does; what is read comes back in its place in the word. */
function perform({ sys }: Board, base: number, one: Access): number {
  const { from, mask } = laneOf(one);
  const place = { size: one.size, order: "little" } as const;
  if (one.value === null) return Number(sys.load(base + from, one.size, "little").value) << (8 * from);
  sys.store(base + from, { ...place, value: BigInt((one.value & mask) >>> (8 * from)) });
  return 0;
}

describe("a guest that reads and writes bytes, halves and words in any order finds of every access kind what the kind says", () => {
  test("where a field keeps its bits itself", () => {
    const words = new Map<string, number>();
    const open = new Map<string, number>();
    const machine = board(text);
    fc.assert(
      fc
        .property(fc.array(access, { maxLength: 30 }), (accesses) => {
          for (const one of accesses) {
            const at = one.register % kinds.length;
            const { access: name, write, shown = keep, afterRead = keep, once } = kinds[at]!;
            const lane = laneOf(one).mask;
            const old = words.get(name)!;
            const said = `${name} ${JSON.stringify(one)}`;
            if (one.value === null) {
              expect((perform(machine, 4 * at, one) & lane) >>> 0, said).toBe((shown(old) & lane) >>> 0);
              words.set(name, afterRead(old) & field);
            } else {
              const mask = lane & field & (once ? open.get(name)! : -1);
              perform(machine, 4 * at, one);
              words.set(name, write(old, one.value, mask));
              if (once) open.set(name, open.get(name)! & ~lane);
            }
          }
        })
        .beforeEach(() => {
          machine.reset();
          for (const { access: name } of kinds) {
            words.set(name, initial << 12);
            open.set(name, -1);
          }
        }),
      { numRuns: 200 },
    );
  });

  test("where it acts on a field of another register, which alone is read", () => {
    const machine = board(text);
    const words = new Map<string, number>();
    fc.assert(
      fc
        .property(fc.array(access, { maxLength: 30 }), (accesses) => {
          for (const one of accesses) {
            const at = one.register % acting.length;
            const { access: name, write } = acting[at]!;
            const old = words.get(name)!;
            if (one.value !== null) {
              perform(machine, 0x200 + 4 * at, one);
              const mask = laneOf(one).mask & field;
              words.set(name, write(old << 12, one.value, mask) >>> 12);
            }
            const whole = { ...one, size: 4, part: 0, value: null } as const;
            expect(perform(machine, 0x100 + 4 * at, whole), `${name} ${JSON.stringify(one)}`).toBe(words.get(name));
          }
        })
        .beforeEach(() => {
          machine.reset();
          for (const { access: name } of acting) words.set(name, initial);
        }),
      { numRuns: 200 },
    );
  });
});

const effects = `qdl 1;
import { Device, Machine } from "qdl:core";
device Acting : Device {
  state { heard : u32; }
  region mmio : io 4K = regs;
  bank regs {
    width 32;
    endian big;
    access 2..4;
    unaligned refuse;
    unmapped read 0xee;
    register ASKED @ 0x00 volatile { on read => ask; }
    register TOLD @ 0x04 { field F [15:0] rw; on write => tell; }
    register CHANGED @ 0x08 { field F [15:0] rw; on change => note; }
    register PARTS @ 0x0c {
      field ASK [7:0] ro { on read => ask; }
      field TELL [23:16] rw { on write => tell_part; }
      field NOTE [31:24] rw { on change => note_part; }
    }
    register SUM @ 0x10 computed {
      field PLUS [15:0] ro = TOLD.F + CHANGED.F;
      field SAME [16] ro = TOLD.F == CHANGED.F ? 1 : 0;
    }
    overlay @ 0x14 {
      register SEEN read reset 7 { field F [7:0] ro; }
      register SAID write { on write => tell; }
    }
    register ROW[i : 3] @ 0x20 + 8 * i reset 5 { field F [31:0] rw; on write => tell_row; }
    register ID[i : 2] @ 0x40 + 4 * i const [0x1234_5678, 2];
    register ONLY @ 0x48 write reset 9 { field F [31:0] rw; }
    register KEPT @ 0x4c reset 0x11 mask 0xff { field F [31:0] rw; }
    register LANES @ 0x50 { field L[k : 4] [8 * k + 7:8 * k] w1s { on change => lane; } }
    register WIDE @ 0x58 width 64 { field LOW [31:0] rw; field HIGH [63:32] ro reset 6; on change => wide; }
    register SHORT @ 0x60 width 16 reset 0xabcd { field F [15:0] rw; }
  }
}
machine Board : Machine { space sys : 32; embed shown : Acting; map sys { shown.mmio @ 0; } }
`;

const behaviour = `
export const actingHooks = {
  ask: () => 0x42,
  tell: (self, value, old) => { self.heard = (value << 16) | (old ?? 0); },
  note: (self, value, old) => { self.heard = 0x1000_0000 + (value << 8) + old; },
  tellPart: (self, value) => { self.heard = 0x200 + value; },
  notePart: (self, value, old) => { self.heard = 0x300 + value - old; },
  tellRow: (self, index, value) => { self.heard = 0x400 + 0x10 * index + value; },
  lane: (self, element, value) => { self.heard = 0x500 + 0x10 * element + value; },
  wide: (self, value) => { self.heard = Number(value & 0xffffn) + Number(value >> 32n); },
};
`;

interface Acting extends Board {
  readonly shown: { heard: number };
}

/** What a guest does, what it reads by that (null: the access fails), and what the device was told last. */
const steps: readonly (readonly [
  what: string,
  guest: (board: Acting) => bigint | null,
  read: bigint | null,
  told?: number,
])[] = [
  ["a hook answers a read", (b) => load(b, 0x00), 0x42n],
  ["a plain write is told", (b) => store(b, 0x04, 0x21n), 0n, 0x21_0000],
  ["a plain write is told with what was there", (b) => store(b, 0x04, 0x22n), 0n, 0x22_0021],
  ["what did not change is not told", (b) => store(b, 0x08, 0n), 0n, 0x22_0021],
  ["what changed is told", (b) => store(b, 0x08, 0x3n), 0n, 0x1000_0300],
  ["a computed register follows", (b) => load(b, 0x10), 0x25n],
  ["and follows again", (b) => (store(b, 0x08, 0x22n), load(b, 0x10)), 0x1_0044n],
  ["a computed register takes no write", (b) => (store(b, 0x10, 0n), load(b, 0x10)), 0x1_0044n],
  ["a field is asked by itself", (b) => load(b, 0x0c), 0x42n],
  ["a field is told by itself", (b) => store(b, 0x0c, 0x0009_0000n), 0n, 0x209],
  ["a field that changes is told by itself", (b) => store(b, 0x0c, 0x07n << 8n, 2), 0n, 0x307],
  ["a part that is not written is not told", (b) => (store(b, 0x0e, 0xffn, 2), load(b, 0x0c)), 0x0700_0042n, 0x307],
  ["an overlay shows its register to read", (b) => load(b, 0x14), 7n],
  ["an overlay gives a write to the other", (b) => (store(b, 0x14, 0x5n), load(b, 0x14)), 7n, 0x5_0000],
  ["an array knows which element is written", (b) => store(b, 0x30, 3n), 0n, 0x423],
  ["the other elements are as they were", (b) => load(b, 0x28), 5n],
  ["between the elements is nothing", (b) => load(b, 0x24), 0xeen],
  ["constants read as they are", (b) => (store(b, 0x40, 0n), load(b, 0x40)), 0x1234_5678n],
  ["each constant of an array is its own", (b) => load(b, 0x44), 2n],
  ["what is only written is not shown", (b) => (store(b, 0x48, 0xffn), load(b, 0x48)), 0n],
  ["a masked reset leaves the rest", (b) => (store(b, 0x4c, 0xff00n), b.reset(), load(b, 0x4c)), 0xff11n],
  ["a field of an array is told which it is", (b) => store(b, 0x50, 0x0100_0000n), 0n, 0x531],
  ["the first bytes of a big-endian register are its high ones", (b) => load(b, 0x40, 2), 0x1234n],
  ["the low word of a wide register is behind the high one", (b) => store(b, 0x5c, 0x10n), 0n, 0x16],
  ["what is read only of a wide register stays", (b) => (store(b, 0x58, 0x77n), load(b, 0x58)), 6n, 0x16],
  ["a narrow register is as wide as it says", (b) => load(b, 0x60, 2), 0xabcdn],
  ["a size that the bank refuses fails", (b) => load(b, 0x40, 1), null],
  ["an unaligned access fails", (b) => load(b, 0x42, 4), null],
];

function load({ sys }: Board, at: number, size: 1 | 2 | 4 = 4): bigint | null {
  const { value, result } = sys.load(at, size, "big");
  return result === 0 ? value : null;
}

function store({ sys }: Board, at: number, value: bigint, size: 1 | 2 | 4 = 4): bigint | null {
  return sys.store(at, { size, value, order: "big" }) === 0 ? 0n : null;
}

test("side effects, overlays, computed registers, arrays, widths and refused accesses, one after the other", () => {
  const machine = board(effects, behaviour) as Acting;
  for (const [what, guest, read, told] of steps) {
    expect(guest(machine), what).toBe(read);
    if (told !== undefined) expect(machine.shown.heard >>> 0, what).toBe(told);
  }
});
