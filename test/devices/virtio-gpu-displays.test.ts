import { restoreSnapshot, takeSnapshot } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { adapter, type Adapter, create2d, noData, noResource, noScanout, parameter, pixels } from "./gpu-board.ts";
import { Register } from "./virtio-driver.ts";

describe("displays (sections 5.7.4 and 5.7.6.8)", () => {
  /** What a display says of itself. */
  const edid = (made: Adapter, scanout: number): number[] => {
    const words = made.send(0x10a, [scanout, 0], 1056);
    expect(words[0]).toBe(0x1104);
    return [...new Uint8Array(Uint32Array.from(words).buffer, 32, words[6])];
  };

  test("describe themselves: EDID 1.4 with their size as the preferred timing, and a right sum", () => {
    const bytes = edid(adapter(), 0);
    expect(bytes.length).toBe(128);
    expect(bytes.slice(0, 8)).toEqual([0, 255, 255, 255, 255, 255, 255, 0]);
    expect(bytes.slice(8, 20)).toEqual([0x44, 0x8c, 1, 0, 1, 0, 0, 0, 0, 31, 1, 4]);
    expect(bytes.reduce((sum, byte) => sum + byte, 0) & 0xff).toBe(0);
    const timing = bytes.slice(54, 72);
    expect([timing[2]! | ((timing[4]! & 0xf0) << 4), timing[5]! | ((timing[7]! & 0xf0) << 4)]).toEqual([64, 32]);
    const whole = (64 + 160) * (32 + 30);
    expect(timing[0]! | (timing[1]! << 8)).toBe(Math.floor((whole * 60) / 10_000));
    expect(String.fromCharCode(...bytes.slice(77, 89))).toBe("qdl display\n");
  });

  test("that are not there say nothing, and there are no more than there are scanouts", () => {
    const made = adapter({ outputs: 2 });
    expect(edid(made, 1)).toEqual([]);
    expect(made.command(0x10a, 2, 0)).toBe(parameter);
  });

  test("come and go: the driver is told by an event, which it clears, and finds them beside each other", () => {
    const made = adapter({ outputs: 3 });
    const { device, driver, board } = made;
    const { read, write } = driver.registers;
    const info = (): number[] => made.send(0x100, [], 408).slice(6, 24);
    device.plugDisplay(2, 40, 20);
    expect([read(Register.config), read(0x060) & 2, board.virtio[0]!.intr.level]).toEqual([1, 2, 1]);
    expect(info()).toEqual([0, 0, 64, 32, 1, 0, 0, 0, 0, 0, 0, 0, 64, 0, 40, 20, 1, 0]);
    write(Register.config + 4, 1);
    expect(read(Register.config)).toBe(0);
    expect(edid(made, 2)[56]).toBe(40);
    device.unplugDisplay(0);
    expect([read(Register.config), info().slice(0, 6), info()[12]]).toEqual([1, [0, 0, 0, 0, 0, 0], 0]);
    expect(() => device.plugDisplay(3, 1, 1)).toThrow("it has no scanout 3");
    expect(() => device.plugDisplay(1, 65, 1)).toThrow("of 65 by 1 pixels");
  });

  test("show each what its scanout was given; an image can be on several, and one flush reaches them all", () => {
    const made = adapter({ outputs: 3 });
    const { command, device, memory } = made;
    const pixel = (scanout: number): number => device.screen[scanout]!.ram!.data[0]!;
    create2d(made, 1, 4, 4);
    create2d(made, 2, 4, 4);
    for (const number of [1, 2]) {
      memory.write8(pixels, 0x10 * number);
      command(0x106, number, 1, pixels, 0, 64, 0);
      command(0x105, 0, 0, 4, 4, 0, 0, number, 0);
    }
    const show = (scanout: number, number: number): number => command(0x103, 0, 0, 4, 4, scanout, number);
    expect([show(0, 1), show(1, 2), show(2, 1), show(3, 1)]).toEqual([noData, noData, noData, noScanout]);
    command(0x104, 0, 0, 4, 4, 1, 0);
    expect([0, 1, 2].map(pixel)).toEqual([0x10, 0, 0x10]);
    command(0x104, 0, 0, 4, 4, 2, 0);
    expect([0, 1, 2].map(pixel)).toEqual([0x10, 0x20, 0x10]);
    show(2, 0);
    expect([0, 1, 2].map(pixel)).toEqual([0x10, 0x20, 0]);
    command(0x102, 1, 0);
    expect([...device.shown].slice(0, 3)).toEqual([0, 2, 0]);
  });
});

