import { BufferChardev, create, isLive, plug, unplug } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Uhci } from "../../generated/usb/uhci.ts";
import { UsbHub } from "../../generated/usb/hub.ts";
import { UsbKeyboard } from "../../generated/usb/keyboard.ts";
import { UsbSerial } from "../../generated/usb/serial.ts";
import { pc } from "./pci-board.ts";

const uhci = 0x0a;
const io = 0xc000;
const frameTime = 1_000_000;
const frames = 0x1000;
const queue = 0x2000;
const transfers = 0x3000;
const buffers = 0x8000;
const Reg = { command: 0, status: 2, interrupts: 4, frame: 6, frames: 8, ports: 0x10 } as const;
const Pid = { setup: 0x2d, in: 0x69, out: 0xe1 } as const;
const active = 1 << 23;
const complete = 1 << 24;
const shortPacket = 1 << 29;
const depth = 4;
const end = 1;

/** A packet of a schedule: its kind, the device, the endpoint, its bytes; and where it lies. */
interface Packet {
  readonly pid: number;
  readonly device?: number;
  readonly endpoint?: number;
  readonly bytes: number;
  readonly flags?: number;
}

/** A PC whose USB controller has a frame list that leads to one queue. */
function hub() {
  const guest = pc();
  const { board, memory, ports } = guest;
  guest.write(uhci, 0x20, io);
  guest.write(uhci, 4, 5, 2);
  const controller = board.usb as Uhci;
  const read = (at: number): number => ports.read16(io + at);
  const write = (at: number, value: number): void => ports.write16(io + at, value);
  for (let frame = 0; frame < 1024; frame++) memory.write32(frames + 4 * frame, queue | 2);
  memory.write32(queue, end);
  memory.write32(queue + 4, end);
  ports.write32(io + Reg.frames, frames);
  write(Reg.interrupts, 0xf);
  const keyboard = (port = 1): UsbKeyboard =>
    plug(create(board.heap, UsbKeyboard), { bus: controller.usb, name: "keyboard", address: port });
  /** Resets a port as section 2.1.7 has it, and enables it. */
  const resetPort = (port = 1): number => {
    const at = Reg.ports + 2 * (port - 1);
    write(at, 0x200);
    board.advance(50 * frameTime);
    write(at, 0);
    write(at, 0xe);
    return read(at);
  };
  /** Puts packets into the queue, one behind the other. */
  const schedule = (packets: readonly Packet[]): void => {
    let buffer = buffers;
    for (const [index, { pid, device = 0, endpoint = 0, bytes, flags = 0 }] of packets.entries()) {
      const at = transfers + 32 * index;
      memory.write32(at, index + 1 < packets.length ? (at + 32) | depth : end);
      memory.write32(at + 4, active | (3 << 27) | flags | 0x7ff);
      memory.write32(at + 8, pid | (device << 8) | (endpoint << 15) | (((bytes - 1) & 0x7ff) << 21));
      memory.write32(at + 12, buffer);
      buffer += bytes;
    }
    memory.write32(queue + 4, transfers);
  };
  const status = (index: number): number => memory.read32(transfers + 32 * index + 4) >>> 0;
  const moved = (index: number): number => (status(index) + 1) & 0x7ff;
  const bytesAt = (at: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => memory.read8(at + i));
  const setup = (...bytes: number[]): void => bytes.forEach((byte, at) => memory.write8(buffers + at, byte));
  /** A control transfer that reads, in packets of 64 bytes, or has no data; its data. */
  const control = (device: number, bytes: readonly number[], length: number): number[] => {
    setup(...bytes);
    const data = length > 0 ? [{ pid: Pid.in, device, bytes: length, flags: shortPacket }] : [];
    schedule([
      { pid: Pid.setup, device, bytes: 8 },
      ...data,
      { pid: length > 0 ? Pid.out : Pid.in, device, bytes: 0, flags: complete },
    ]);
    board.advance(2 * frameTime);
    return length > 0 ? bytesAt(buffers + 8, moved(1)) : [];
  };
  return {
    ...guest,
    controller,
    io: { read, write },
    keyboard,
    resetPort,
    schedule,
    status,
    moved,
    bytesAt,
    setup,
    control,
  };
}

