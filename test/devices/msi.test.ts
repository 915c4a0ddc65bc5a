import {
  addMsi,
  addRegion,
  addSpace,
  create,
  type DeviceType,
  deviceType,
  mapRegion,
  type MsiForm,
  PciDevice,
  plug,
  realize,
  restoreSnapshot,
  sendMessage,
  setPciIds,
  takeSnapshot,
  unplug,
  unrealize,
} from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pc } from "./pci-board.ts";

const devfn = 4 << 3;
const command = 4;
const doorbells = 0x1_8000_0000n;
const room = 0x100;

/** A function with messages of a form, a bus master, on a board that notes what is written from `doorbells` on. */
function card(form: MsiForm, before: (self: PciDevice) => void = () => undefined) {
  class Card extends PciDevice {
    static override readonly type: DeviceType = deviceType<Card>({
      name: "card",
      parent: PciDevice.type,
      class: Card,
      hotpluggable: true,
      init: (self) => setPciIds(self, { vendor: 0x1b36, device: 1 }),
      realize: (self) => {
        before(self);
        addMsi(self, form);
      },
    });
  }
  const guest = pc({ has_usb: false });
  const { board } = guest;
  const sent: [offset: number, value: number][] = [];
  const write = (_: unknown, offset: number, value: number): void => void sent.push([offset, value]);
  const region = { kind: "io", name: "doorbells", size: room, ops: { endianness: "little", write } } as const;
  const space = addSpace(board, { name: "upstream", root: { size: 1n << 40n } });
  const low = addRegion(board, { kind: "io", name: "low", size: room, ops: region.ops });
  mapRegion(board, space, addRegion(board, region), doorbells);
  mapRegion(board, space, low, 0xfee0_0000);
  board.host.pci.upstream = space;
  const device = plug(create(board.heap, Card), { bus: board.host.pci, name: "card", address: 4 });
  device.writeConfig(command, 4, 2);
  const at = device.findCapability(5)!;
  const read = (offset: number, size: 1 | 2 | 4 = 4): number => guest.read(devfn, at + offset, size);
  const put = (offset: number, value: number, size: 1 | 2 | 4 = 4): void =>
    guest.write(devfn, at + offset, value, size);
  /** What was sent since this was last asked. */
  const messages = (): [number, number][] => sent.splice(0);
  return { ...guest, device, at, read, put, messages };
}

/** Four messages, of which all can be masked, at 64-bit addresses: enabled, and written to the first doorbell. */
function ready() {
  const guest = card({ vectors: 4, address64: true, maskable: true });
  guest.put(4, Number(doorbells & 0xffff_ffffn));
  guest.put(8, Number(doorbells >> 32n));
  guest.put(12, 0x4020, 2);
  guest.put(2, 0x21, 2);
  return guest;
}

/** Registers of the capability: offset, size, what they read at first, and with ones written to them. */
const tables: readonly [string, MsiForm, readonly (readonly [string, number, 1 | 2 | 4, number, number])[]][] = [
  [
    "32-bit addresses",
    { vectors: 1, address64: false, maskable: false },
    [
      ["capability ID", 0, 1, 5, 5],
      ["next capability", 1, 1, 0, 0],
      ["message control", 2, 2, 0, 0x71],
      ["message address", 4, 4, 0, 0xffff_fffc],
      ["message data", 8, 2, 0, 0xffff],
      ["the bytes behind it", 12, 4, 0, 0],
    ],
  ],
  [
    "64-bit addresses",
    { vectors: 32, address64: true, maskable: false },
    [
      ["message control", 2, 2, 0x8a, 0xfb],
      ["message address", 4, 4, 0, 0xffff_fffc],
      ["message upper address", 8, 4, 0, 0xffff_ffff],
      ["message data", 12, 2, 0, 0xffff],
      ["reserved", 14, 2, 0, 0],
      ["the bytes behind it", 16, 4, 0, 0],
    ],
  ],
  [
    "32-bit addresses and masks",
    { vectors: 8, address64: false, maskable: true },
    [
      ["message control", 2, 2, 0x106, 0x177],
      ["message address", 4, 4, 0, 0xffff_fffc],
      ["message data", 8, 2, 0, 0xffff],
      ["reserved", 10, 2, 0, 0],
      ["mask bits", 12, 4, 0, 0xff],
      ["pending bits", 16, 4, 0, 0],
    ],
  ],
  [
    "64-bit addresses and masks",
    { vectors: 32, address64: true, maskable: true },
    [
      ["message control", 2, 2, 0x18a, 0x1fb],
      ["message address", 4, 4, 0, 0xffff_fffc],
      ["message upper address", 8, 4, 0, 0xffff_ffff],
      ["message data", 12, 2, 0, 0xffff],
      ["mask bits", 16, 4, 0, 0xffff_ffff],
      ["pending bits", 20, 4, 0, 0],
    ],
  ],
];

