import { describe, expect, test } from "vitest";
import { BufferChardev, BufferNic, createMachine, MemoryBlock, unrealize } from "@qdl/runtime";
import { PlainCard, RingCard, StoreCard } from "./choice/generated/cards.ts";
import { Rack } from "./choice/generated/rack.ts";

function rack(set: (made: Rack) => void = () => undefined) {
  const made = createMachine(Rack, { prepare: set });
  const net = made.addBackend("net", BufferNic);
  const disk = made.addBackend("disk", MemoryBlock);
  const console = made.addBackend("console", BufferChardev);
  disk.insert(new TextEncoder().encode("disk"));
  Object.assign(made, { net, disk, console });
  made.realize();
  made.reset();
  return { made, net, disk, console };
}

function ring({ first }: Rack): RingCard {
  if (first instanceof RingCard) return first;
  throw new TypeError("the first card is no ring");
}

describe("a chosen child", () => {
  test.each([
    ["plain", PlainCard],
    ["ring", RingCard],
    ["store", StoreCard],
  ] as const)("of model %s has that type, in the storage that was reserved for it", (model, type) => {
    const { made } = rack((before) => (before.model = model));
    expect(made.first).toBeInstanceOf(type);
    expect(made.first?.root).toBe(made);
    expect(made.spare.every((card) => card instanceof type)).toBe(true);
    expect([made.mark, made.first?.id, made.last?.id]).toEqual([5, 7, 7]);
  });

  test("gets what its arm sets, and no other's", () => {
    const { made } = rack((before) => Object.assign(before, { depth: 3, spares: 3 }));
    expect(made.first).toMatchObject({ depth: 6, number: 0 });
    expect(made.spare.map((card) => card.number)).toEqual([20, 21, 22]);
    expect(made.second).toMatchObject({ number: 9 });
    expect(rack((before) => (before.fast = true)).made.second).toMatchObject({ number: 0, depth: 8 });
  });

  test("can be another one after unrealize, in the same bytes", () => {
    const { made } = rack();
    ring(made).heads.set(5, 0xffff_ffff);
    unrealize(made);
    made.model = "plain";
    made.spares = 0;
    made.realize();
    expect([made.first?.type.name, made.first?.id, made.spare, made.mark]).toEqual(["plain-card", 7, [], 5]);
  });

  test("is linked to siblings that are made after it", () => {
    const { made } = rack((before) => (before.model = "store"));
    const { first, second } = made;
    expect(first instanceof StoreCard && first.peer === second).toBe(true);
  });
});

describe("backends", () => {
  test("carry frames to the card behind the link, and back", () => {
    const { made, net } = rack();
    net.feed(Uint8Array.of(3, 4));
    expect(ring(made).received).toBe(1);
    expect(net.sent).toEqual([Uint8Array.of(3, 4)]);
  });

  test("give disks and take characters", () => {
    expect(rack((before) => (before.model = "store")).console.text).toBe("disk");
  });
});

test("processors have their properties, and see the space that they are given", () => {
  const { made } = rack();
  expect(made.cpu.map((cpu) => [cpu.mpAffinity, cpu.memory === made.sys])).toEqual([
    [0n, true],
    [256n, true],
  ]);
});

test.each(["plain", "ring", "store"] as const)("with %s cards, shuts down with nothing left", (model) => {
  expect(rack((before) => (before.model = model)).made.shutdown()).toMatchObject({ left: [], errors: [], clean: true });
});
