import { describe, expect, test } from "vitest";
import {
  addSpace,
  create,
  createMachine,
  Hold,
  ref,
  Ref,
  storageRef,
  storageUnref,
  unparent,
  unref,
} from "@qdl/runtime";
import { Bridge, PciBoard, XhciPci } from "../device/xhci.ts";

describe("the end of a machine", () => {
  test("leaves nothing, whether it was realized, reset, in use, or never begun", () => {
    const ways: ((board: PciBoard) => void)[] = [
      () => undefined,
      (board) => board.realize(),
      (board) => {
        board.realize();
        board.reset();
        board.plug(create(board.heap, XhciPci), { bus: board.bridge.pci }).setBar(0x8000_0000);
        board.bridge.space.read32(0x8000_0000);
      },
    ];
    for (const prepare of ways) {
      const board = createMachine(PciBoard);
      prepare(board);
      expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
      expect(board.live.size).toBe(0);
    }
  });

  test("can be repeated, and says the same", () => {
    const board = createMachine(PciBoard);
    expect(board.shutdown().clean).toBe(true);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
    expect(() => board.realize()).toThrow(/the machine has ended/);
  });

  test("names what is left, with path, type, count, and who holds it: code, an object, a region", () => {
    const board = createMachine(PciBoard);
    board.realize();
    const card = board.plug(create(board.heap, XhciPci), { bus: board.bridge.pci, name: "usb" });
    const stray = create(board.heap, Bridge);
    stray.value.name = "stray";
    new Hold(stray.value, "friend", card);
    ref(card.xhci.operational);
    const { left, clean } = board.shutdown();
    expect(clean).toBe(false);
    const report = Object.fromEntries(left.map(({ path, type, refs, holders }) => [path, { type, refs, holders }]));
    expect(report["/machine/peripheral/usb"]).toEqual({
      type: "qemu-xhci",
      refs: 1,
      holders: ['hold "friend" of stray (bridge)'],
    });
    expect(report["stray"]).toEqual({ type: "bridge", refs: 1, holders: ["1 reference(s) in the hands of code"] });
  });

  test("names memory that somebody keeps although its object is gone", () => {
    const board = createMachine(PciBoard);
    board.realize();
    const { xhci } = board.plug(create(board.heap, XhciPci), { bus: board.bridge.pci, name: "usb" });
    const line = ref(xhci.operational);
    storageRef(xhci);
    const { left } = board.shutdown();
    const kept = left.find(({ refs }) => refs === 0);
    expect(kept).toEqual({
      path: "/machine/peripheral/usb",
      type: "qemu-xhci",
      refs: 0,
      holders: [
        "embedded /machine/peripheral/usb/xhci-core (base-xhci)",
        "embedded /machine/peripheral/usb/xhci-core/operational[0] (memory-region)",
        "1 storage reference(s) in the hands of code",
      ],
    });
    const ways = left.find(({ type }) => type === "base-xhci")?.holders;
    expect(ways).toEqual(["owned region /machine/peripheral/usb/xhci-core/operational[0] (memory-region)"]);
    unref(line);
    storageUnref(xhci);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("two objects that hold each other are found by name", () => {
    const board = createMachine(PciBoard);
    board.realize();
    const bus = board.bridge.pci;
    const cards = ["left", "right"].map((name) => board.plug(create(board.heap, XhciPci), { bus, name }));
    new Ref(cards[0]!, "other", cards[1]!);
    new Ref(cards[1]!, "other", cards[0]!);
    const { left } = board.shutdown();
    const functions = left.filter(({ type }) => type === "qemu-xhci");
    expect(functions.map(({ path, holders }) => [path, holders])).toEqual([
      ["/machine/peripheral/left", ['ref "other" of /machine/peripheral/right (qemu-xhci)']],
      ["/machine/peripheral/right", ['ref "other" of /machine/peripheral/left (qemu-xhci)']],
    ]);
  });

  test("tells where each reference was taken, of a machine that was made to remember", () => {
    const board = createMachine(PciBoard, { stacks: true });
    board.realize();
    const borrow = (): unknown => ref(board.bridge);
    borrow();
    using kept = create(board.heap, Bridge);
    const { left } = board.shutdown();
    const of = (type: string, path: string): readonly string[] =>
      left.find((leak) => leak.type === type && leak.path === path)!.takenAt!;
    expect(of("bridge", "/machine/bridge")).toContainEqual(
      expect.stringMatching(/^taken at borrow .*shutdown\.test\.ts:/),
    );
    expect(of("bridge", kept.value.path)).toEqual([expect.stringMatching(/^made at .*shutdown\.test\.ts:/)]);
    expect(createMachine(PciBoard).shutdown().left).toEqual([]);
  });

  test("goes on when a hook fails, and reports what it threw", () => {
    const board = createMachine(PciBoard);
    board.realize();
    const { bridge } = board;
    bridge.unplugBlockers.push("held for ever");
    const { errors, left } = board.shutdown();
    expect(left).toEqual([]);
    expect(errors.map(String)).toEqual([expect.stringMatching(/its unplug was blocked: held for ever/)]);
  });

  test("address spaces, containers and subregions of one owner make no cycle", () => {
    const board = createMachine(PciBoard);
    board.realize();
    const card = board.plug(create(board.heap, XhciPci), { bus: board.bridge.pci });
    const space = addSpace(card, { name: "own", root: card.xhci.mmio });
    expect(space.read32(0)).toBe(0x0100_0040);
    unparent(card);
    board.drain();
    board.drain();
    expect(
      [...board.live].filter(({ type }) => type.name === "qemu-xhci" || type.name === "address-space"),
    ).toHaveLength(1);
    expect(board.shutdown().clean).toBe(true);
  });

  test("a reference that is dropped afterwards still ends its object", () => {
    const board = createMachine(PciBoard);
    board.realize();
    const { bridge } = board;
    ref(bridge);
    expect(board.shutdown().left.map(({ type }) => type)).toContain("bridge");
    unref(bridge);
    board.drain();
    expect(board.live.size).toBe(0);
  });
});
