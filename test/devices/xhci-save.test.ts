import { describe, expect, test } from "vitest";
import { codes, Memory, plugKeyboard, plugZero, Reg, trbOf, typing, usbPc, XhciDriver } from "./xhci-driver.ts";

const save = 1 << 8;
const restore = 1 << 9;
const error = 1 << 10;
const halted = 1;

type Session = Pick<ReturnType<typeof typing>, "guest" | "driver">;

/** A scratchpad buffer, as a driver gives the controller one. */
function giveScratchpad({ guest }: Session): void {
  guest.memory.write64(Memory.contexts, Memory.scratchpad, 0);
  guest.memory.write64(Memory.scratchpad, Memory.scratchpad + 0x1000, 0);
}

/** What a driver reads before it saves, and writes back before it restores (section 4.23.2). */
const registers = [Reg.dcbaap, Reg.config, Reg.iman, Reg.imod, Reg.erstsz, Reg.erdp, Reg.erstba] as const;

/** Stops the controller and saves; then power goes, as a reset of the controller has it. What the driver has kept. */
function suspend({ guest, driver }: Session): number[] {
  guest.write(Reg.command, 4);
  driver.events();
  const kept = registers.map(guest.read);
  guest.write(Reg.command, 4 | save);
  guest.write(Reg.command, 2);
  return kept;
}

/** Writes the registers anew, restores, and starts: what USBSTS said of it. */
function resume({ guest }: Session, kept: readonly number[]): number {
  for (const [index, register] of registers.entries()) guest.write(register, kept[index]!);
  guest.write(Reg.command, restore);
  const status = guest.read(Reg.status);
  guest.write(Reg.crcr, Memory.commands | 1);
  guest.write(Reg.command, 5);
  return status;
}

describe("saving and restoring (xHCI 1.2, section 4.23.2)", () => {
  test("brings back slots, endpoints, event rings and ports: the device is used on without another address", () => {
    const session = typing();
    const { guest, driver, keyboard, slot } = session;
    giveScratchpad(session);
    driver.command(15, { slot, bits: 3 << 16 });
    const kept = suspend(session);
    expect(guest.read(Reg.ports) & 2).toBe(0);
    expect(resume(session, kept) & error).toBe(0);
    expect([guest.read(Reg.ports) & 3, keyboard.address]).toEqual([3, slot]);
    keyboard.press(4);
    expect(codes(driver.normal(slot, 3, 8).filter(({ type }) => type === 32))).toEqual([1]);
    expect(driver.controlIn(slot, [0x80, 6, 0x100, 0], 18).code).toBe(1);
  });

  test("has a transfer that was stopped go on where it was", () => {
    const session = typing();
    const { driver, guest } = session;
    const zero = plugZero(guest, 2, "high");
    driver.resetPort(2);
    const slot = driver.address(2);
    driver.configure(slot, [
      [2, 2, 512],
      [3, 6, 512],
    ]);
    driver.events();
    giveScratchpad(session);
    driver.normal(slot, 3, 2048);
    driver.normal(slot, 2, 512);
    const stop = driver.commands.put([0, 0, 0, trbOf(15) | (3 << 16) | (slot << 24)]);
    guest.write(Reg.doorbell, 0);
    const stopped = driver.events();
    expect(stopped.map(({ code, length }) => [code, length])).toEqual([
      [26, 1536],
      [1, 0],
    ]);
    expect(stopped.at(-1)?.pointer).toBe(stop);
    expect(resume(session, suspend(session)) & error).toBe(0);
    expect(zero.configuration).toBe(1);
    driver.transfer(slot, 3, []);
    const events = driver.normal(slot, 2, 4).filter(({ endpoint }) => endpoint === 3);
    expect(events.map(({ code, length }) => [code, length])).toEqual([[13, 2048 - 516]]);
  });

  test("leaves out a port whose device has gone or was reset meanwhile", () => {
    const session = typing();
    giveScratchpad(session);
    const kept = suspend(session);
    session.keyboard.busReset();
    resume(session, kept);
    expect(session.guest.read(Reg.ports) & 2).toBe(0);
  });

  test("keeps slots that have no device yet", () => {
    const session = typing();
    giveScratchpad(session);
    expect(session.driver.command(9).slot).toBe(2);
    expect(resume(session, suspend(session)) & error).toBe(0);
    expect(session.guest.xhci.slotEnabled.get(2)).toBe(1);
    expect(session.guest.xhci.slotEnabled.get(3)).toBe(0);
  });

  test("is an error without a buffer, of what was never saved, and where memory does not answer", () => {
    const session = typing();
    const { guest } = session;
    const attempt = (what: number): number => {
      guest.write(Reg.command, what);
      const status = guest.read(Reg.status) & error;
      guest.write(Reg.status, error);
      return status;
    };
    guest.write(Reg.command, 0);
    expect([attempt(save), attempt(restore)]).toEqual([error, error]);
    giveScratchpad(session);
    expect(attempt(restore)).toBe(error);
    expect([attempt(save), attempt(restore)]).toEqual([0, 0]);
    guest.memory.write64(Memory.scratchpad, 0xf000_0000, 0);
    expect([attempt(save), attempt(restore)]).toEqual([error, error]);
    expect([guest.read(Reg.status) & error, guest.read(Reg.command)]).toEqual([0, 0]);
  });

  test("is not done while the controller runs", () => {
    const session = typing();
    giveScratchpad(session);
    session.guest.write(Reg.command, 5 | save);
    expect([session.guest.read(Reg.status) & halted, session.guest.memory.read32(Memory.scratchpad + 0x1000)]).toEqual([
      0, 0,
    ]);
  });
});

