import { describe, expect, test } from "vitest";
import { plugKeyboard, plugSerial, plugZero, Reg, typing, usbPc, XhciDriver } from "./xhci-driver.ts";

const microframe = 125_000;

describe("the registers of the controller (xHCI 1.2, section 5)", () => {
  test.each([
    ["CAPLENGTH, HCIVERSION", 0x00, 0x0120_0040],
    ["HCSPARAMS1: 16 slots, 4 interrupters, 8 ports", 0x04, 0x0800_0410],
    ["HCSPARAMS2: a microframe ahead, 8 segments, a scratchpad buffer that keeps", 0x08, 0x0c00_0031],
    ["HCSPARAMS3", 0x0c, 0],
    ["HCCPARAMS1: 64 bits, 16 streams in linear arrays, extended capabilities at word 8", 0x10, 0x0008_3081],
    ["DBOFF", 0x14, 0x2000],
    ["RTSOFF", 0x18, 0x1000],
    ["HCCPARAMS2", 0x1c, 0],
    ["supported protocol: USB 2.0", 0x20, 0x0200_0402],
    ["supported protocol: USB 2.0, name", 0x24, 0x2042_5355],
    ["supported protocol: USB 2.0, ports 1 to 4", 0x28, 0x0000_0401],
    ["supported protocol: USB 2.0, slot type", 0x2c, 0],
    ["supported protocol: USB 3.2, the last", 0x30, 0x0320_0002],
    ["supported protocol: USB 3.2, name", 0x34, 0x2042_5355],
    ["supported protocol: USB 3.2, ports 5 to 8", 0x38, 0x0000_0405],
    ["supported protocol: USB 3.2, slot type", 0x3c, 0],
    ["USBCMD", 0x40, 0],
    ["USBSTS: halted", 0x44, 1],
    ["PAGESIZE: 4 KiB", 0x48, 1],
    ["DNCTRL", 0x54, 0],
    ["CRCR", 0x58, 0],
    ["CRCR, high", 0x5c, 0],
    ["DCBAAP", 0x70, 0],
    ["DCBAAP, high", 0x74, 0],
    ["CONFIG", 0x78, 0],
    ["PORTSC 1: powered, nothing there", 0x440, 0x2a0],
    ["PORTPMSC 1", 0x444, 0],
    ["PORTLI 1", 0x448, 0],
    ["PORTHLPMC 1", 0x44c, 0],
    ["PORTSC 8", 0x4b0, 0x2a0],
    ["MFINDEX", 0x1000, 0],
    ["IMAN", 0x1020, 0],
    ["IMOD: 1 ms", 0x1024, 4000],
    ["ERSTSZ", 0x1028, 0],
    ["ERSTBA", 0x1030, 0],
    ["ERDP", 0x1038, 0],
    ["IMAN of the last interrupter", 0x1080, 0],
    ["DOORBELL", 0x2000, 0],
  ])("%s", (_name, at, value) => {
    expect(usbPc().read(at)).toBe(value);
  });

  test.each([
    ["USBCMD", 0x40, 0x40c],
    ["DNCTRL", 0x54, 0xffff],
    ["CRCR reads as nothing while the ring does not run", 0x58, 0],
    ["DCBAAP", 0x70, 0xffff_ffc0],
    ["DCBAAP, high", 0x74, 0xffff_ffff],
    ["CONFIG", 0x78, 0xff],
    ["PORTSC: indicators and wake enables", 0x440, 0x0e00_c2a0],
    ["IMAN", 0x1020, 2],
    ["ERSTSZ", 0x1028, 0xffff],
    ["ERSTBA", 0x1030, 0xffff_ffc0],
    ["ERDP", 0x1038, 0xffff_fff7],
    ["DOORBELL", 0x2000, 0],
    ["HCSPARAMS1 is read-only", 0x04, 0x0800_0410],
  ])("%s keeps the bits that the specification lets a driver write", (_name, at, value) => {
    const { read, write } = usbPc();
    write(at, at === 0x40 ? 0xffff_fdfc : 0xffff_ffff);
    expect(read(at)).toBe(value);
  });

  test("a reset by HCRST brings them back, and the ports find their devices again", () => {
    const { guest, driver } = typing();
    const { read, write } = guest;
    write(Reg.command, 2);
    expect([0x40, 0x44, 0x70, 0x78, 0x1020, 0x1024, 0x1038].map(read)).toEqual([0, 0x11, 0, 0, 0, 4000, 0]);
    expect(read(Reg.ports)).toBe(0x0002_06e1);
    const again = new XhciDriver(guest);
    expect(again.events().map(({ type, pointer }) => [type, pointer])).toEqual([[34, 1 << 24]]);
    expect(driver.commands.base).toBe(again.commands.base);
    again.resetPort(1);
    expect(again.address(1)).toBe(1);
  });

  test("of which devices of USB 2 hear nothing, while those of USB 3 are reset", () => {
    const { guest, driver, keyboard, slot } = typing();
    const zero = plugZero(guest, 2);
    const second = driver.address(6, 512);
    expect([keyboard.address, zero.address]).toEqual([slot, second]);
    guest.write(Reg.command, 2);
    expect([keyboard.address, keyboard.configuration, zero.address]).toEqual([slot, 1, 0]);
  });

  test("MFINDEX counts microframes while the controller runs, and tells when it wraps, if it is asked to", () => {
    const guest = usbPc();
    const driver = new XhciDriver(guest);
    guest.board.advance(10 * microframe);
    expect(guest.read(Reg.mfindex)).toBe(10);
    guest.write(Reg.command, 0);
    guest.board.advance(5 * microframe);
    expect(guest.read(Reg.mfindex)).toBe(10);
    guest.write(Reg.command, 0x405);
    guest.board.advance((0x4000 - 10) * microframe);
    expect(guest.read(Reg.mfindex)).toBe(0);
    expect(driver.events().map(({ type }) => type)).toEqual([39]);
  });
});

