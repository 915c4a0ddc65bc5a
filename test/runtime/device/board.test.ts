import { beforeEach, describe, expect, test } from "vitest";
import {
  BufferChardev,
  create,
  createMachine,
  inReset,
  PropertyError,
  assertReset,
  releaseReset,
  setProperty,
  unparent,
  unrealize,
  realize,
  ref,
  unref,
} from "@qdl/runtime";
import { Board, log, Port } from "./board.ts";

beforeEach(() => void (log.length = 0));

describe("a board made of parts", () => {
  test("realizes own hook first, then its parts as they were made, and unrealizes in the exact reverse order", () => {
    const board = createMachine(Board, { prepare: ({ soc }) => (soc.cpus = 2) });
    board.realize();
    expect(log).toEqual([
      "realize soc",
      "realize gic",
      "realize uart0",
      "realize uart1",
      "realize cpu[0]",
      "realize cpu[1]",
    ]);
    const order = log.splice(0).reverse();
    unrealize(board.soc);
    expect(log).toEqual(order.map((line) => line.replace("realize", "unrealize")).sort(socLast));
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("carries a byte from its backend through the guest's device to the collector's line, and back", () => {
    const board = createMachine(Board);
    const serial = board.addBackend("serial0", BufferChardev);
    board.soc.uart0.chardev = serial;
    board.realize();
    board.reset();
    serial.feed("hi");
    expect(board.soc.uart0.last).toBe("h".charCodeAt(0));
    expect(serial.waiting).toBe(1);
    expect(board.soc.gic.levels).toEqual([0, 1, 0, 0]);
    serial.write(0x21);
    expect(serial.text).toBe("!");
    unrealize(board.soc);
    expect(serial.device).toBeNull();
    expect(board.soc.uart0.intr[0]!.target).toBeNull();
    expect(board.shutdown().clean).toBe(true);
  });

  test("a realize that fails half way undoes what it had done, and can be repeated", () => {
    const board = createMachine(Board, { prepare: ({ soc }) => (soc.uart1.broken = true) });
    expect(() => board.realize()).toThrow("the port is broken");
    expect(log).toEqual([
      "realize soc",
      "realize gic",
      "realize uart0",
      "unrealize uart0",
      "unrealize gic",
      "unrealize soc",
    ]);
    expect([board.life, board.soc.life, board.soc.uart0.life]).toEqual(["unrealized", "unrealized", "unrealized"]);
    expect(board.soc.uart0.intr[0]!.target).toBeNull();
    board.soc.uart1.broken = false;
    board.realize();
    expect([board.soc.uart0.realized, board.soc.uart1.realized]).toEqual([true, true]);
    expect(board.shutdown().clean).toBe(true);
  });

  test("locks properties at realize, but not the dynamic ones", () => {
    const board = createMachine(Board);
    setProperty(board.soc.uart0, "depth", 2);
    board.realize();
    expect(() => setProperty(board.soc.uart0, "depth", 3)).toThrow(PropertyError);
    expect(board.soc.uart0.depth).toBe(2);
    setProperty(board.soc.uart0, "broken", true);
    expect(board.soc.uart0.broken).toBe(true);
  });

  test("takes defaults from its globals, the last one winning", () => {
    const globals = [
      { type: "sys-bus-device", property: "depth", value: 7 },
      { type: "port", property: "depth", value: 9 },
      { type: "gic", property: "depth", value: 1 },
    ];
    const board = createMachine(Board, { globals });
    expect([board.soc.uart0.depth, board.soc.uart1.depth]).toEqual([9, 4]);
  });

  test("resets devices that sit on no bus, and those in held reset leave it together", () => {
    const board = createMachine(Board);
    board.realize();
    log.length = 0;
    board.reset();
    expect(log).toEqual(["reset cpu[0]", "reset gic"]);
    assertReset(board);
    expect([inReset(board.soc.gic), inReset(board.soc.uart0)]).toEqual([true, true]);
    releaseReset(board);
    expect([inReset(board.soc.gic), inReset(board.soc.uart0)]).toEqual([false, false]);
  });

  test("drives its clock inputs, and neither clock, line nor timer calls into a device that has left", () => {
    const board = createMachine(Board);
    board.realize();
    const { uart0, gic } = board.soc;
    board.soc.refclk.updateHz(1_000_000);
    uart0.tick.setIn(5);
    board.advance(5);
    expect(log.slice(-2)).toEqual(["uart0 at 1000000 Hz", "tick uart0"]);
    ref(uart0);
    ref(gic);
    uart0.tick.setIn(5);
    unparent(uart0);
    unparent(gic);
    log.length = 0;
    board.soc.refclk.updateHz(2_000_000);
    board.advance(100);
    board.soc.uart1.intr[0]!.raise();
    expect(log).toEqual([]);
    expect(board.session.deadRaises).toBe(1);
    expect(gic.levels[2]).toBe(0);
    unref(uart0);
    unref(gic);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("reports what somebody still holds when it shuts down", () => {
    const board = createMachine(Board);
    board.realize();
    ref(board.soc.gic);
    const report = board.shutdown();
    expect(report.clean).toBe(false);
    expect(report.left.find(({ type }) => type === "collector")).toEqual({
      path: "/machine/soc/gic",
      type: "collector",
      refs: 1,
      holders: ["1 reference(s) in the hands of code"],
    });
  });

  test("realizes again after a failure and after an unrealize", () => {
    const board = createMachine(Board);
    for (let round = 0; round < 3; round++) {
      realize(board);
      unrealize(board);
    }
    expect(board.shutdown().clean).toBe(true);
  });
});

function socLast(a: string, b: string): number {
  return Number(a === "unrealize soc") - Number(b === "unrealize soc");
}

describe("a machine that cannot be made", () => {
  test("because a default does not fit says so, and a plug for the same reason leaves nothing", () => {
    const wrong = [{ type: "port", property: "colour", value: "red" }];
    expect(() => createMachine(Board, { globals: wrong })).toThrow(/"colour" is not one of type port/);
    const board = createMachine(Board);
    board.realize();
    board.session.globals.push(...wrong);
    const before = board.live.size;
    expect(() => create(board.heap, Port)).toThrow(PropertyError);
    expect(board.live.size).toBe(before);
  });

  test("because a device leaves the tree in its own realize undoes everything", () => {
    const board = createMachine(Board, { prepare: ({ soc }) => (soc.uart1.leaving = true) });
    expect(() => board.realize()).toThrow(/left the tree while it was being realized/);
    expect([board.life, board.soc.life, board.soc.gic.life]).toEqual(["unrealized", "unrealized", "unrealized"]);
    expect(board.shutdown().clean).toBe(true);
  });
});
