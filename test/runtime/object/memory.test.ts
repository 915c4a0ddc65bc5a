import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Attribute,
  create,
  createRoot,
  freed,
  Heap,
  ObjectType,
  own,
  QomObject,
  setWideWord,
  StateArray,
  StorageFreedError,
  unref,
  WideStateArray,
  wideWord,
} from "@qdl/runtime";
import { Counter } from "./parts.ts";

/** Words of state that are looked at through arrays; the first and the last are somebody else's. */
class Bytes extends QomObject {
  static override readonly type: ObjectType = new ObjectType<Bytes>({
    name: "bytes",
    parent: QomObject.type,
    class: Bytes,
    words: 10,
  });
}

const likewise = {
  "8 bits": { bits: 8, signed: false, make: () => new Uint8Array(32) },
  "8 bits with a sign": { bits: 8, signed: true, make: () => new Int8Array(32) },
  "16 bits": { bits: 16, signed: false, make: () => new Uint16Array(16) },
  "16 bits with a sign": { bits: 16, signed: true, make: () => new Int16Array(16) },
  "32 bits": { bits: 32, signed: false, make: () => new Uint32Array(8) },
  "32 bits with a sign": { bits: 32, signed: true, make: () => new Int32Array(8) },
};

describe("an array of state", () => {
  test.each(Object.entries(likewise))("of %s keeps what a typed array keeps, and nothing beside", (_name, like) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), fc.integer()), { maxLength: 40 }), fc.integer(), (writes, filling) => {
        const owner = create(new Heap(), Bytes).value;
        const { words } = owner.heap;
        words.fill(0x5a5a_5a5a, owner.base, owner.base + 10);
        const expected = like.make();
        const array = new StateArray(owner, { word: 1, length: expected.length, bits: like.bits, signed: like.signed });
        array.fill(filling);
        expected.fill(filling);
        for (const [index, value] of writes) {
          if (index < expected.length) array.set(index, value);
          expected[index] = value;
        }
        expect([...array]).toEqual([...expected]);
        expect(array).toHaveLength(expected.length);
        expect([...words.subarray(owner.base + 1, owner.base + 9)]).toEqual([...new Int32Array(expected.buffer)]);
        expect([words[owner.base], words[owner.base + 9]]).toEqual([0x5a5a_5a5a, 0x5a5a_5a5a]);
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    [false, () => new BigUint64Array(4)],
    [true, () => new BigInt64Array(4)],
  ])("of 64 bits, with a sign: %j, keeps what a typed array keeps, and nothing beside", (signed, make) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.bigInt()), { maxLength: 12 }), fc.bigInt(), (writes, filling) => {
        const owner = create(new Heap(), Bytes).value;
        const { words } = owner.heap;
        words.fill(0x5a5a_5a5a, owner.base, owner.base + 10);
        const expected = make();
        const array = new WideStateArray(owner, { word: 1, length: 4, signed });
        array.fill(filling);
        expected.fill(filling);
        for (const [index, value] of writes) {
          array.set(index, value);
          expected[index] = value;
        }
        expect([...array]).toEqual([...expected]);
        expect(array.get(3)).toBe(expected[3]);
        expect([...words.subarray(owner.base + 1, owner.base + 9)]).toEqual([...new Int32Array(expected.buffer)]);
        expect([words[owner.base], words[owner.base + 9]]).toEqual([0x5a5a_5a5a, 0x5a5a_5a5a]);
      }),
      { numRuns: 30 },
    );
  });

  test("has no sign unless it says so", () => {
    const owner = create(new Heap(), Bytes).value;
    const narrow = new StateArray(owner, { word: 0, length: 1, bits: 8 });
    const wide = new WideStateArray(owner, { word: 0, length: 1 });
    narrow.set(0, -1);
    expect(narrow.get(0)).toBe(255);
    wide.set(0, -1n);
    expect(wide.get(0)).toBe(2n ** 64n - 1n);
  });

  test.each([-1, 2, 2.5, -(2 ** 31)])("has no element %d of two", (index) => {
    const owner = create(new Heap(), Bytes).value;
    const narrow = new StateArray(owner, { word: 0, length: 2, bits: 16 });
    const wide = new WideStateArray(owner, { word: 0, length: 2 });
    const error = new RangeError(`element ${index} of 2`);
    expect(() => narrow.get(index)).toThrow(error);
    expect(() => narrow.set(index, 1)).toThrow(error);
    expect(() => wide.get(index)).toThrow(error);
    expect(() => wide.set(index, 1n)).toThrow(error);
  });
});