describe("ports (section 4.19)", () => {
  test("show what is connected: a full-speed device, one of high speed, nothing", () => {
    const guest = usbPc();
    plugKeyboard(guest, 1);
    plugSerial(guest, 3);
    expect([1, 2, 3].map((port) => guest.read(Reg.ports + 0x10 * (port - 1)))).toEqual([
      0x0002_06e1, 0x2a0, 0x0002_0ee1,
    ]);
    expect(guest.read(Reg.status) & 0x10).toBe(0x10);
  });

  test("a reset enables the port, and is a change that the driver clears", () => {
    const guest = usbPc();
    plugKeyboard(guest);
    const driver = new XhciDriver(guest);
    expect(driver.resetPort(1)).toBe(0x0022_0603);
    expect(guest.read(Reg.ports)).toBe(0x0603);
  });

  test("only the first change is an event, until the driver has cleared all", () => {
    const guest = usbPc();
    const driver = new XhciDriver(guest);
    const keyboard = plugKeyboard(guest);
    expect(driver.events().map(({ type, pointer }) => [type, pointer >>> 24])).toEqual([[34, 1]]);
    guest.write(Reg.ports, 0x210);
    expect(driver.events()).toEqual([]);
    guest.write(Reg.ports, 0x00fe_0200);
    guest.board.unplug(keyboard);
    expect(driver.events().map(({ type }) => type)).toEqual([34]);
    expect(guest.read(Reg.ports)).toBe(0x0002_02a0);
  });

  test("writing 1 to PED disables it, and LWS moves its link", () => {
    const guest = usbPc();
    plugKeyboard(guest);
    new XhciDriver(guest).resetPort(1);
    const link = () => (guest.read(Reg.ports) >>> 5) & 0xf;
    guest.write(Reg.ports, 0x200 | (3 << 5));
    expect(link()).toBe(0);
    guest.write(Reg.ports, 0x1_0200 | (3 << 5));
    expect(link()).toBe(3);
    guest.write(Reg.ports, 0x1_0200);
    expect([link(), guest.read(Reg.ports) & (1 << 22)]).toEqual([0, 1 << 22]);
    guest.write(Reg.ports, 0x202);
    expect(guest.read(Reg.ports) & 2).toBe(0);
  });

  test("a connector that there is not is refused", () => {
    expect(() => plugKeyboard(usbPc(), 5)).toThrow("has 4 connectors, and none of number 5");
  });
});
