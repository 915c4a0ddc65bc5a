import { isLive, ref, restoreSnapshot, takeSnapshot, unplug, unref } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VirtioGpu } from "../../generated/virtio/gpu.ts";
import { plugVirtio, virtBoard } from "./riscv-board.ts";
import { ram, Register, VirtioDriver } from "./virtio-driver.ts";

const window = 0x3_0000_0000;
const page = 4096;
const pixels = ram + 0x6_0000;
const noData = 0x1100;
const outOfMemory = 0x1201;
const noScanout = 0x1202;
const noResource = 0x1203;
const parameter = 0x1205;

/** A board with an adapter of a small screen, and a driver for its control queue. */
function adapter({ base = window } = {}) {
  const { board } = virtBoard((made) => {
    made.virtioLegacy = false;
    plugVirtio(made, VirtioGpu, (device) => {
      device.xres = 64;
      device.yres = 32;
      device.hostmem = 64 * page;
      device.hostmemBase = BigInt(base);
    });
  });
  const bus = board.virtio[0]!.virtioMmioBus;
  bus.hotplug = {};
  const device = bus.front!.device as VirtioGpu;
  const driver = new VirtioDriver(board.memory, { legacy: false, queues: 2 });
  /** Sends a command of 32-bit words; the words of the answer, its header being the first six. */
  const send = (type: number, words: readonly number[], answer = 24): number[] => {
    const bytes = new Uint8Array(Uint32Array.from([type, 0, 0, 0, 0, 0, ...words]).buffer);
    const back = driver.request(0, [bytes, answer]);
    return [...new Uint32Array(back!.parts[0]!.slice().buffer)].slice(0, back!.written / 4);
  };
  const command = (type: number, ...words: number[]): number => send(type, words)[0]!;
  return { board, device, driver, send, command, memory: board.memory };
}

type Adapter = ReturnType<typeof adapter>;

const create2d = ({ command }: Adapter, number: number, width: number, height: number): number =>
  command(0x101, number, 2, width, height);
const createBlob = ({ command }: Adapter, number: number, bytes: number, { memory = 2, flags = 1 } = {}): number =>
  command(0x10c, number, memory, flags, 0, 0, 0, bytes, 0);
const mapBlob = ({ send }: Adapter, number: number, offset: number): number =>
  send(0x208, [number, 0, offset, 0], 32)[0]!;
const unmapBlob = ({ command }: Adapter, number: number): number => command(0x209, number, 0);

describe("what the driver is told (virtio 1.2, sections 5.7.3 and 5.7.4)", () => {
  test("device 16 with two queues, one scanout, and the shared memory that it has", () => {
    const { driver } = adapter();
    const { read, write } = driver.registers;
    expect(read(Register.deviceId)).toBe(16);
    expect([0, 4, 8, 12].map((at) => read(Register.config + at))).toEqual([0, 0, 1, 0]);
    const region = (number: number) => {
      write(0x0ac, number);
      return [0x0b0, 0x0b4, 0x0b8, 0x0bc].map(read);
    };
    expect(region(1)).toEqual([64 * page, 0, 0, 3]);
    expect(region(0)).toEqual([0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff]);
  });

  test.each([
    [window, 8],
    [0, 0],
  ])("blobs are offered where the board has a place for them: %i", (base, features) => {
    const { driver } = adapter({ base });
    driver.registers.write(Register.deviceFeaturesSel, 0);
    expect(driver.registers.read(Register.deviceFeatures)).toBe(features);
  });

  test("GET_DISPLAY_INFO: one display of the size that it was given, fifteen that are not there", () => {
    const words = adapter().send(0x100, [], 408);
    expect([words.length, words[0], words.slice(6, 12), Math.max(...words.slice(12))]).toEqual([
      102,
      0x1101,
      [0, 0, 64, 32, 1, 0],
      0,
    ]);
  });

  test("an answer has the fence of its command", () => {
    const { driver } = adapter();
    const bytes = new Uint8Array(Uint32Array.from([0x100, 1, 0x1234, 0x5678, 7, 0]).buffer);
    const back = driver.request(0, [bytes, 24])!;
    expect([...new Uint32Array(back.parts[0]!.slice().buffer)]).toEqual([0x1101, 1, 0x1234, 0x5678, 7, 0]);
  });
});