describe("the cursor (section 5.7.6.10)", () => {
  /** An image of the size of a cursor whose first pixel is 0x77. */
  function pointing() {
    const made = adapter({ outputs: 2 });
    const { command, memory } = made;
    create2d(made, 5, 64, 64);
    memory.write8(pixels, 0x77);
    command(0x106, 5, 1, pixels, 0, 64 * 64 * 4, 0);
    command(0x105, 0, 0, 64, 64, 0, 0, 5, 0);
    const cursor = (type: number, ...words: number[]): number => made.send(type, words, 24, 1)[0]!;
    const seen = (scanout: number): number[] => {
      const { cursorShown, cursorX, cursorY, cursorHotX, cursorHotY } = made.device;
      return [cursorShown, cursorX, cursorY, cursorHotX, cursorHotY].map((state) => state.get(scanout));
    };
    return { ...made, cursor, seen };
  }

  test("is a picture of 64 by 64 pixels at a place on a scanout, which moves and goes", () => {
    const { cursor, seen, device } = pointing();
    expect(cursor(0x300, 1, 10, 20, 0, 5, 3, 4, 0)).toBe(noData);
    expect([seen(1), seen(0), device.cursor[1]!.ram!.data[0]]).toEqual([[1, 10, 20, 3, 4], [0, 0, 0, 0, 0], 0x77]);
    expect(cursor(0x301, 1, 11, 22, 0, 0, 0, 0, 0)).toBe(noData);
    expect(seen(1)).toEqual([1, 11, 22, 3, 4]);
    expect(cursor(0x300, 1, 11, 22, 0, 0, 0, 0, 0)).toBe(noData);
    expect(seen(1)[0]).toBe(0);
  });

  test("keeps its picture when the resource goes, and is gone after a reset by the driver", () => {
    const { cursor, seen, device, command, driver } = pointing();
    cursor(0x300, 0, 1, 2, 0, 5, 0, 0, 0);
    command(0x102, 5, 0);
    expect([seen(0)[0], device.cursor[0]!.ram!.data[0]]).toEqual([1, 0x77]);
    driver.begin();
    expect(seen(0)[0]).toBe(0);
  });

  test.each([
    ["a scanout that there is not", [0x300, 2, 0, 0, 0, 5, 0, 0, 0], noScanout],
    ["a move to one", [0x301, 2, 0, 0, 0, 0, 0, 0, 0], noScanout],
    ["a resource that there is not", [0x300, 0, 0, 0, 0, 6, 0, 0, 0], noResource],
    ["an image of another size", [0x300, 0, 0, 0, 0, 7, 0, 0, 0], parameter],
    ["a command of the other queue", [0x100], 0x1200],
    ["a command that is too short", [0x300, 0, 0], 0x1200],
  ])("refuses %s", (_what, [type, ...words], code) => {
    const made = pointing();
    create2d(made, 7, 32, 64);
    expect(made.cursor(type!, ...words)).toBe(code);
    expect(made.seen(0)[0]).toBe(0);
  });

  test("has its own queue: the other does not take its commands", () => {
    expect(pointing().command(0x301, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(0x1200);
  });

  test("is in a snapshot", () => {
    const { cursor, seen, board, device } = pointing();
    cursor(0x300, 0, 1, 2, 0, 5, 3, 4, 0);
    const snapshot = takeSnapshot(board);
    cursor(0x300, 0, 9, 9, 0, 0, 0, 0, 0);
    device.cursor[0]!.ram!.data.fill(0);
    restoreSnapshot(board, snapshot);
    expect([seen(0), device.cursor[0]!.ram!.data[0]]).toEqual([[1, 1, 2, 3, 4], 0x77]);
  });
});
