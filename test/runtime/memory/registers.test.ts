import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  AccessResult,
  addRegion,
  addSpace,
  Attribute,
  closeRegions,
  create,
  Heap,
  type MemoryEvent,
  memoryOf,
  openRegions,
  RegisterBank,
  type RegisterBankInfo,
} from "@qdl/runtime";
import { board, DevicePart, type Part, wordOf } from "./board.ts";

const { readHook, writeHook } = Attribute;

function mapped(info: Partial<RegisterBankInfo<Part>> = {}) {
  const { heap, owner } = board();
  const bank = new RegisterBank<Part>({
    name: "regs",
    size: 0x1000,
    first: 4,
    registers: [
      [0x00, readHook | writeHook, 0, 0],
      [0x08, 0, 0x0000_ffff, 0x1234],
      [0x18, 0, 0, 0x90],
      [0x20, writeHook, 0xff, 7],
      [0xfe0, 0, 0, [0x11, 0x10, 0x14, 0x00], 4],
    ],
    read: (_, offset) => 0x4100 + offset,
    write: () => undefined,
    ...info,
  });
  const space = addSpace(owner, { name: "sys", root: { size: 1n << 32n } });
  const region = addRegion(owner, { name: "mmio", kind: "io", size: bank.size, bank });
  space.addSubregion(region, 0x1000_0000);
  return { heap, owner, bank, space, region, memory: memoryOf(heap) };
}

test("a register bank answers with its reset values and keeps what is writable, at the first access and later", () => {
  const { space } = mapped();
  for (let time = 0; time < 3; time++) {
    expect(space.read32(0x1000_0018)).toBe(0x90);
    expect(space.read32(0x1000_0fe8)).toBe(0x14);
    space.write32(0x1000_0018, -1);
    space.write32(0x1000_0008, 0xabcd_0000 + time);
    expect(space.read32(0x1000_0018)).toBe(0x90);
    expect(space.read32(0x1000_0008)).toBe(time);
  }
  expect(space.result).toBe(AccessResult.ok);
});

test("a hooked register asks the device, a plain one beside it does not", () => {
  const calls: string[] = [];
  const { space } = mapped({
    read: (_, offset) => (calls.push(`read ${offset}`), -1),
    write: (_, offset, value, mask) => void calls.push(`write ${offset} ${value} ${mask}`),
  });
  for (let time = 0; time < 2; time++) expect(space.read32(0x1000_0000)).toBe(-1);
  space.write32(0x1000_0020, 5);
  expect(space.read32(0x1000_0020)).toBe(7);
  space.write8(0x1000_0021, 0xaa);
  space.write16(0x1000_0002, 0xbbcc);
  expect(calls).toEqual([
    "read 0",
    "read 0",
    "write 32 5 -1",
    `write 32 ${0xaa00} ${0xff00}`,
    `write 0 ${0xbbcc_0000 | 0} ${0xffff_0000 | 0}`,
  ]);
});

test("narrow accesses see and change their bytes of a register only", () => {
  const { space } = mapped();
  expect(space.read8(0x1000_0008)).toBe(0x34);
  expect(space.read8(0x1000_0009)).toBe(0x12);
  expect(space.read16(0x1000_0008)).toBe(0x1234);
  space.write8(0x1000_0009, 0xab);
  expect(space.read32(0x1000_0008)).toBe(0xab34);
  expect(space.read16(0x1000_0001)).toBe(0);
  expect(space.takeResult()).toBe(AccessResult.decodeError);
});

test("where no register is, the bank's policy answers and reports the guest", () => {
  const { space, memory } = mapped({ unmapped: { read: -1, log: true } });
  const events: MemoryEvent[] = [];
  memory.trace = (event) => events.push(event);
  expect(space.read32(0x1000_0100)).toBe(-1);
  expect(space.result).toBe(AccessResult.ok);
  expect(events).toMatchObject([{ event: "guest_error", offset: 0x100, write: false }]);
  const strict = mapped({ unmapped: { fail: true } });
  strict.space.write32(0x1000_0100, 1);
  expect(strict.space.takeResult()).toBe(AccessResult.decodeError);
});