describe("64 bits of state", () => {
  test("are in two words, wherever these are", () => {
    const owner = create(new Heap(), Bytes).value;
    setWideWord(owner, 0x89ab_cdef_0123_4567n, 2);
    setWideWord(owner, -2n, 9, 5);
    const words = [...owner.heap.words.subarray(owner.base, owner.base + 10)].map((word) => word >>> 0);
    expect(words).toEqual([0, 0, 0x0123_4567, 0x89ab_cdef, 0, 0xffff_ffff, 0, 0, 0, 0xffff_fffe]);
    expect(wideWord(owner, 2)).toBe(0x89ab_cdef_0123_4567n);
    expect(wideWord(owner, 9, 5)).toBe(2n ** 64n - 2n);
  });

  test("are gone with their storage, which others have then", () => {
    const heap = new Heap();
    const owner = create(heap, Bytes).consume();
    const array = new WideStateArray(owner, { word: 1, length: 2 });
    unref(owner);
    const next = create(heap, Bytes).value;
    for (const touch of [
      () => wideWord(owner, 0),
      () => setWideWord(owner, 1n, 0),
      () => array.get(0),
      () => array.set(0, 1n),
      () => freed(owner),
    ])
      expect(touch).toThrow(StorageFreedError);
    expect([...heap.words.subarray(next.base, next.base + 10)]).toEqual(new Array(10).fill(0));
  });
});

/** An extent that somebody has, and what is written there. */
interface Extent {
  readonly base: number;
  readonly words: number;
  readonly mark: number;
}

function attributesOf(heap: Heap, { base, words }: Omit<Extent, "mark">): Set<number> {
  return new Set(heap.attributes.subarray(base, base + words));
}