/** A keyboard that has address 5 and its configuration. */
function typing() {
  const guest = hub();
  const keyboard = guest.keyboard();
  guest.io.write(Reg.command, 1);
  guest.resetPort();
  guest.control(0, [0, 5, 5, 0, 0, 0, 0, 0], 0);
  guest.control(5, [0, 9, 1, 0, 0, 0, 0, 0], 0);
  guest.io.write(Reg.status, 0x1f);
  return { ...guest, device: keyboard };
}

describe("ports (UHCI 1.1, section 2.1.7)", () => {
  test("show what is connected, and are enabled after a reset", () => {
    const { io: registers, keyboard, resetPort } = hub();
    keyboard(2);
    expect([registers.read(Reg.ports), registers.read(Reg.ports + 2)]).toEqual([0x80, 0x83]);
    expect(resetPort(2)).toBe(0x85);
    registers.write(Reg.ports, 4);
    expect(registers.read(Reg.ports)).toBe(0x80);
  });

  test("a device that leaves disables its port", () => {
    const { io: registers, device, board } = typing();
    unplug(device);
    expect(registers.read(Reg.ports)).toBe(0x8a);
    while (!board.session.settled) board.drain();
    expect([isLive(device), board.shutdown()]).toEqual([false, { left: [], errors: [], clean: true }]);
  });

  test.each([
    ["a third connector", { address: 3 }, "has 2 connectors"],
    ["a device of high speed", { speed: "high" as const }, "has no high speed"],
  ])(
    "%s is refused",
    (_what, { address = 1, speed = "full" }: { address?: number; speed?: "full" | "high" }, message) => {
      const { board, controller } = hub();
      const made = create(board.heap, UsbSerial, { prepare: (line) => void (line.speed = speed) });
      expect(() => plug(made, { bus: controller.usb, address })).toThrow(message);
    },
  );
});

