import { describe, expect, test } from "vitest";
import {
  addBus,
  addRegion,
  addSpace,
  AccessResult,
  blockUnplug,
  completeUnplug,
  create,
  createMachine,
  type Device,
  DeviceError,
  mapMemory,
  NameError,
  realize,
  ref,
  refuseUnplug,
  traceMachine,
  freed,
  StorageFreedError,
  unparent,
  unref,
  untilUnrealize,
} from "@qdl/runtime";
import { PciBoard, UsbBus, XhciPci } from "./xhci.ts";

const BAR = 0xfe00_0000;

function running(): PciBoard {
  const board = createMachine(PciBoard);
  board.realize();
  board.reset();
  return board;
}

describe("unplugging a controller whose BAR is a region of an embedded child", () => {
  test("with a guest mapping and a DMA held: it leaves, late accesses fail, and all ends in order with the last holder", () => {
    const board = running();
    const { space } = board.bridge;
    const card = board.plug(create(board.heap, XhciPci), { bus: board.bridge.pci, name: "xhci" });
    card.setBar(BAR);
    expect(space.read32(BAR)).toBe(0x0100_0040);
    space.write32(BAR + 0x40, 1);
    expect(board.bridge.levels).toContain(1);

    // A second window that the card knows nothing of, and a DMA of somebody else that has mapped it.
    const alias = addRegion(board.bridge, {
      name: "window",
      kind: "alias",
      size: 0x1000,
      target: card.xhci.mmio,
      offset: 0,
    });
    space.addSubregion(alias, 0x8000_0000);
    board.drain();
    const dma = mapMemory(space, BAR + 0x40, 4, { write: true })!;
    expect(dma.region).toBe(card.xhci.operational);
    const lines: string[] = [];
    const endTrace = traceMachine(board, (line) => void lines.push(line));

    board.unplug(card);
    expect(card.parentBus).toBeNull();
    expect([space.read32(BAR), space.takeResult()]).toEqual([0, AccessResult.decodeError]);
    expect([space.read32(0x8000_0040), space.takeResult()]).toEqual([0, AccessResult.decodeError]);
    board.drain();
    // The function is finalized, but the controller in its storage lives on with the region that is held.
    expect([board.live.has(card), board.live.has(card.xhci)]).toEqual([false, true]);
    expect(card.storageRefs).toBeGreaterThan(0);
    expect(card.xhci.ports).toBe(8);
    space.removeSubregion(alias);
    unparent(alias);
    board.drain();
    board.drain();
    expect(card.xhci.refs).toBeGreaterThan(0);
    lines.push("the DMA ends");
    expect(dma.unmap()).toBe(AccessResult.decodeError);
    board.drain();

    expect(card.storageRefs).toBe(0);
    expect(() => card.xhci.heap.words[card.xhci.base] ?? freed(card.xhci)).toThrow(StorageFreedError);
    endTrace();
    const story = /^(unrealize|leave|decode|unrealized|finalize|free|deleted|the DMA)/;
    const told = lines.filter((line) => story.test(line) && !line.includes("(irq)") && !line.includes("bus)"));
    expect(told).toMatchInlineSnapshot(`
      [
        "unrealize /machine/peripheral/xhci/xhci-core",
        "unrealize /machine/peripheral/xhci",
        "leave /machine/peripheral/xhci on /machine/bridge/pci.0",
        "decode_error nothing+0xfe000000 4 read",
        "unrealized /machine/peripheral/xhci/xhci-core/operational[0]+0x0 4 read",
        "finalize /machine/peripheral/xhci/xhci-core/xhci[0] (memory-region)",
        "finalize /machine/peripheral/xhci (qemu-xhci)",
        "deleted /machine/peripheral/xhci",
        "finalize /machine/bridge/window[0] (memory-region)",
        "finalize /machine/peripheral/xhci/xhci-core/capabilities[0] (memory-region)",
        "the DMA ends",
        "decode_error nothing+0xfe000040 4 write",
        "finalize /machine/peripheral/xhci/xhci-core/operational[0] (memory-region)",
        "finalize /machine/peripheral/xhci/xhci-core (base-xhci)",
        "deleted /machine/peripheral/xhci/xhci-core",
        "free /machine/peripheral/xhci (qemu-xhci)",
      ]
    `);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("a region that is made and removed while the device runs keeps its device until the last view of it is gone", () => {
    const board = running();
    const card = board.plug(create(board.heap, XhciPci), { bus: board.bridge.pci });
    const { space } = board.bridge;
    const blob = addRegion(card, { name: "hostmem", kind: "ram", size: 0x1000, own: true });
    space.addSubregion(blob, 0x1000_0000);
    space.write32(0x1000_0000, 42);
    expect(space.read32(0x1000_0000)).toBe(42);
    board.drain();
    unparent(blob);
    expect(blob.refs).toBeGreaterThan(0);
    space.removeSubregion(blob);
    expect([space.read32(0x1000_0000), space.takeResult()]).toEqual([0, AccessResult.decodeError]);
    board.drain();
    expect(board.live.has(blob)).toBe(false);
    expect(card.realized).toBe(true);
    const again = addRegion(card, { name: "hostmem", kind: "ram", size: 0x2000, own: true });
    space.addSubregion(again, 0x1000_0000);
    board.unplug(card);
    board.drain();
    space.removeSubregion(again);
    board.drain();
    board.drain();
    expect(board.live.has(card)).toBe(false);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("the line that it had driven does nothing afterwards, and its timer never fires", () => {
    const board = running();
    const card = board.plug(create(board.heap, XhciPci), { bus: board.bridge.pci });
    card.setBar(BAR);
    board.bridge.space.write32(BAR + 0x40, 2);
    expect(board.session.clock.armed).toHaveLength(1);
    const { intr } = card.xhci;
    board.unplug(card);
    expect(board.session.clock.armed).toHaveLength(0);
    intr.raise();
    expect(board.bridge.levels).toEqual([0, 0, 0, 0]);
    board.advance(10_000);
    expect(board.shutdown().clean).toBe(true);
  });
});

describe("plugging", () => {
  test("a plug that fails leaves nothing behind and its name is free again", () => {
    const board = running();
    const before = board.live.size;
    const card = create(board.heap, XhciPci);
    card.value.failing = true;
    expect(() => board.plug(card, { bus: board.bridge.pci, name: "usb" })).toThrow("no such function");
    board.drain();
    expect(board.live.size).toBe(before);
    expect(board.bridge.pci.kids).toEqual([]);
    const plug = (): unknown => board.plug(create(board.heap, XhciPci), { bus: board.bridge.pci, name: "usb" });
    plug();
    const after = board.live.size;
    expect(plug).toThrow(NameError);
    board.drain();
    expect([board.live.size, board.bridge.pci.kids.length]).toEqual([after, 1]);
  });

  test("names a bus that the device makes in its realize after the device, or after its type if that has no name", () => {
    const board = running();
    board.bridge.pci.limit = 4;
    const names = ["usb", undefined, "other", undefined].map((name) => {
      const card = create(board.heap, XhciPci);
      card.value.onRealize = (made) => untilUnrealize(made, addBus(made, UsbBus));
      return board.plug(card, { bus: board.bridge.pci, ...(name ? { name } : {}) }).childBuses.map((bus) => bus.name);
    });
    expect(names).toEqual([["usb.0"], ["usb-bus.0"], ["other.0"], ["usb-bus.1"]]);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("is refused by a bus without a handler, a full bus and the wrong bus", () => {
    const board = running();
    const { pci } = board.bridge;
    pci.limit = 1;
    const card = board.plug(create(board.heap, XhciPci), { bus: pci });
    expect(() => board.plug(create(board.heap, XhciPci), { bus: pci })).toThrow(/no more than 1/);
    expect(() => board.plug(create(board.heap, XhciPci), { bus: card.xhci.usb })).toThrow(DeviceError);
    pci.limit = 2;
    pci.hotplug = null;
    expect(() => board.plug(create(board.heap, XhciPci), { bus: pci })).toThrow(/does not support hot-plugging/);
    expect(board.shutdown().clean).toBe(true);
  });

  test("unplugging waits for the guest where the handler asks it, and for every blocker", () => {
    const board = running();
    const { pci } = board.bridge;
    const asked: Device[] = [];
    pci.hotplug = { unplugRequest: (device) => void asked.push(device) };
    const card = board.plug(create(board.heap, XhciPci), { bus: pci });
    const unblock = blockUnplug(card, "migration");
    expect(() => board.unplug(card)).toThrow(/migration/);
    unblock();
    board.unplug(card);
    expect([asked, card.unplugPending, card.realized]).toEqual([[card], true, true]);
    completeUnplug(card);
    expect([card.realized, card.parent]).toEqual([false, null]);
    expect(() => board.unplug(card)).toThrow(/not in the tree/);
  });

  test("a guest that refuses keeps the device, which may be asked for again", () => {
    const board = running();
    const { pci } = board.bridge;
    pci.hotplug = { unplugRequest: () => undefined };
    const card = board.plug(create(board.heap, XhciPci), { bus: pci });
    const refused: string[] = [];
    board.session.trace = ({ event, device }) => void (event === "unplug_refused" && refused.push(device.path));
    expect(() => refuseUnplug(card)).toThrow(/nobody has asked/);
    board.unplug(card);
    refuseUnplug(card);
    expect([card.unplugPending, card.realized, refused]).toEqual([false, true, [card.path]]);
    board.unplug(card);
    completeUnplug(card);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("a machine's own handler is asked before the bus's; what it throws leaves everything as it was", () => {
    const board = running();
    const { pci } = board.bridge;
    const asked: string[] = [];
    let refusing = "";
    const step =
      (name: string) =>
      ({ path }: Device): void => {
        asked.push(`${name} ${path}`);
        if (name === refusing) throw new Error(`${name} refused`);
      };
    const handler = { prePlug: step("prePlug"), plug: step("plug"), unplug: step("unplug") };
    board.session.hotplug = (device) => (device instanceof XhciPci ? handler : null);
    pci.hotplug = { prePlug: () => void asked.push("the bus") };
    const before = board.live.size;
    for (refusing of ["prePlug", "plug"]) {
      const plug = (): unknown => board.plug(create(board.heap, XhciPci), { bus: pci, name: "usb" });
      expect(plug).toThrow(`${refusing} refused`);
      board.drain();
      expect([board.live.size, pci.kids.length]).toEqual([before, 0]);
    }
    refusing = "unplug";
    const card = board.plug(create(board.heap, XhciPci), { bus: pci, name: "usb" });
    expect(() => board.unplug(card)).toThrow("unplug refused");
    expect([card.realized, card.parentBus, card.path]).toEqual([true, pci, "/machine/peripheral/usb"]);
    refusing = "";
    board.unplug(card);
    expect(pci.hotplug).not.toBeNull();
    expect(asked).toEqual(
      ["prePlug", "prePlug", "plug", "prePlug", "plug", "unplug", "unplug"].map(
        (name) => `${name} /machine/peripheral/usb`,
      ),
    );
  });

  test("what nobody named stands below /machine/peripheral-anon, what nobody gave a parent below /machine/unattached", () => {
    const board = createMachine(PciBoard);
    board.realize();
    const { pci } = board.bridge;
    expect(board.plug(create(board.heap, XhciPci), { bus: pci }).path).toBe("/machine/peripheral-anon/device[0]");
    const orphan = create(board.heap, XhciPci).consume();
    realize(orphan, pci);
    unref(orphan);
    expect(orphan.path).toBe("/machine/unattached/device[0]");
    expect(() => board.plug(create(board.heap, XhciPci), { bus: pci, name: "a/b" })).toThrow(/name/);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("its end is announced when it is finalized, not when it leaves", () => {
    const board = running();
    const card = board.plug(create(board.heap, XhciPci), { bus: board.bridge.pci, name: "usb" });
    const deleted: string[] = [];
    board.session.trace = (event) => void (event.event === "deleted" && deleted.push(event.path));
    ref(card);
    board.unplug(card);
    board.drain();
    expect(deleted).toEqual(["/machine/peripheral/usb/xhci-core"].slice(1));
    unref(card);
    expect(deleted).toEqual(["/machine/peripheral/usb/xhci-core", "/machine/peripheral/usb"]);
  });
});

describe("address spaces of devices", () => {
  test("a device that maps what the guest chose, its own registers, does not keep itself alive", () => {
    const board = running();
    const card = board.plug(create(board.heap, XhciPci), { bus: board.bridge.pci });
    card.setBar(BAR);
    const { space } = board.bridge;
    const own = mapMemory(space, BAR + 0x40, 4, { write: false, holder: card.xhci })!;
    expect(own.region).toBe(card.xhci.operational);
    expect(space.mappings).toBe(1);
    board.unplug(card);
    board.drain();
    board.drain();
    expect(space.mappings).toBe(0);
    expect([...board.live].filter(({ type }) => type.name.endsWith("xhci"))).toEqual([]);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("a space that a pluggable device owns, with its root, goes with the device", () => {
    const board = running();
    const card = create(board.heap, XhciPci);
    addSpace(card.value, { name: "dma", root: { size: 0x1000 } });
    const plugged = board.plug(card, { bus: board.bridge.pci });
    board.unplug(plugged);
    board.drain();
    board.drain();
    expect(board.live.has(plugged)).toBe(false);
    expect(board.shutdown().clean).toBe(true);
  });
});
