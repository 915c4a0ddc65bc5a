/** What a guest, or a device, has made of a machine while it ran comes back from a snapshot; what cannot is refused. */
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addRegion,
  children,
  create,
  createMachine,
  Device,
  type DeviceType,
  deviceType,
  embed,
  flatViews,
  type HotplugHandler,
  Link,
  Machine,
  mapRegion,
  type MemoryRegion,
  OrGate,
  plug,
  regionTrees,
  restoreSnapshot,
  SnapshotError,
  takeSnapshot,
  unparent,
  unplug,
  unrealize,
} from "@qdl/runtime";
import { PciBoard as UsbBoard } from "../../projects/usb/generated/board.ts";
import { XhciPci as UsbCard } from "../../projects/usb/generated/xhci.ts";
import { PciBoard, XhciPci } from "../device/xhci.ts";

/** A board with a controller, as firmware or a test may have it. */
function plugged(): { board: PciBoard; card: XhciPci } {
  const board = createMachine(PciBoard);
  board.realize();
  board.reset();
  return { board, card: board.plug(create(board.heap, XhciPci), { bus: board.bridge.pci, name: "usb" }) };
}

function mapOf({ session: { memory } }: Machine): string {
  return regionTrees(memory, { disabled: true }) + flatViews(memory);
}

function childNamed(parent: Device, name: string): MemoryRegion {
  return children(parent).find((child) => child.name === name) as MemoryRegion;
}