describe.each(tables)("the capability with %s (PCI Local Bus 3.0, section 6.8.1)", (_name, form, registers) => {
  test.each(registers)("%s", (...[, offset, size, reset, written]) => {
    const { read, put, board } = card(form);
    expect(read(offset, size)).toBe(reset);
    put(offset, -1, size);
    expect(read(offset, size) >>> 0).toBe(written);
    board.reset();
    expect(read(offset, size)).toBe(reset);
  });
});

describe("messages of a function (section 6.8.1)", () => {
  test("go to the address that the guest says, their number in the low bits that it has granted", () => {
    const { device, messages, put } = ready();
    expect([sendMessage(device, 0), sendMessage(device, 3)]).toEqual([true, true]);
    expect(messages()).toEqual([
      [0, 0x4020],
      [0, 0x4023],
    ]);
    put(12, 0x4027, 2);
    put(4, 0x8000_0010);
    sendMessage(device, 2);
    expect(messages()).toEqual([[0x10, 0x4026]]);
  });

  test("share what is granted where it is less than what the function asks for, and never use more", () => {
    const { device, messages, put } = ready();
    put(2, 0x11, 2);
    for (const vector of [0, 1, 2, 3]) sendMessage(device, vector);
    expect(messages().map(([, data]) => data & 3)).toEqual([0, 1, 0, 1]);
    put(2, 0x71, 2);
    sendMessage(device, 7);
    expect(messages().map(([, data]) => data)).toEqual([0x4023]);
  });

  test("have 32-bit addresses where the function knows no others", () => {
    const { device, messages, put } = card({ vectors: 1, address64: false, maskable: false });
    put(4, 0xfee0_0004);
    put(8, 0x31, 2);
    put(2, 1, 2);
    sendMessage(device, 0);
    expect(messages()).toEqual([[4, 0x31]]);
  });

  test("are not for a function whose guest has not enabled them, or that is no bus master", () => {
    const { device, messages, put } = ready();
    put(2, 0x20, 2);
    expect([sendMessage(device, 0), messages()]).toEqual([false, []]);
    put(2, 0x21, 2);
    device.writeConfig(command, 0, 2);
    expect([sendMessage(device, 0), messages()]).toEqual([true, []]);
  });

  test("wait while they are masked: one pending bit each, sent once when the mask goes", () => {
    const { device, messages, read, put } = ready();
    put(16, 0b1010);
    for (const vector of [1, 1, 2, 3]) sendMessage(device, vector);
    expect([messages(), read(20)]).toEqual([[[0, 0x4022]], 0b1010]);
    put(16, 0b1000);
    expect([messages(), read(20)]).toEqual([[[0, 0x4021]], 0b1000]);
    put(2, 0x20, 2);
    put(16, 0);
    expect([messages(), read(20)]).toEqual([[], 0b1000]);
    put(2, 0x21, 2);
    expect([messages(), read(20)]).toEqual([[[0, 0x4023]], 0]);
  });

  test("are forgotten by a reset, and kept by a snapshot", () => {
    const { board, device, messages, read, put } = ready();
    put(16, 2);
    sendMessage(device, 1);
    const snapshot = takeSnapshot(board);
    board.reset();
    expect([read(16), read(20), read(2, 2), sendMessage(device, 1)]).toEqual([0, 0, 0x184, false]);
    restoreSnapshot(board, snapshot);
    expect([messages(), read(20)]).toEqual([[], 2]);
    put(16, 0);
    expect([messages(), read(20)]).toEqual([[[0, 0x4021]], 0]);
  });

  test("replace the pin while they are enabled", () => {
    const { board, device, put } = ready();
    const level = (): number => Math.max(...board.host.pirq.map((line) => line.level));
    device.intx.set(1);
    expect(level()).toBe(0);
    put(2, 0x20, 2);
    expect(level()).toBe(1);
    put(2, 0x21, 2);
    expect(level()).toBe(0);
  });

  test("go when the function is unrealized, with their capability, and come back with it", () => {
    const { board, device, read, at } = ready();
    unrealize(device);
    expect([device.findCapability(5), device.readConfig(at, 4), device.readConfig(0x34, 1)]).toEqual([null, 0, 0]);
    expect(device.readConfig(6, 2) & 0x10).toBe(0);
    expect(sendMessage(device, 0)).toBe(false);
    device.writeConfig(at + 4, 0x1234_5678, 4);
    expect(device.readConfig(at + 4, 4)).toBe(0);
    realize(device);
    expect([device.findCapability(5), read(2, 2)]).toEqual([at, 0x184]);
    unplug(device);
    board.drain();
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });
});

