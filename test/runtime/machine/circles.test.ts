/** Parents, children and siblings that show each other's regions: whoever leaves first, nothing is left at the end. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addChild,
  addRegion,
  addSpace,
  type AddressSpace,
  children,
  create,
  createMachine,
  Device,
  type DeviceType,
  deviceType,
  embed,
  isLive,
  Machine,
  mapRegion,
  type MemoryRegion,
  realize,
  RegionCycleError,
  unparent,
  unref,
} from "@qdl/runtime";

const clean = { left: [], errors: [], clean: true };

class Node extends Device {
  static override readonly type: DeviceType = deviceType<Node>({
    name: "node",
    parent: Device.type,
    class: Node,
    hotpluggable: true,
    realize: (self) => self.onRealize?.(),
  });

  onRealize: (() => void) | null = null;
}

class Board extends Machine {
  static override readonly type: DeviceType = deviceType<Board>({
    name: "circle-board",
    parent: Machine.type,
    class: Board,
    realize: (self) => self.onRealize?.(),
  });

  onRealize: (() => void) | null = null;
}

const container = (owner: Device, name: string): MemoryRegion =>
  addRegion(owner, { name, kind: "container", size: 0x1_0000 });

const ram = (owner: Device, name: string, own = false): MemoryRegion =>
  addRegion(owner, { name, kind: "ram", size: 0x1000, own });

const aliasOf = (owner: Device, target: MemoryRegion): MemoryRegion =>
  addRegion(owner, { name: "view", kind: "alias", size: 0x1000, target, offset: 0 });

const part = (parent: Device, name: string): Node => embed(parent, name, Node, { offset: 0 });

/** Ends a board before or after it was realized, with or without the device that is looked at unplugged before. */
const ends: [string, (board: Board, device: Node) => void][] = [
  ["never realized", () => undefined],
  ["realized", (board) => board.realize()],
  ["with the device unparented first", (_, device) => unparent(device)],
  ["realized, with the device unplugged first", (board, device) => (board.realize(), unparent(device))],
];

describe.each(ends)("of a machine that ends %s, nothing is left when", (_, end) => {
  /** A board, a device of it, and a part that is embedded in that device. */
  const check = (wire: (board: Board, device: Node, host: Node) => void): void => {
    const board = createMachine(Board);
    const device = addChild(board, "device", create(board.heap, Node));
    wire(board, device, part(device, "host"));
    end(board, device);
    expect(board.shutdown()).toEqual(clean);
  };

  test("a parent shows an alias of its own in a container of its child", () => {
    check((board, device, host) => {
      mapRegion(device, container(host, "window"), aliasOf(device, ram(device, "ram")), 0);
      mapRegion(board, container(part(board, "host"), "window"), aliasOf(board, ram(board, "ram")), 0);
    });
  });

  test("a parent shows a region of its own in a container of its child", () => {
    check((board, device, host) => {
      mapRegion(device, container(host, "window"), ram(device, "ram"), 0);
      mapRegion(board, container(part(board, "host"), "window"), ram(board, "ram", true), 0);
    });
  });

  test("a child shows a region in a container of its sibling, and that one in a container of the first", () => {
    check((_, device, host) => {
      const sibling = part(device, "sibling");
      mapRegion(device, container(host, "window"), ram(sibling, "ram"), 0);
      mapRegion(device, container(sibling, "window"), ram(host, "ram"), 0);
    });
  });

  test("the board and a device have containers in each other", () => {
    check((board, device, host) => {
      const [outer, inner, window] = [container(board, "outer"), container(board, "inner"), container(host, "window")];
      mapRegion(board, outer, window, 0);
      mapRegion(board, window, inner, 0);
      mapRegion(board, inner, ram(device, "ram"), 0);
    });
  });

  test("a child has an address space of its parent's region, and one that sees it through an alias", () => {
    check((_, device, host) => {
      const memory = ram(device, "ram");
      addSpace(host, { name: "direct", root: memory });
      addSpace(host, { name: "shown", root: { size: 0x1000 } }).addSubregion(aliasOf(host, memory), 0);
    });
  });

  test("a child holds a mapping of its parent's memory", () => {
    check((board, device, host) => {
      const space = addSpace(board, { name: "sys", root: { size: 0x1_0000 } });
      space.addSubregion(ram(device, "ram"), 0);
      expect(space.map(0, 16, { write: true, holder: host })!.bounce).toBe(false);
    });
  });
});