describe("a picture (section 5.7.6.8)", () => {
  /** An image of 8 by 4 pixels whose memory lies in two pieces of the guest, and its pixels there. */
  function image() {
    const made = adapter();
    expect(create2d(made, 1, 8, 4)).toBe(noData);
    expect(made.command(0x106, 1, 2, pixels, 0, 40, 0, pixels + 0x1000, 0, 88, 0)).toBe(noData);
    const bytes = Uint8Array.from({ length: 128 }, (_, at) => at + 1);
    made.memory.write(pixels, bytes.subarray(0, 40));
    made.memory.write(pixels + 0x1000, bytes.subarray(40));
    return { ...made, bytes };
  }

  const line = ({ device }: Adapter, y: number, x: number, count: number): number[] => [
    ...device.screen!.ram!.data.subarray(4 * (64 * y + x), 4 * (64 * y + x + count)),
  ];

  test("comes onto the screen when it was transferred, shown and flushed", () => {
    const made = image();
    const { command, bytes } = made;
    expect(command(0x105, 0, 0, 8, 4, 0, 0, 1, 0)).toBe(noData);
    expect(command(0x103, 0, 0, 8, 4, 0, 1)).toBe(noData);
    expect(line(made, 0, 0, 2)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(command(0x104, 0, 0, 8, 4, 1, 0)).toBe(noData);
    expect(line(made, 0, 0, 8)).toEqual([...bytes.subarray(0, 32)]);
    expect(line(made, 3, 0, 8)).toEqual([...bytes.subarray(96)]);
  });

  test("a part of it is transferred and flushed alone", () => {
    const made = image();
    const { command, bytes } = made;
    command(0x103, 0, 0, 8, 4, 0, 1);
    expect(command(0x105, 2, 1, 3, 2, 4 * (8 + 2), 0, 1, 0)).toBe(noData);
    command(0x104, 0, 0, 4, 2, 1, 0);
    expect(line(made, 1, 0, 5)).toEqual([...new Array<number>(8).fill(0), ...bytes.subarray(40, 48), 0, 0, 0, 0]);
    expect(Math.max(...line(made, 2, 0, 8))).toBe(0);
  });

  test("a scanout can begin inside of an image, and is switched off by resource 0", () => {
    const made = image();
    const { command, bytes } = made;
    command(0x105, 0, 0, 8, 4, 0, 0, 1, 0);
    command(0x103, 4, 2, 4, 2, 0, 1);
    command(0x104, 0, 0, 8, 4, 1, 0);
    expect(line(made, 0, 0, 4)).toEqual([...bytes.subarray(4 * 20, 4 * 24)]);
    expect(command(0x103, 0, 0, 0, 0, 0, 0)).toBe(noData);
    expect(Math.max(...line(made, 0, 0, 4))).toBe(0);
  });

  test("can be a blob of the host, as the command says what is in it", () => {
    const made = adapter();
    createBlob(made, 5, page);
    mapBlob(made, 5, 0);
    made.memory.write32(window + 64 + 16, 0x1122_3344);
    const shape = [16, 4, 2, 0, 64, 0, 0, 0, 0, 0, 0, 0];
    expect(made.command(0x10d, 0, 0, 16, 4, 0, 5, ...shape)).toBe(noData);
    made.command(0x104, 0, 0, 16, 4, 5, 0);
    expect(line(made, 1, 4, 1)).toEqual([0x44, 0x33, 0x22, 0x11]);
  });

  test.each([
    ["resource 0", [0x101, 0, 2, 8, 8], noResource],
    ["a number that is taken", [0x101, 1, 2, 8, 8], noResource],
    ["a format that there is not", [0x101, 2, 77, 8, 8], parameter],
    ["no pixels", [0x101, 2, 2, 0, 8], parameter],
    ["more pixels than there is memory", [0x101, 2, 2, 0xffff, 0xffff], outOfMemory],
    ["unref of nothing", [0x102, 9, 0], noResource],
    ["a scanout that there is not", [0x103, 0, 0, 8, 4, 1, 1], noScanout],
    ["a scanout of nothing", [0x103, 0, 0, 8, 4, 0, 9], noResource],
    ["a scanout larger than its image", [0x103, 4, 0, 8, 4, 0, 1], parameter],
    ["a transfer outside of the image", [0x105, 0, 1, 8, 4, 0, 0, 1, 0], parameter],
    ["a transfer from behind the memory", [0x105, 0, 0, 8, 4, 64, 0, 1, 0], parameter],
    ["a flush of nothing", [0x104, 0, 0, 8, 4, 9, 0], noResource],
    ["pieces that are not there", [0x106, 1, 5, 0, 0, 0, 0], parameter],
    ["a command that is too short", [0x101, 1], 0x1200],
    ["a command that there is not", [0x200, 1], 0x1200],
  ] as const)("%s is refused", (_what, [type, ...words], error) => {
    expect(image().command(type, ...words)).toBe(error);
  });
});

describe("a host blob, shown to the guest", () => {
  test("is memory at the offset that the guest asked for, until it is unmapped", () => {
    const made = adapter();
    const { memory } = made;
    expect(createBlob(made, 7, 2 * page)).toBe(noData);
    expect(made.send(0x208, [7, 0, page, 0], 32).slice(0, 7)).toEqual([0x1106, 0, 0, 0, 0, 0, 1]);
    memory.write32(window + page, 0x1234);
    expect(memory.read32(window + page)).toBe(0x1234);
    expect(unmapBlob(made, 7)).toBe(noData);
    memory.takeResult();
    memory.read32(window + page);
    expect(memory.takeResult()).not.toBe(0);
    mapBlob(made, 7, 8 * page);
    expect(memory.read32(window + 8 * page)).toBe(0x1234);
  });

  test.each([
    ["off a page", 7, 16],
    ["behind the window", 7, 64 * page],
    ["over another one", 7, page],
    ["that cannot be mapped", 8, 8 * page],
    ["that is the guest's", 9, 8 * page],
  ])("cannot be mapped %s", (_what, number, offset) => {
    const made = adapter();
    createBlob(made, 6, 2 * page);
    mapBlob(made, 6, 0);
    createBlob(made, 7, page);
    createBlob(made, 8, page, { flags: 0 });
    createBlob(made, 9, page, { memory: 1 });
    expect(mapBlob(made, number, offset)).toBe(parameter);
    expect([unmapBlob(made, number), mapBlob(made, 6, 16 * page)]).toEqual([parameter, parameter]);
  });

  test("stays with whoever has it mapped: after unmap, after unref, after the adapter has gone; and is gone after", () => {
    const made = adapter();
    const { board, device, memory } = made;
    createBlob(made, 7, page);
    mapBlob(made, 7, 0);
    memory.write32(window, 0xbeef);
    const region = device.hostVisible!.subregions[0]!;
    const mapping = memory.map(window, page, { write: true })!;
    const read = () => mapping.data[0]! | (mapping.data[1]! << 8);
    const seen: unknown[] = [];
    unmapBlob(made, 7);
    seen.push(read());
    expect(made.command(0x102, 7, 0)).toBe(noData);
    seen.push(read(), isLive(region), createBlob(made, 7, page));
    unplug(device);
    board.drain();
    mapping.data[0] = 1;
    seen.push(read(), isLive(region), isLive(device));
    mapping.unmap();
    while (!board.session.settled) board.drain();
    expect([...seen, isLive(region), isLive(device)]).toEqual([
      0xbeef,
      0xbeef,
      true,
      noData,
      0xbe01,
      true,
      true,
      false,
      false,
    ]);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("a reset by the driver takes everything away, but not from who holds it", () => {
    const made = adapter();
    createBlob(made, 7, page);
    mapBlob(made, 7, 0);
    const region = ref(made.device.hostVisible!.subregions[0]!);
    made.driver.begin();
    expect([made.device.hostVisible!.subregions.length, isLive(region)]).toEqual([0, true]);
    expect(createBlob(made, 7, page)).toBe(noData);
    unref(region);
    made.board.drain();
    expect(isLive(region)).toBe(false);
    expect(made.board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("a snapshot has blobs and pictures", () => {
    const made = adapter();
    createBlob(made, 7, page);
    mapBlob(made, 7, page);
    made.memory.write32(window + page, 0x5678);
    const snapshot = takeSnapshot(made.board);
    made.memory.write32(window + page, 0);
    made.command(0x102, 7, 0);
    restoreSnapshot(made.board, snapshot);
    expect(made.memory.read32(window + page)).toBe(0x5678);
    expect(made.device.hostVisible!.subregions.length).toBe(1);
    expect(made.board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });
});

test("whatever commands a driver sends, each has an answer, and nothing is left at the end", () => {
  const word = fc.oneof(fc.nat(4), fc.constantFrom(page, pixels, 64, 0xffff_ffff), fc.nat(0xffff_ffff));
  const type = fc.constantFrom(0x100, 0x101, 0x102, 0x103, 0x104, 0x105, 0x106, 0x107, 0x10c, 0x10d, 0x208, 0x209);
  fc.assert(
    fc.property(fc.array(fc.tuple(type, fc.array(word, { maxLength: 20 })), { maxLength: 30 }), (commands) => {
      const made = adapter();
      for (const [kind, words] of commands) expect(made.command(kind, ...words) >>> 8).toBeGreaterThanOrEqual(0x11);
      const mapped = made.device.hostVisible!.subregions.length;
      expect(mapped).toBeLessThanOrEqual(64);
      expect(made.board.shutdown()).toEqual({ left: [], errors: [], clean: true });
    }),
    { numRuns: 60 },
  );
});