describe("the place of a capability (section 6.7)", () => {
  const form = { vectors: 1, address64: true, maskable: true } as const;

  test("is where it says, and others lie around it, each in the list once", () => {
    const { device } = card({ ...form, at: 0x48 }, (self) => {
      self.addCapability(1, 8);
      self.addCapability(9, 4, 0x60);
    });
    expect([5, 1, 9].map((id) => device.findCapability(id))).toEqual([0x48, 0x40, 0x60]);
    expect(device.addCapability(0x10, 20)).toBe(0x64);
    const list: number[] = [];
    for (let at = device.readConfig(0x34, 1); at !== 0; at = device.readConfig(at + 1, 1)) list.push(at);
    expect([list, device.readConfig(6, 2) & 0x10]).toEqual([[0x64, 0x48, 0x60, 0x40], 0x10]);
  });

  test.each([
    ["another is", 0x44],
    ["the header is", 0x3c],
    ["configuration space ends", 0xf0],
    ["no word begins", 0x62],
  ])("cannot be where %s", (_what, at) => {
    expect(() => card({ ...form, at }, (self) => void self.addCapability(1, 8))).toThrow(
      "a capability of 24 bytes has no room",
    );
  });
});

type Step =
  | { readonly kind: "send"; readonly vector: number }
  | { readonly kind: "mask"; readonly bits: number }
  | { readonly kind: "control"; readonly enabled: boolean; readonly granted: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("send" as const), vector: fc.nat(31) }),
  fc.record({ kind: fc.constant("mask" as const), bits: fc.nat(0xffff_ffff) }),
  fc.record({ kind: fc.constant("control" as const), enabled: fc.boolean(), granted: fc.nat(7) }),
);

/** What the specification says of messages, without registers. */
class Model {
  enabled = false;
  granted = 1;
  masked = new Set<number>();
  readonly pending = new Set<number>();
  readonly vectors: number;

  constructor(vectors: number) {
    this.vectors = vectors;
  }

  /** The vectors that are sent. */
  do(step: Step): number[] {
    if (step.kind === "send") return this.#send(step.vector % this.granted);
    if (step.kind === "control") {
      this.enabled = step.enabled;
      this.granted = Math.min(2 ** step.granted, this.vectors);
    } else this.masked = new Set([...Array(this.vectors).keys()].filter((vector) => (step.bits >>> vector) & 1));
    const due = this.enabled ? [...this.pending].filter((vector) => !this.masked.has(vector)) : [];
    for (const vector of due) this.pending.delete(vector);
    return due.sort((one, other) => one - other);
  }

  #send(vector: number): number[] {
    if (!this.enabled) return [];
    if (!this.masked.has(vector)) return [vector];
    this.pending.add(vector);
    return [];
  }
}

test("every message that is sent while messages are enabled arrives, once its mask goes, and no other", () => {
  fc.assert(
    fc.property(fc.nat(5), fc.array(step, { maxLength: 30 }), (exponent, steps) => {
      const vectors = 2 ** exponent;
      const guest = card({ vectors, address64: true, maskable: true });
      const model = new Model(vectors);
      guest.put(4, Number(doorbells & 0xffff_ffffn));
      guest.put(8, Number(doorbells >> 32n));
      for (const one of steps) {
        if (one.kind === "send") sendMessage(guest.device, one.vector);
        else if (one.kind === "mask") guest.put(16, one.bits);
        else guest.put(2, Number(one.enabled) | (one.granted << 4), 2);
        expect(guest.messages()).toEqual(model.do(one).map((vector) => [0, vector]));
        expect(guest.read(20) >>> 0).toBe([...model.pending].reduce((bits, vector) => bits + 2 ** vector, 0));
      }
    }),
    { numRuns: 60 },
  );
});