describe("schedules (section 3)", () => {
  test("reach devices behind a hub by their addresses, as long as their port is enabled", () => {
    const { board, controller, resetPort, control, io: registers } = hub();
    const made = create(board.heap, UsbHub, { prepare: (device) => void (device.speed = "full") });
    const outer = plug(made, { bus: controller.usb, name: "hub", address: 1 });
    const inner = plug(create(board.heap, UsbKeyboard), { bus: outer.usb, name: "keyboard", address: 3 });
    registers.write(Reg.command, 1);
    resetPort();
    control(0, [0, 5, 5, 0, 0, 0, 0, 0], 0);
    control(5, [0, 9, 1, 0, 0, 0, 0, 0], 0);
    control(5, [0x23, 3, 8, 0, 3, 0, 0, 0], 0);
    expect(control(0, [0x80, 6, 0, 1, 0, 0, 18, 0], 18)).toEqual([]);
    control(5, [0x23, 3, 4, 0, 3, 0, 0, 0], 0);
    control(0, [0, 5, 6, 0, 0, 0, 0, 0], 0);
    expect([outer.address, inner.address]).toEqual([5, 6]);
    expect(control(6, [0x80, 6, 0, 1, 0, 0, 18, 0], 18).slice(0, 2)).toEqual([18, 1]);
    unplug(outer);
    while (!board.session.settled) board.drain();
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });

  test("a keyboard is enumerated: descriptor, address, configuration, and then what is typed", () => {
    const { keyboard, resetPort, control, schedule, status, moved, bytesAt, board, io: registers, controller } = hub();
    const device = keyboard();
    registers.write(Reg.command, 1);
    resetPort();
    expect(control(0, [0x80, 6, 0, 1, 0, 0, 8, 0], 8)).toEqual([18, 1, 0, 2, 0, 0, 0, 64]);
    control(0, [0, 5, 9, 0, 0, 0, 0, 0], 0);
    expect(device.address).toBe(9);
    expect(control(9, [0x80, 6, 0, 2, 0, 0, 64, 0], 64).length).toBe(34);
    control(9, [0, 9, 1, 0, 0, 0, 0, 0], 0);
    expect(device.configuration).toBe(1);
    registers.write(Reg.status, 0x1f);
    schedule([{ pid: Pid.in, device: 9, endpoint: 1, bytes: 8, flags: complete }]);
    board.advance(3 * frameTime);
    expect([status(0) & (active | (1 << 19)), controller.intx.level]).toEqual([active | (1 << 19), 0]);
    device.press(0x1e);
    board.advance(2 * frameTime);
    expect([status(0) & active, moved(0), bytesAt(buffers, 8)]).toEqual([0, 8, [0, 0, 0x1e, 0, 0, 0, 0, 0]]);
    expect([registers.read(Reg.status), controller.intx.level]).toEqual([1, 1]);
    registers.write(Reg.status, 1);
    expect(controller.intx.level).toBe(0);
  });

  test("a short packet stops its queue, and interrupts, where it is asked to", () => {
    const { control, status, memory, io: registers } = typing();
    control(5, [0x80, 6, 0, 2, 0, 0, 64, 0], 64);
    expect([status(1) & active, status(2) & active, registers.read(Reg.status)]).toEqual([0, active, 1]);
    expect(memory.read32(queue + 4)).toBe((transfers + 32) | depth);
  });

  test("a request that is refused stalls, an address where nobody is times out", () => {
    const { control, schedule, status, board, io: registers } = typing();
    control(5, [0x80, 6, 0, 0x55, 0, 0, 8, 0], 8);
    expect([(status(1) >>> 16) & 0xff, registers.read(Reg.status)]).toEqual([0x40, 2]);
    schedule([{ pid: Pid.in, device: 77, bytes: 8 }]);
    board.advance(2 * frameTime);
    expect((status(0) >>> 16) & 0xff).toBe(0x44);
  });

  test("a bulk device of full speed: bytes go both ways", () => {
    const { board, controller, resetPort, control, schedule, memory, moved, bytesAt, io: registers } = hub();
    const terminal = board.addBackend("terminal", BufferChardev);
    plug(
      create(board.heap, UsbSerial, {
        prepare: (line) => {
          line.speed = "full";
          line.chardev = terminal;
        },
      }),
      { bus: controller.usb },
    );
    registers.write(Reg.command, 1);
    resetPort();
    control(0, [0, 5, 3, 0, 0, 0, 0, 0], 0);
    control(3, [0, 9, 1, 0, 0, 0, 0, 0], 0);
    memory.write32(buffers, 0x6f6c_6568 & ~0);
    schedule([{ pid: Pid.out, device: 3, endpoint: 2, bytes: 4 }]);
    board.advance(2 * frameTime);
    expect(terminal.text).toBe("helo");
    terminal.feed("abc");
    schedule([{ pid: Pid.in, device: 3, endpoint: 1, bytes: 64 }]);
    board.advance(2 * frameTime);
    expect([moved(0), String.fromCharCode(...bytesAt(buffers, 3))]).toEqual([3, "abc"]);
  });

  test("queues in a circle end the frame when none of them has moved anything", () => {
    const { memory, board, io: registers } = typing();
    memory.write32(queue, (queue + 16) | 2);
    memory.write32(queue + 16, queue | 2);
    memory.write32(queue + 20, end);
    const before = registers.read(Reg.frame);
    board.advance(5 * frameTime);
    expect([(registers.read(Reg.frame) - before) & 0x7ff, registers.read(Reg.command) & 1]).toEqual([5, 1]);
  });

  test("a packet that there is not halts it with a process error; a schedule that is nowhere with a system error", () => {
    const broken = typing();
    broken.schedule([{ pid: 0x55, device: 5, bytes: 8 }]);
    broken.board.advance(2 * frameTime);
    expect([broken.io.read(Reg.status), broken.io.read(Reg.command) & 1]).toEqual([0x30, 0]);
    const lost = typing();
    lost.memory.write32(queue + 4, 0xf000_0000);
    lost.board.advance(2 * frameTime);
    expect(lost.io.read(Reg.status)).toBe(0x28);
  });

  test("whatever stands in memory, the controller goes through it or halts, and works again after a reset", () => {
    const word = fc.oneof(
      fc.constantFrom(queue | 2, transfers, transfers | depth, end, 0xf000_0000, io),
      fc.nat(0xffff_ffff),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), word), { maxLength: 40 }), (words) => {
        const { memory, board, io: registers, control, resetPort, ports } = typing();
        for (const [at, value] of words) memory.write32((at < 20 ? queue : transfers - 80) + 4 * at, value);
        board.advance(4 * frameTime);
        registers.write(Reg.command, 2);
        for (const at of [queue, queue + 4]) memory.write32(at, end);
        for (let frame = 0; frame < 1024; frame++) memory.write32(frames + 4 * frame, queue | 2);
        ports.write32(io + Reg.frames, frames);
        registers.write(Reg.command, 1);
        resetPort();
        expect(control(0, [0x80, 6, 0, 1, 0, 0, 8, 0], 8)[0]).toBe(18);
        expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
      }),
      { numRuns: 50 },
    );
  });
});