describe("a map that came about while the machine ran is there after a restore", () => {
  test("a BAR at the address that the guest chose, and unplugging takes it away again", () => {
    const [from, to] = [0, 1].map(() => {
      const machine = createMachine(UsbBoard);
      machine.realize();
      machine.reset();
      return { machine, card: plug(create(machine.heap, UsbCard), { bus: machine.bridge.pci, name: "usb0" }) };
    }) as [{ machine: UsbBoard; card: UsbCard }, { machine: UsbBoard; card: UsbCard }];
    from.card.writeConfig(0x10, 0x8000_0000, 4);
    from.card.writeConfig(4, 6, 2);
    restoreSnapshot(to.machine, takeSnapshot(from.machine));
    expect(to.card.isMapped(0)).toBe(true);
    expect(to.machine.bridge.memory.read32(0x8000_0000)).toBe(0x0100_0040);
    expect(mapOf(to.machine)).toBe(mapOf(from.machine));
    to.card.writeConfig(0x10, 0x9000_0000, 4);
    expect(to.machine.bridge.memory.read32(0x9000_0000)).toBe(0x0100_0040);
    restoreSnapshot(to.machine, takeSnapshot(from.machine));
    expect(to.machine.bridge.memory.read32(0x8000_0000)).toBe(0x0100_0040);
    unplug(to.card);
    expect(to.machine.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("a map that a device holds goes with its unrealize, as in the machine that was saved", () => {
    const [from, to] = [plugged(), plugged()];
    from.card.setBar(0x8000_0000);
    restoreSnapshot(to.board, takeSnapshot(from.board));
    expect(to.board.bridge.space.read32(0x8000_0000)).toBe(0x0100_0040);
    unrealize(to.card);
    expect(to.card.xhci.mmio.container).toBeNull();
    expect(to.board.shutdown().clean).toBe(true);
  });

  test("one that is gone in the snapshot is taken away", () => {
    const [from, to] = [plugged(), plugged()];
    to.card.setBar(0x8000_0000);
    restoreSnapshot(to.board, takeSnapshot(from.board));
    expect(mapOf(to.board)).toBe(mapOf(from.board));
    expect(to.board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("where a region was that is mapped no more, which address maps show of what an alias leads to", () => {
    const [from, to] = [plugged(), plugged()].map(({ board, card }) => {
      const buffer = addRegion(card, { name: "buffer", kind: "container", size: 0x100 });
      mapRegion(
        card,
        board.bridge.space,
        addRegion(card, { name: "view", kind: "alias", size: 0x100, target: buffer, offset: 0 }),
        0,
      );
      return { board, buffer };
    }) as [{ board: PciBoard; buffer: MemoryRegion }, { board: PciBoard; buffer: MemoryRegion }];
    from.board.bridge.space.addSubregion(from.buffer, 0x2000, 3);
    from.board.bridge.space.removeSubregion(from.buffer);
    expect(mapOf(from.board)).toContain("0000000000002000-00000000000020ff (prio 3, i/o): buffer");
    restoreSnapshot(to.board, takeSnapshot(from.board));
    expect(mapOf(to.board)).toBe(mapOf(from.board));
  });

  test("host memory that a device shows the guest for a while, with what stands in it", () => {
    const [from, to] = [plugged(), plugged()];
    const { space } = from.board.bridge;
    const gone = addRegion(from.card, { name: "hostmem", kind: "ram", size: 0x1000, own: true });
    const blob = addRegion(from.card, { name: "hostmem", kind: "ram", size: 0x2000, own: true });
    unparent(gone);
    mapRegion(from.card, space, blob, 0x1000_0000);
    const window = addRegion(from.card, { name: "window", kind: "alias", size: 0x800, target: blob, offset: 0x1000 });
    mapRegion(from.card, space, window, 0x2000_0000);
    space.write32(0x2000_0004, 42);
    const stale = addRegion(to.card, { name: "stale", kind: "ram", size: 0x1000, own: true });
    mapRegion(to.card, to.board.bridge.space, stale, 0x1000_0000);
    restoreSnapshot(to.board, takeSnapshot(from.board));
    expect(to.board.bridge.space.read32(0x1000_1004)).toBe(42);
    expect(childNamed(to.card, "hostmem[1]").ram!.data).toEqual(blob.ram!.data);
    expect([childNamed(to.card, "hostmem[0]"), childNamed(to.card, "stale[0]")]).toEqual([undefined, undefined]);
    expect(mapOf(to.board)).toBe(mapOf(from.board));
    to.board.unplug(to.card);
    to.board.drain();
    expect(to.board.bridge.space.read32(0x1000_1004)).toBe(0);
    expect(to.board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("regions that are there already, in another order", () => {
    const [from, to] = [plugged(), plugged()];
    for (const name of ["one", "two"]) addRegion(from.card, { name, kind: "ram", size: 0x100, own: true });
    for (const name of ["two", "one"]) addRegion(to.card, { name, kind: "ram", size: 0x100, own: true });
    const snapshot = takeSnapshot(from.board);
    restoreSnapshot(to.board, snapshot);
    expect(asText(takeSnapshot(to.board))).toBe(asText(snapshot));
  });

  test("whatever was made, moved, hidden and removed, in whatever order", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 25 }), fc.array(action, { maxLength: 10 }), (before, stale) => {
        const [from, to] = [plugged(), plugged()];
        play(from, before);
        play(to, stale);
        const snapshot = takeSnapshot(from.board);
        restoreSnapshot(to.board, snapshot);
        expect(mapOf(to.board)).toBe(mapOf(from.board));
        expect(asText(takeSnapshot(to.board))).toBe(asText(snapshot));
        for (const { board } of [from, to]) expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
      }),
      { numRuns: 80 },
    );
  });
});

/** Something that a device does with regions of its own, while the machine runs. */
interface Action {
  readonly what: "make" | "map" | "unmap" | "hide" | "move" | "resize" | "remove";
  readonly kind: "ram" | "container" | "reservation" | "alias";
  readonly which: number;
  readonly into: number;
  readonly at: number;
  readonly priority: number;
}

const action: fc.Arbitrary<Action> = fc.record({
  what: fc.constantFrom("make", "map", "unmap", "hide", "move", "resize", "remove"),
  kind: fc.constantFrom("ram", "container", "reservation", "alias"),
  which: fc.nat(7),
  into: fc.nat(7),
  at: fc.integer({ min: 0, max: 15 }),
  priority: fc.integer({ min: -1, max: 1 }),
});

function play({ board, card }: ReturnType<typeof plugged>, actions: readonly Action[]): void {
  const made: MemoryRegion[] = [];
  for (const one of actions) {
    const region = made[one.which % Math.max(1, made.length)];
    if (one.what === "make") made.push(make(card, one, region ?? board.bridge.ram));
    else if (region) change(region, one, { card, made, root: board.bridge.space.rootRegion });
    board.bridge.space.write32(one.at * 0x80, one.which + 1);
  }
}

function make(card: XhciPci, { kind, which, at }: Action, target: MemoryRegion): MemoryRegion {
  const base = { name: `r${which % 2}`, size: 0x100 * (at + 1), own: kind === "ram" };
  return addRegion(card, kind === "alias" ? { ...base, kind, target, offset: at } : { ...base, kind });
}

interface Stage {
  readonly card: XhciPci;
  readonly made: MemoryRegion[];
  readonly root: MemoryRegion;
}

function change(region: MemoryRegion, { what, into, at, priority }: Action, { card, made, root }: Stage): void {
  const container = [root, ...made][into % (made.length + 1)]!;
  if (what === "map" && !region.container) attempt(() => mapRegion(card, container, region, at * 0x80, priority));
  else if (what === "unmap") region.container?.removeSubregion(region);
  else if (what === "hide") region.setEnabled(!region.enabled);
  else if (what === "move") region.setAddress(at * 0x40);
  else if (what === "resize" && region.kind !== "ram") region.setSize(0x80 * (at + 1));
  else if (what === "remove" && !region.container && !made.some(({ target }) => target === region)) {
    for (const sub of [...region.subregions]) region.removeSubregion(sub);
    unparent(region);
    made.splice(made.indexOf(region), 1);
  }
}

/** Bytes as text, which compares faster. */
function asText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // a container in itself
  }
}

/** A device that carries text outside its storage, refuses one, links to somebody, and may show registers for a while. */
class Porter extends Device {
  static override readonly type: DeviceType = deviceType<Porter>({
    name: "porter",
    parent: Device.type,
    class: Porter,
    words: 1,
    hotpluggable: true,
    outside: {
      save: (self) => [self.text, self.shown !== null && self.remakes],
      restore: (self, value) => {
        const [text, shows] = value as [string, boolean];
        if (text === self.refuses) throw new RangeError(`it does not take ${text}`);
        self.text = text;
        if (shows && !self.shown) self.show();
      },
    },
  });

  text = "";
  refuses = "poison";
  remakes = false;
  shown: MemoryRegion | null = null;
  readonly friend = new Link<Device>(this, "friend");

  /** Makes registers that are there for a while. */
  show(): void {
    const ops = { read: () => 7, endianness: "little" } as const;
    this.shown = addRegion(this, { name: "shown", kind: "io", size: 4, own: true, ops });
  }
}

class PorterBoard extends Machine {
  static override readonly type: DeviceType = deviceType<PorterBoard>({
    name: "porter-board",
    parent: Machine.type,
    class: PorterBoard,
    words: 2,
    init: (self) => {
      self.first = embed(self, "first", Porter, { offset: 0 });
      self.second = embed(self, "second", Porter, { offset: 1 });
      embed(self, "gate", OrGate, { offset: 0, prepare: (gate) => gate.setLines(2) });
    },
  });

  first!: Porter;
  second!: Porter;
}

function porters(): PorterBoard {
  const board = createMachine(PorterBoard);
  board.realize();
  return board;
}

describe("a restore that is refused late leaves the machine as it was", () => {
  test("when the last of its devices does not take its state", () => {
    const [from, to] = [porters(), porters()];
    Object.assign(from.first, { text: "changed" });
    from.heap.words[from.first.base] = 5;
    from.second.text = "poison";
    to.first.text = "kept";
    const before = takeSnapshot(to);
    expect(() => restoreSnapshot(to, takeSnapshot(from))).toThrow(/does not fit:\n {2}it does not take poison/);
    expect([to.first.text, to.second.text, to.heap.words[to.first.base]]).toEqual(["kept", "", 0]);
    expect(asText(takeSnapshot(to))).toBe(asText(before));
  });

  test("when a region is made of functions and its device does not make it again; when it does, it is taken", () => {
    const [from, to] = [porters(), porters()];
    from.first.show();
    mapRegion(from.first, addRegion(from, { name: "box", kind: "container", size: 16 }), from.first.shown!, 4);
    const before = takeSnapshot(to);
    expect(() => restoreSnapshot(to, takeSnapshot(from))).toThrow(
      /\/machine\/first\/shown\[0\] is made of functions, and its device has not made it again/,
    );
    expect(asText(takeSnapshot(to))).toBe(asText(before));
    from.first.remakes = true;
    restoreSnapshot(to, takeSnapshot(from));
    expect([to.first.shown!.address, to.first.shown!.container!.path]).toEqual([4n, "/machine/box[0]"]);
    expect(to.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("and one cannot be taken while a region is mapped whose device is gone", () => {
    const { board, card } = plugged();
    board.bridge.space.addSubregion(card.xhci.mmio, 0x8000_0000);
    board.unplug(card);
    expect(() => takeSnapshot(board)).toThrow(/xhci\[0\] is still mapped, but its device is gone/);
    board.bridge.space.removeSubregion(card.xhci.mmio);
    expect(takeSnapshot(board).length).toBeGreaterThan(0);
  });
});

describe("a snapshot carries", () => {
  test("links that were set while the machine ran, and those that were cut", () => {
    const [from, to] = [porters(), porters()];
    from.first.friend.set(from.second);
    to.second.friend.set(to.first);
    restoreSnapshot(to, takeSnapshot(from));
    expect([to.first.friend.target, to.second.friend.target]).toEqual([to.second, null]);
  });

  test("an unplug that waits for the guest", () => {
    const boards = [plugged(), plugged()];
    const handler: HotplugHandler = { unplugRequest: () => undefined };
    for (const { board } of boards) board.bridge.pci.hotplug = handler;
    boards[0]!.board.unplug(boards[0]!.card);
    restoreSnapshot(boards[1]!.board, takeSnapshot(boards[0]!.board));
    expect(boards[1]!.card.unplugPending).toBe(true);
  });

  test("nothing for a machine whose devices sit elsewhere on their bus", () => {
    const { board } = plugged();
    const other = createMachine(PciBoard);
    other.realize();
    other.unplug(other.plug(create(other.heap, XhciPci), { bus: other.bridge.pci }));
    other.plug(create(other.heap, XhciPci), { bus: other.bridge.pci, name: "usb" });
    expect(() => restoreSnapshot(other, takeSnapshot(board))).toThrow(/place is number 1 on .*here, number 0 on/);
  });
});

/** A snapshot whose header says something else, with the lengths and the checksum that belong to it. */
function forged(snapshot: Uint8Array, change: (header: unknown) => unknown): Uint8Array {
  const old = new DataView(snapshot.buffer, snapshot.byteOffset).getUint32(12);
  const [header, lengths] = JSON.parse(Buffer.from(snapshot.subarray(16, 16 + old)).toString()) as [unknown, unknown];
  const text = Buffer.from(JSON.stringify([change(header), lengths]));
  const bytes = Buffer.concat([snapshot.subarray(0, 16), text, snapshot.subarray(16 + old)]);
  bytes.writeUInt32BE(bytes.length, 8);
  bytes.writeUInt32BE(text.length, 12);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
  return bytes;
}

/** A place in nested lists, and something else to stand there. */
function changeAt(value: unknown, path: readonly number[], other: unknown): unknown {
  if (!Array.isArray(value) || path.length === 0 || value.length === 0) return other;
  const [at, ...rest] = path as [number, ...number[]];
  return value.map((one: unknown, index) => (index === at % value.length ? changeAt(one, rest, other) : one));
}

describe("a snapshot that was tampered with", () => {
  test("is refused at every prefix and for every byte that is not as it was", () => {
    const board = porters();
    const snapshot = takeSnapshot(board);
    for (let length = 0; length < snapshot.length; length++)
      expect(() => restoreSnapshot(board, snapshot.subarray(0, length))).toThrow(SnapshotError);
    for (let at = 0; at < snapshot.length; at++) {
      const damaged = snapshot.slice();
      damaged[at]! ^= 1 << (at % 8);
      expect(() => restoreSnapshot(board, damaged)).toThrow(SnapshotError);
    }
    expect(asText(takeSnapshot(board))).toBe(asText(snapshot));
  });

  test("with a checksum that is right, is taken whole or refused with the machine untouched", () => {
    const { board, card } = plugged();
    const blob = addRegion(card, { name: "hostmem", kind: "ram", size: 64, own: true });
    mapRegion(card, board.bridge.space, blob, 0x1000_0000);
    const window = addRegion(card, { name: "window", kind: "alias", size: 64, target: blob, offset: 0 });
    mapRegion(card, board.bridge.space, window, 0x2000_0000);
    card.xhci.wrap.setIn(100);
    card.setBar(0x8000_0000);
    const snapshot = takeSnapshot(board);
    const others = ["s", "sx", "n1", "n-1", "n18446744073709551616", "q", 0, -1, 0.5, 1e99, true, null, [], [1], {}];
    const strings = fc.constantFrom(
      ...["/machine", "/machine/bridge/ram[0]", "/machine/peripheral/usb"].map((path) => `s${path}`),
    );
    fc.assert(
      fc.property(
        fc.array(fc.nat(40), { maxLength: 7 }),
        fc.oneof(fc.constantFrom(...others), strings),
        (path, other) => {
          const { board: fresh } = plugged();
          const before = takeSnapshot(fresh);
          try {
            restoreSnapshot(
              fresh,
              forged(snapshot, (header) => changeAt(header, path, other)),
            );
          } catch (error) {
            expect(error).toBeInstanceOf(SnapshotError);
            expect(asText(takeSnapshot(fresh))).toBe(asText(before));
          }
          expect(fresh.shutdown()).toEqual({ left: [], errors: [], clean: true });
        },
      ),
      { numRuns: 250 },
    );
  });
});
