import { describe, expect, test } from "vitest";
import {
  addChild,
  addRegion,
  ConsumedError,
  create,
  createMachine,
  type Device,
  type DeviceType,
  deviceType,
  drop,
  type Embedded,
  Machine,
  Device as Plain,
  mapRegion,
  type MemoryRegion,
  type Owned,
  ParentReferenceError,
  type QomObject,
  realize,
  ref,
  ResurrectionError,
  StorageFreedError,
  UnderflowError,
  unparent,
  unref,
  type AddressSpace,
} from "@qdl/runtime";
import { accepted, part } from "../witness/force.ts";

class Board extends Machine {
  static override readonly type: DeviceType = deviceType({ name: "board", parent: Machine.type, class: Board });
}

class Lamp extends Plain {
  static override readonly type: DeviceType = deviceType({ name: "lamp", parent: Plain.type, class: Lamp });
}

const board = (): Machine => {
  const machine = createMachine(Board);
  machine.realize();
  return machine;
};

/** A board with a card that can be unplugged; the card has a part, a region, and whatever else is said. */
async function withCard(more = "", onBoard = ""): Promise<Machine> {
  const made = await accepted(`device Part : Device { state { word : u32 = 7; } region bytes : ram 4K; }
device Card : Device { hotplug; embed inner : Part; ${more} }
machine Board : Machine { space sys : 32; own card : Card; ${onBoard} }`);
  const machine = createMachine(made);
  machine.realize();
  return machine;
}

function settle(machine: Machine): void {
  while (!machine.session.settled) machine.drain();
}

describe("what counting makes impossible", () => {
  test("child-double-ref: a child has the one reference that its parent took over", () => {
    const machine = board();
    const lamp = create(machine.heap, Lamp);
    const child = addChild(machine, "lamp", lamp);
    expect(child.refs).toBe(1);
    expect(() => lamp.value).toThrow(ConsumedError);
  });

  test("orphan-object: a device that nobody gave a parent is given to the machine, and ends with it", () => {
    const machine = createMachine(Board);
    const made = create(machine.heap, Lamp);
    const lamp = made.value;
    realize(lamp);
    drop(made);
    expect(lamp.parent).toBe(machine.unattached);
    expect(machine.shutdown().clean).toBe(true);
  });

  test("over-unref: a reference that nobody holds cannot be dropped", () => {
    const lamp = create(board().heap, Lamp).consume();
    unref(lamp);
    expect(() => unref(lamp)).toThrow(UnderflowError);
  });

  test("embedded-realize-and-unref: an embedded part is no handle, and its parent's reference cannot be dropped", async () => {
    const machine = await withCard();
    const inner = part<Embedded<Plain>>(machine, "card", "inner");
    const take = (handle: Owned<Plain>): Owned<Plain> => handle;
    // @ts-expect-error -- an embedded part cannot be given away
    expect(() => take(inner).value.refs).toThrow();
    expect(() => unref(inner)).toThrow(ParentReferenceError);
  });

  test("mr-heap-leak: a region is a child of its owner, and ends with it", () => {
    const machine = board();
    addRegion(machine, { kind: "ram", name: "extra", size: 4096 });
    addRegion(machine, { kind: "ram", name: "own", size: 4096, own: true });
    expect(machine.shutdown().clean).toBe(true);
  });

  test("init-alloc-not-freed: what a failed init had made is gone", () => {
    const machine = board();
    class Broken extends Plain {
      static override readonly type: DeviceType = deviceType({
        name: "broken",
        parent: Plain.type,
        class: Broken,
        init: (self: Broken) => {
          addRegion(self, { kind: "ram", name: "bytes", size: 4096 });
          throw new Error("no more");
        },
      });
    }
    const before = machine.live.size;
    expect(() => create(machine.heap, Broken)).toThrow("no more");
    settle(machine);
    expect(machine.live.size).toBe(before);
  });

  test("embedded-mr-owner-unpluggable: a region of an embedded part keeps its memory while somebody holds it", async () => {
    const machine = await withCard();
    const bytes = ref(part<MemoryRegion>(machine, "card", "inner", "bytes"));
    const inner = part<Plain>(machine, "card", "inner");
    unparent(part<Device>(machine, "card"));
    settle(machine);
    expect([bytes.phase, inner.phase]).toEqual(["live", "live"]);
    unref(bytes);
    settle(machine);
    expect([bytes.phase, inner.phase]).toEqual(["freed", "freed"]);
  });

  test("embedded-strong-ref: a part that is held outlives its container with its memory", async () => {
    const machine = await withCard();
    const inner = ref(part<Plain & { readonly word: number }>(machine, "card", "inner"));
    unparent(part<Device>(machine, "card"));
    settle(machine);
    expect(inner.word).toBe(7);
    unref(inner);
    settle(machine);
    expect(() => inner.word).toThrow(StorageFreedError);
  });

  test("embedded-unparented-object: an embedded part has its place in the tree as soon as it is there", async () => {
    const machine = await withCard();
    expect(part<Plain>(machine, "card", "inner").path).toBe("/machine/card/inner");
  });

  test("strong-link-cycle: links in a circle keep nobody", async () => {
    const made = await accepted(`device Peer : Device { link other : Device; }
machine Board : Machine { own left : Peer { other = right; } own right : Peer { other = left; } }`);
    const machine = createMachine(made);
    machine.realize();
    expect(machine.shutdown().clean).toBe(true);
  });

  test("as-same-owner-root: an address space and its root may have one owner", async () => {
    const machine = await withCard("region root : container 64K; space view : 16 = root;");
    unparent(part<Device>(machine, "card"));
    expect(machine.shutdown().clean).toBe(true);
  });

  test("subregion-same-owner: a container and what lies in it may have one owner", async () => {
    const machine = await withCard("region bars : container 8K { sub low @ 0 : ram 4K; }");
    unparent(part<Device>(machine, "card"));
    expect(machine.shutdown().clean).toBe(true);
  });

  test("dma-map-held: memory that is mapped for DMA stays until it is unmapped", async () => {
    const machine = await withCard("region buffer : ram 4K;");
    const buffer = part<MemoryRegion>(machine, "card", "buffer");
    const sys = part<AddressSpace>(machine, "sys");
    mapRegion(machine, sys, buffer, 0);
    const held = ref(buffer);
    unparent(part<Device>(machine, "card"));
    settle(machine);
    expect(held.phase).toBe("live");
    unref(held);
    sys.rootRegion.removeSubregion(buffer);
    settle(machine);
    expect(held.phase).toBe("freed");
  });

  test("finalize-resurrect: a reference on what ends is refused at the attempt", () => {
    const machine = board();
    class Last extends Plain {
      static override readonly type: DeviceType = deviceType({
        name: "last",
        parent: Plain.type,
        class: Last,
        finalize: (self) => void ref(self as unknown as QomObject),
      });
    }
    expect(() => unref(create(machine.heap, Last).consume())).toThrow(ResurrectionError);
  });
});
