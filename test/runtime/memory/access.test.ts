import fc from "fast-check";
import { expect, test } from "vitest";
import { AccessResult, addRegion, addSpace, create, Heap, memoryOf } from "@qdl/runtime";
import { board, DevicePart } from "./board.ts";

function ramBoard(at = 0x8000_0000, size = 0x4000) {
  const { owner, heap } = board();
  const sys = addSpace(owner, { name: "sys", root: { size: 1n << 64n } });
  const ram = addRegion(owner, { name: "ram", kind: "ram", size });
  sys.addSubregion(ram, at);
  return { owner, heap, sys, ram, memory: memoryOf(heap) };
}

test("hot calls, typed calls and bytes agree wherever RAM lies and however it is touched", () => {
  const starts = [0, 1, 2, 0x1ffd, 0x7fff_fffe, 0x8000_0000, 0xffff_f000, 0x1_0000_0003];
  fc.assert(
    fc.property(
      fc.constantFrom(...starts),
      fc.array(
        fc.record({ at: fc.nat(70), size: fc.constantFrom(1, 2, 4, 8), value: fc.bigInt(0n, (1n << 64n) - 1n) }),
      ),
      (start, writes) => {
        const { sys } = ramBoard(start, 64);
        const model = new Uint8Array(80);
        for (const { at, size, value } of writes) {
          const low = Number(BigInt.asIntN(32, value));
          const address = start + at;
          if (size === 1) sys.write8(address, low);
          else if (size === 2) sys.write16(address, low);
          else if (size === 4) sys.write32(address, low);
          else sys.write64(address, low, Number(BigInt.asIntN(32, value >> 32n)));
          for (let i = 0; i < size && at + i < 64; i++) model[at + i] = Number((value >> BigInt(8 * i)) & 0xffn);
          expect(sys.takeResult() !== 0).toBe(at + size > 64);
        }
        const view = new DataView(model.buffer);
        for (let at = 0; at < 70; at++) {
          expect(sys.read8(start + at)).toBe(model[at]);
          expect(sys.read16(start + at)).toBe(view.getUint16(at, true));
          expect(sys.read32(start + at)).toBe(view.getInt32(at, true));
          expect([sys.read64(start + at), sys.high]).toEqual([view.getInt32(at, true), view.getInt32(at + 4, true)]);
          expect(sys.load(start + at, 4, "big").value).toBe(BigInt(view.getUint32(at, false)));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("an address of 32 bits may be signed, one above 2^53 is exact as a bigint", () => {
  const { sys, owner } = ramBoard();
  sys.write32(0x8000_0010 | 0, 0x1234);
  expect(sys.read32(0x8000_0010)).toBe(0x1234);
  const top = (1n << 64n) - 8n;
  sys.addSubregion(addRegion(owner, { name: "top", kind: "ram", size: 8 }), top);
  expect(sys.store(top + 4n, { size: 4, value: 0xdead_beefn, order: "big" })).toBe(AccessResult.ok);
  expect(sys.load(top + 4n, 2, "little")).toEqual({ result: 0, value: 0xadden });
  expect(sys.load(top + 4n, 8, "little").result).toBe(AccessResult.decodeError);
});

test("a window shows the RAM's own words, and is void when the map changes", () => {
  const { sys, ram } = ramBoard(0x1000);
  const window = sys.ramWindow(0x1004)!;
  expect([window.base, window.bytes, window.writable]).toEqual([0x1000, 0x4000, true]);
  sys.write32(0x1008, 77);
  expect(window.words[2]).toBe(77);
  window.data[12] = 3;
  expect(sys.read32(0x100c)).toBe(3);
  ram.setReadonly(true);
  expect(sys.generation).toBeGreaterThan(window.generation);
  expect(sys.ramWindow(0x1004)!.writable).toBe(false);
  sys.write32(0x1008, 1);
  expect([sys.takeResult(), sys.read32(0x1008)]).toEqual([AccessResult.decodeError, 77]);
  expect(sys.ramWindow(0x9000)).toBeNull();
});

test("pages that are written while a display tracks them are known, whoever writes them", () => {
  const { sys, ram } = ramBoard(0);
  sys.write32(0x10, 1);
  ram.trackDirty(true);
  expect([...ram.takeDirty()]).toEqual([0, 0, 0, 0]);
  sys.write32(0x10, 1);
  sys.write8(0x3fff, 1);
  expect([...ram.takeDirty()]).toEqual([1, 0, 0, 1]);
  sys.write(0xffe, new Uint8Array(4));
  expect([...ram.takeDirty(0, 0x2000)]).toEqual([1, 1]);
  using mapping = sys.map(0x2000, 16, { write: true })!;
  mapping.data.fill(9);
  mapping.unmap(16);
  expect([...ram.takeDirty()]).toEqual([0, 0, 1, 0]);
  ram.trackDirty(false);
  expect(() => ram.takeDirty()).toThrow(/tracks/);
});

test("what nobody answers is counted and reported, and does not stick to an access that works", () => {
  const { sys, memory } = ramBoard();
  const seen: object[] = [];
  memory.trace = (event) => seen.push(event);
  expect(sys.read32(0x4000)).toBe(0);
  sys.write8(0x4000, 1);
  expect([sys.takeResult(), sys.takeResult(), memory.decodeErrors]).toEqual([AccessResult.decodeError, 0, 2]);
  expect(seen).toMatchObject([
    { event: "decode_error", offset: 0x4000, size: 4 },
    { write: true, size: 1 },
  ]);
});

test("a device cannot reach itself by DMA, unless its region is reentrant; what fails inside stays inside", () => {
  const heap = new Heap();
  const device = create(heap, DevicePart).consume();
  const sys = addSpace(device, { name: "sys", root: { size: 0x1000 } });
  const inside: number[] = [];
  const region = addRegion(device, {
    name: "regs",
    kind: "io",
    size: 0x100,
    ops: {
      endianness: "little",
      read: (_: unknown, offset: number) => {
        if (offset > 0) return offset;
        const value = sys.read32(4);
        inside.push(value, sys.takeResult());
        sys.read32(0x800);
        return 1;
      },
    },
  });
  sys.addSubregion(region, 0);
  expect([sys.read32(0), sys.result]).toEqual([1, 0]);
  region.reentrant = true;
  sys.read32(0);
  expect(inside).toEqual([0, AccessResult.accessError, 4, 0]);
  expect(memoryOf(heap).blockedAccesses).toBe(1);
});

test("a read-only alias or container keeps every writer out, a debugger excepted", () => {
  const { owner, sys, ram } = ramBoard(0);
  const alias = addRegion(owner, { name: "shadow", kind: "alias", size: 0x100, target: ram, offset: 0 });
  alias.setReadonly(true);
  sys.addSubregion(alias, 0x1_0000);
  sys.write32(0x1_0000, 5);
  expect([sys.takeResult(), sys.read32(0), sys.accessValid(0x1_0000, 4, true)]).toEqual([2, 0, false]);
  expect(sys.write(0x1_0000, Uint8Array.of(6), { debug: true })).toBe(0);
  expect(sys.read8(0)).toBe(6);
});

test("an iommu region sends accesses where its translation says", () => {
  const { owner, sys } = ramBoard(0x8000_0000);
  const dma = addSpace(owner, { name: "dma", root: { size: 1n << 32n } });
  const region = addRegion(owner, {
    name: "iommu",
    kind: "iommu",
    size: 1n << 32n,
    translate: (_, offset) =>
      offset < 0x1000
        ? {
            space: sys,
            address: 0x8000_0000 + offset,
            length: 0x1000 - offset,
            readable: true,
            writable: offset < 0x10,
          }
        : null,
  });
  dma.addSubregion(region, 0);
  dma.write32(8, 99);
  expect([sys.read32(0x8000_0008), dma.read32(8), dma.result]).toEqual([99, 99, 0]);
  dma.write32(0x10, 1);
  expect(dma.takeResult()).toBe(AccessResult.decodeError);
  dma.read32(0x1000);
  expect(dma.takeResult()).toBe(AccessResult.decodeError);
});