describe("a heap", () => {
  const size = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1000, max: 1040 }));

  test("gives extents of zeroes that are nobody else's, and marks dead what is given back", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(size, fc.nat(), fc.boolean()), { maxLength: 60 }), (steps) => {
        const heap = new Heap();
        const had: Extent[] = [];
        for (const [step, [words, choice, give]] of steps.entries()) {
          if (give && had.length > 0) {
            const [extent] = had.splice(choice % had.length, 1);
            heap.release(extent!.base, extent!.words);
            expect(attributesOf(heap, extent!)).toEqual(new Set([Attribute.dead]));
          } else {
            const extent = { base: heap.allocate(words), words, mark: step + 1 };
            expect(new Set(heap.words.subarray(extent.base, extent.base + words))).toEqual(new Set([0]));
            expect(attributesOf(heap, extent)).toEqual(new Set([0]));
            heap.words.fill(extent.mark, extent.base, extent.base + words);
            heap.writable.fill(extent.mark, extent.base, extent.base + words);
            had.push(extent);
          }
          for (const { base, words, mark } of had)
            for (const array of [heap.words, heap.writable])
              expect(array.subarray(base, base + words).every((word) => word === mark)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  test.each([1, 4, 5, 255 * 4, 255 * 4 + 1, 255 * 4 + 5, 2000])("uses an extent of %d words again", (words) => {
    const heap = new Heap();
    const [first, second, third] = [heap.allocate(words), heap.allocate(words), heap.allocate(words)];
    heap.words.fill(7, third, third + words);
    heap.release(second, words);
    heap.release(third, words);
    expect(heap.allocate(words)).toBe(third);
    expect(heap.words.subarray(third, third + words).every((word) => word === 0)).toBe(true);
    expect(attributesOf(heap, { base: third, words })).toEqual(new Set([0]));
    heap.release(first, words);
    expect([heap.allocate(words), heap.allocate(words)]).toEqual([first, second]);
    expect(heap.allocate(words)).toBeGreaterThan(third);
  });

  test("packs extents in blocks of four words, the next behind the last", () => {
    const heap = new Heap();
    expect([1, 4, 5, 1021, 8].map((words) => heap.allocate(words))).toEqual([0, 4, 8, 16, 1040]);
    expect(heap.attributes[1048]).toBe(Attribute.dead);
  });

  test("grows to twice its size, or to what is needed, and says so to who listens", () => {
    const heap = new Heap();
    const heard: number[] = [];
    heap.onGrowth(() => heard.push(heap.words.length));
    heap.onGrowth(() => heard.push(heap.generation));
    const first = heap.allocate(4096);
    expect(heard).toEqual([]);
    heap.words[first + 4095] = 7;
    heap.writable[first + 4095] = 9;
    heap.attributes[first + 4095] = Attribute.traced;
    heap.allocate(1);
    expect(heard).toEqual([8192, 1]);
    heap.allocate(20_000);
    expect(heard).toEqual([8192, 1, 24_100, 2]);
    for (const array of [heap.words, heap.writable, heap.attributes]) expect(array).toHaveLength(24_100);
    expect([heap.words[first + 4095], heap.writable[first + 4095], heap.attributes[first + 4095]]).toEqual([
      7,
      9,
      Attribute.traced,
    ]);
    heap.allocate(4);
    expect(heap.attributes.subarray(24_104).every((one) => one === Attribute.dead)).toBe(true);
    expect(heap.attributes).toHaveLength(48_200);
  });

  test("has no more words than its limit, and all of these", () => {
    const heap = new Heap({ limit: 5000 });
    heap.allocate(4096);
    expect(heap.allocate(904)).toBe(4096);
    expect(heap.words).toHaveLength(5000);
    expect(() => heap.allocate(4)).toThrow(new RangeError("a heap of 5004 words is larger than its limit, 5000"));
    expect([heap.words.length, heap.generation]).toEqual([5000, 1]);
    const odd = new Heap({ limit: 4098 });
    odd.allocate(4096);
    expect(() => odd.allocate(1)).toThrow("a heap of 4100 words is larger than its limit, 4098");
    expect(new Heap().limit * 4).toBe(2 ** 30);
  });
});

describe("a storage", () => {
  class Large extends QomObject {
    static override readonly type: ObjectType = new ObjectType<Large>({
      name: "large",
      parent: QomObject.type,
      class: Large,
      words: 2000,
    });
  }

  test("may have words in reserve, and is given back with them", () => {
    const heap = new Heap();
    own(createRoot(heap, Counter).value, "child", Counter);
    expect(heap.hasExtents).toBe(false);
    const [plain, roomy] = [create(heap, Counter).consume(), create(heap, Counter, { reserve: 20 }).consume()];
    const { base } = roomy;
    expect([heap.extentOf(plain), heap.extentOf(roomy)]).toEqual([1, 21]);
    expect([heap.isFixed(plain), heap.isFixed(roomy)]).toEqual([false, false]);
    expect(attributesOf(heap, { base, words: 21 })).toEqual(new Set([0]));
    const other = create(heap, Counter, { reserve: 20 }).consume();
    unref(other);
    unref(roomy);
    expect(attributesOf(heap, { base, words: 21 })).toEqual(new Set([Attribute.dead]));
    expect(heap.hasExtents).toBe(false);
    unref(plain);
    expect(heap.allocate(21)).toBe(base);
  });

  test("may be fixed: then its object ends, and its memory stays", () => {
    const heap = new Heap();
    const counter = create(heap, Counter, { fixed: true }).consume();
    counter.value = 7;
    expect([heap.isFixed(counter), heap.extentOf(counter)]).toEqual([true, 1]);
    unref(counter);
    expect([counter.phase, counter.value]).toEqual(["finalized", 7]);
  });

  test("of any size is dead memory once it is freed", () => {
    const heap = new Heap();
    for (const made of [create(heap, Counter), create(heap, Large)]) {
      const object = made.consume();
      const { base } = object;
      const { words } = object.type;
      expect(attributesOf(heap, { base, words })).toEqual(new Set([0]));
      unref(object);
      expect(attributesOf(heap, { base, words })).toEqual(new Set([Attribute.dead]));
      expect(heap.allocate(words)).toBe(base);
    }
  });
});