test("a big-endian bank and one of narrow registers answer in their byte order", () => {
  const { space } = mapped({ endianness: "big" });
  expect(space.read32(0x1000_0008)).toBe(0x3412_0000);
  expect(space.read8(0x1000_000b)).toBe(0x34);
  const narrow = mapped({
    width: 8,
    registers: [
      [0, 0, 0xff, 1],
      [1, 0, 0xff, 2],
      [5, readHook, 0, 0],
    ],
    size: 8,
  });
  expect(narrow.space.read16(0x1000_0000)).toBe(0x0201);
  expect(narrow.space.read8(0x1000_0005)).toBe(0x05);
  narrow.space.write8(0x1000_0001, 0x1ff);
  expect(narrow.space.read32(0x1000_0000)).toBe(0xff01);
});

test("registers of a device that is not realized end with decode errors that are counted and traced", () => {
  const heap = new Heap();
  const owner = create(heap, DevicePart).consume();
  owner.realized = false;
  const bank = new RegisterBank<Part>({ name: "regs", size: 0x100, first: 0, registers: [[0, 0, -1, 3]] });
  const space = addSpace(owner, { name: "sys", root: { size: 0x1000 } });
  space.addSubregion(addRegion(owner, { name: "mmio", kind: "io", size: 0x100, bank }), 0);
  const memory = memoryOf(heap);
  expect(space.read32(0)).toBe(0);
  expect(space.takeResult()).toBe(AccessResult.decodeError);
  owner.realized = true;
  openRegions(owner);
  expect([space.read32(0), space.read32(0), space.result]).toEqual([3, 3, 0]);
  closeRegions(owner);
  owner.realized = false;
  const events: string[] = [];
  memory.trace = ({ event }) => events.push(event);
  expect(space.read32(0)).toBe(0);
  space.write32(0, 9);
  expect(space.takeResult()).toBe(AccessResult.decodeError);
  expect(events).toEqual(["unrealized", "unrealized"]);
  expect(memory.unrealizedAccesses).toBe(3);
  owner.realized = true;
  expect(space.read32(0)).toBe(3);
});

test("a heap that grows does not disturb views that are cached", () => {
  const { space, heap, owner, bank } = mapped();
  expect(space.read32(0x1000_0018)).toBe(0x90);
  heap.allocate(1 << 16);
  heap.words[wordOf(owner, bank, 0x18)] = 0x91;
  expect(space.read32(0x1000_0018)).toBe(0x91);
  space.write32(0x1000_0008, 0x55);
  expect(heap.words[wordOf(owner, bank, 0x8)]).toBe(0x55);
});

test("a watched register is reported at each access", () => {
  const { space, heap, owner, bank, memory } = mapped();
  const seen: string[] = [];
  memory.trace = (event) => seen.push(`${event.event} ${event.offset} ${event.write}`);
  space.read32(0x1000_0018);
  heap.attributes[wordOf(owner, bank, 0x18)]! |= Attribute.watched;
  expect(space.read32(0x1000_0018)).toBe(0x90);
  space.write32(0x1000_0018, 0);
  expect(seen).toEqual(["register 24 false", "register 24 true"]);
});

test("a bank whose rows overlap, stick out, or have a hook that nobody answers is refused", () => {
  const make = (registers: RegisterBankInfo["registers"]) => () =>
    new RegisterBank({ name: "bad", size: 16, first: 0, registers });
  expect(
    make([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]),
  ).toThrow(/overlaps/);
  expect(make([[16, 0, 0, 0]])).toThrow(/outside/);
  expect(make([[2, 0, 0, 0]])).toThrow(/misaligned/);
  expect(make([[0, readHook, 0, 0]])).toThrow(/no function/);
});