describe("bandwidth (sections 4.14.2 and 4.6.15)", () => {
  const context = Memory.buffers;
  /** What is left of each port, in percent. */
  function left({ guest, driver }: Session, speed: number, hub = 0): number[] {
    guest.memory.write(context, new Uint8Array(12).fill(0xee));
    const { code } = driver.command(21, { parameter: context, bits: speed << 16, slot: hub });
    expect(code).toBe(1);
    return Array.from({ length: 9 }, (_, index) => guest.memory.read8(context + index));
  }

  test("is all there on ports where nothing has its time, for speeds that they have", () => {
    const session = { ...typing() };
    session.driver.command(12, { slot: session.slot, bits: 0x200 });
    expect(left(session, 3)).toEqual([0, 100, 100, 100, 100, 0, 0, 0, 0]);
    expect(left(session, 4)).toEqual([0, 0, 0, 0, 0, 100, 100, 100, 100]);
  });

  test("goes with endpoints that have their time, and comes back when they are dropped", () => {
    const guest = usbPc();
    plugZero(guest, 1);
    const driver = new XhciDriver(guest);
    driver.events();
    const slot = driver.address(5, 512);
    // 1024 bytes 16 times a microframe: 131072 of 450000 bytes in a frame.
    const greedy = [5, 5 | (15 << 5), 1024, 0] as const;
    expect(driver.configure(slot, [greedy])).toBe(1);
    expect(left({ guest, driver }, 4)[5]).toBe(70);
    const drop = driver.input({ add: 1, drop: 1 << 5 }, []);
    expect(driver.command(12, { parameter: drop, slot }).code).toBe(1);
    expect(left({ guest, driver }, 4)[5]).toBe(100);
  });

  test("that there is not is an error of Configure Endpoint, and nothing changes", () => {
    const guest = usbPc();
    plugZero(guest, 1, "full");
    const driver = new XhciDriver(guest);
    driver.events();
    driver.resetPort(1);
    const slot = driver.address(1);
    const bytes = (packet: number) => [5, 5, packet, 3 << 16] as const;
    expect(driver.configure(slot, [bytes(1023)])).toBe(1);
    const more = driver.addEndpoints(slot, [[4, 1, 328, 3 << 16]]);
    expect([more, guest.memory.read32(driver.output(slot) + 32 * 4) & 7]).toEqual([8, 0]);
    expect(driver.addEndpoints(slot, [[4, 1, 327, 3 << 16]])).toBe(1);
    expect(left({ guest, driver }, 1)[1]).toBe(0);
  });

  test("of a low-speed device costs eight times as much", () => {
    const guest = usbPc();
    const keyboard = plugKeyboard(guest);
    expect(keyboard.speed).toBe("full");
    const session = typing();
    expect(left(session, 1)[1]).toBe(95);
  });

  test.each([
    ["a speed that there is not", { bits: 9 << 16 }, 5],
    ["a slot that is no hub", { bits: 3 << 16, slot: 1 }, 11],
    ["a slot that there cannot be", { bits: 3 << 16, slot: 200 }, 5],
  ])("is not told for %s", (_what, command, code) => {
    expect(typing().driver.command(21, { parameter: context, ...command }).code).toBe(code);
  });
});
