import { isLive, ref, restoreSnapshot, takeSnapshot, unplug, unref } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  adapter,
  type Adapter,
  create2d,
  createBlob,
  mapBlob,
  unmapBlob,
  noData,
  outOfMemory,
  noResource,
  noScanout,
  page,
  parameter,
  pixels,
  window,
} from "./gpu-board.ts";
import { Register } from "./virtio-driver.ts";

describe("what the driver is told (virtio 1.2, sections 5.7.3 and 5.7.4)", () => {
  test.each([
    ["events_read", 0, 0, 0],
    ["events_clear", 4, 0, 0],
    ["num_scanouts", 8, 3, 3],
    ["num_capsets", 12, 0, 0],
    ["what lies behind", 16, 0, 0],
  ])("configuration: %s", (_name, at, value, written) => {
    const { driver } = adapter({ outputs: 3 });
    const { read, write } = driver.registers;
    expect(read(Register.config + at)).toBe(value);
    write(Register.config + at, 0xffff_ffff);
    expect(read(Register.config + at)).toBe(written);
  });

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
    [window, 10],
    [0, 2],
  ])("descriptions of displays are offered, blobs where the board has a place for them: %i", (base, features) => {
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
    ...device.screen[0]!.ram!.data.subarray(4 * (64 * y + x), 4 * (64 * y + x + count)),
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
  const type = fc.constantFrom(
    0x100,
    0x101,
    0x102,
    0x103,
    0x104,
    0x105,
    0x106,
    0x107,
    0x10a,
    0x10c,
    0x10d,
    0x208,
    0x209,
    0x300,
    0x301,
  );
  const command = fc.tuple(fc.nat(1), type, fc.array(word, { maxLength: 20 }));
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      const made = adapter({ outputs: 2 });
      for (const [queue, kind, words] of commands)
        expect(made.send(kind, words, 24, queue)[0]! >>> 8).toBeGreaterThanOrEqual(0x11);
      const mapped = made.device.hostVisible!.subregions.length;
      expect(mapped).toBeLessThanOrEqual(64);
      expect(made.board.shutdown()).toEqual({ left: [], errors: [], clean: true });
    }),
    { numRuns: 60 },
  );
});