describe("fast accesses and slow ones", () => {
  const base = 0x1000_0000;
  const action = fc.oneof(
    fc.record({
      kind: fc.constantFrom("read", "write"),
      at: fc.nat(0x5f),
      size: fc.constantFrom(1, 2, 4),
      value: fc.integer(),
    }),
    fc.record({ kind: fc.constantFrom("grow", "move", "close", "open", "watch", "hide", "throw") }),
  );

  /** A board whose registers are read by words, and what a second one with the same history says, byte by byte through `read` and `write`. */
  const pair = (big: boolean) => {
    const make = () => {
      const calls: string[] = [];
      let failing = false;
      const hook = (call: string) => {
        calls.push(call);
        if (failing) throw new Error("no");
      };
      const owner = create(new Heap(), DevicePart).consume();
      const bank = new RegisterBank<Part>({
        name: "regs",
        size: 0x58,
        first: 4,
        endianness: big ? "big" : "little",
        registers: [
          [0x00, readHook | writeHook, 0, 0],
          [0x08, 0, 0x00ff_ffff, 0x1234],
          [0x18, 0, 0, 0x90],
          [0x20, writeHook, 0xff, 7],
          [0x40, 0, -1, 1, 4],
        ],
        unmapped: { read: 0x55 },
        read: (_, offset) => (hook(`read ${offset}`), 0x0102_0304 + offset),
        write: (_, offset, value, mask) => hook(`write ${offset} ${value} ${mask}`),
      });
      const space = addSpace(owner, { name: "sys", root: { size: 1n << 32n } });
      const region = addRegion(owner, { name: "mmio", kind: "io", size: bank.size, bank });
      space.addSubregion(addRegion(owner, { name: "ram", kind: "ram", size: 0x20 }), base + 0x50, 1);
      space.addSubregion(region, base);
      const change = (kind: string): void => {
        if (kind === "grow") owner.heap.allocate(owner.heap.words.length);
        if (kind === "move") region.setAddress(region.address === BigInt(base) ? base + 4 : base);
        if (kind === "hide") region.setEnabled(!region.enabled);
        if (kind === "close" || kind === "open") owner.realized = kind === "open";
        if (kind === "close") closeRegions(owner);
        if (kind === "open") openRegions(owner);
        if (kind === "watch") bank.flag(owner, Attribute.watched, true);
        if (kind === "throw") failing = !failing;
      };
      return { space, calls, change };
    };
    return { fast: make(), slow: make() };
  };

  const outcome = (access: () => unknown): unknown => {
    try {
      return access();
    } catch (error) {
      return (error as Error).message;
    }
  };

  test("an access by the hot calls comes to what the same access comes to when it is looked up anew", () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(action, { maxLength: 40 }), (big, actions) => {
        const { fast, slow } = pair(big);
        for (const step of actions) {
          if (!("at" in step)) {
            fast.change(step.kind);
            slow.change(step.kind);
            continue;
          }
          const { at, value } = step;
          const size = step.size as 1 | 2 | 4;
          const bits = BigInt.asUintN(8 * size, BigInt(value));
          const read = (): unknown => {
            const got = size === 1 ? fast.space.read8(base + at) : size === 2 ? fast.space.read16(base + at) : 0;
            return BigInt.asUintN(8 * size, BigInt(size === 4 ? fast.space.read32(base + at) : got));
          };
          const write = (): void =>
            size === 1
              ? fast.space.write8(base + at, value)
              : size === 2
                ? fast.space.write16(base + at, value)
                : fast.space.write32(base + at, value);
          for (let again = 0; again < 2; again++) {
            const [hot, cold] =
              step.kind === "read"
                ? [outcome(read), outcome(() => slow.space.load(base + at, size, "little"))]
                : [outcome(write), outcome(() => slow.space.store(base + at, { size, value: bits, order: "little" }))];
            const result = fast.space.takeResult();
            if (typeof cold === "string") expect(hot).toBe(cold);
            else if (typeof cold === "number") expect(result).toBe(cold);
            else expect({ result, value: hot }).toEqual(cold);
          }
        }
        expect(fast.calls).toEqual(slow.calls);
      }),
      { numRuns: 150 },
    );
  });
});