test("a device that never came into a tree ends although its child still shows its region", () => {
  const board = createMachine(Board);
  const device = create(board.heap, Node).consume();
  const host = part(device, "host");
  mapRegion(device, container(host, "window"), ram(device, "ram"), 0);
  unref(device);
  expect([isLive(device), isLive(host)]).toEqual([false, false]);
  expect(board.shutdown()).toEqual(clean);
});

test("what a device shows in a container of somebody outside stays until that one takes it out", () => {
  const board = createMachine(Board);
  const device = addChild(board, "device", create(board.heap, Node));
  const [outside, region] = [container(board, "outside"), ram(device, "ram")];
  mapRegion(board, outside, region, 0);
  unparent(device);
  expect([region.container, isLive(device)]).toEqual([outside, true]);
  outside.removeSubregion(region);
  expect(isLive(device)).toBe(false);
  expect(board.shutdown()).toEqual(clean);
});

/** One thing that a plan has somebody do; numbers count what there is by then, modulo. */
const step = fc.record({
  what: fc.constantFrom("part", "device", "ram", "own", "container", "alias", "space", "map", "map", "map", "hold"),
  late: fc.boolean(),
  who: fc.nat(15),
  first: fc.nat(15),
  second: fc.nat(15),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Everything that a plan has made. */
class Plan {
  readonly board = createMachine(Board);
  readonly devices: (Board | Node)[] = [this.board];
  readonly regions: MemoryRegion[] = [container(this.board, "root")];
  readonly spaces: AddressSpace[] = [addSpace(this.board, { name: "sys", root: this.regions[0]! })];

  do({ what, late, who, first, second }: Step, at: number): void {
    const owner = pick(this.devices, who);
    if (what === "part") this.devices.push(part(owner, `n${at}`));
    else if (what === "device") this.devices.push(addChild(owner, `n${at}`, create(this.board.heap, Node)));
    else if (what === "map" && late) later(owner, () => this.#map(owner, first, second));
    else if (what === "map") this.#map(owner, first, second);
    else if (what === "space") this.spaces.push(addSpace(owner, { name: `s${at}`, root: pick(this.regions, first) }));
    else if (what === "hold") this.#hold(owner, first);
    else this.regions.push(this.#region(owner, what, first));
  }

  #region(owner: Device, what: "ram" | "own" | "container" | "alias", first: number): MemoryRegion {
    if (what === "alias") return aliasOf(owner, pick(this.regions, first));
    return what === "container" ? container(owner, "box") : ram(owner, "ram", what === "own");
  }

  #map(owner: Device, first: number, second: number): void {
    const boxes = this.regions.filter(({ kind }) => kind === "container");
    const region = pick(this.regions, second);
    if (region.container) return;
    try {
      mapRegion(owner, pick(boxes, first), region, 0x800 * (second % 4));
    } catch (error) {
      if (!(error instanceof RegionCycleError)) throw error;
    }
  }

  /** A mapping of the machine's own address space, for somebody who may leave before or after it. */
  #hold(holder: Device, first: number): void {
    this.spaces[0]!.map(0x400 * first, 16, { write: true, holder });
  }
}

function pick<T>(all: readonly T[], which: number): T {
  return all[which % all.length]!;
}

function later(device: Board | Node, work: () => void): void {
  const { onRealize } = device;
  device.onRealize = () => {
    onRealize?.();
    work();
  };
}

test("whatever is mapped where, at init or in realize, and whoever leaves in whatever order", () => {
  let circles = 0;
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 10, maxLength: 40, size: "max" }),
      fc.array(fc.nat(15), { maxLength: 6 }),
      fc.boolean(),
      (steps, leaving, realizes) => {
        const plan = new Plan();
        steps.forEach((one, at) => plan.do(one, at));
        if (realizes) realize(plan.board);
        circles += plan.regions.filter(({ container: box, owner }) => box && isBelow(box.owner, owner)).length;
        for (const which of leaving) {
          const device = pick(plan.devices, which);
          if (device !== plan.board) unparent(device);
        }
        expect(plan.board.shutdown()).toEqual(clean);
      },
    ),
    { numRuns: 200 },
  );
  expect(circles).toBeGreaterThan(20);
});

function isBelow(object: unknown, top: unknown): boolean {
  return children(top as Device).some((child) => child === object || isBelow(object, child));
}
