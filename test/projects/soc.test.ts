import { describe, expect, test } from "vitest";
import { BufferChardev, createMachine, getProperty, setProperty, unrealize } from "@qdl/runtime";
import { DemoBoard } from "./soc/generated/demo/soc.ts";
import { Ne2000, Pcnet } from "./soc/generated/net/nic.ts";

function board(set: (soc: DemoBoard["soc"]) => void = () => undefined) {
  const made = createMachine(DemoBoard, { prepare: ({ soc }) => set(soc) });
  made.realize();
  made.reset();
  return made;
}

describe("the SoC of the language's example", () => {
  test("has what its properties ask for, once it is realized", () => {
    const { soc } = board((made) => (made.numCpus = 3));
    expect(soc.cpu.map((cpu) => [cpu.path, cpu.mpAffinity])).toEqual([
      ["/machine/soc/cpu[0]", 0n],
      ["/machine/soc/cpu[1]", 1n],
      ["/machine/soc/cpu[2]", 2n],
    ]);
    expect(soc.gic.numCpu).toBe(3);
    expect(soc.nic).toBeInstanceOf(Ne2000);
    expect(soc.uart1?.migrateClk).toBe(false);
  });

  test("takes the network card that was chosen", () => {
    expect(board((made) => (made.nicModel = "pcnet")).soc.nic).toBeInstanceOf(Pcnet);
    expect(() => board((made) => setProperty(made, "nic_model", "rtl8139"))).toThrow(RangeError);
  });

  test("maps its parts where it says, and leaves out what is not there", () => {
    const { soc } = board();
    soc.sys.write32(0x4000_0000, 0x1234);
    expect(soc.sys.read32(0x4000_0000)).toBe(0x1234);
    expect(soc.sys.read32(0x0)).toBe(0x1234);
    expect(soc.sys.read32(0x0904_0018)).toBe(0x90);
    expect(soc.sys.takeResult()).toBe(0);
    const without = board((made) => (made.withUart1 = false)).soc;
    expect(without.uart1).toBeNull();
    without.sys.read32(0x0904_0018);
    expect(without.sys.takeResult()).not.toBe(0);
  });

  test("brings a UART's interrupt to the first processor", () => {
    const made = createMachine(DemoBoard);
    const terminal = made.addBackend("terminal", BufferChardev);
    made.soc.serial0 = terminal;
    made.realize();
    made.reset();
    const levels: boolean[] = [];
    made.soc.cpu[0]!.core = { setInterrupt: (level) => levels.push(level) };
    made.soc.sys.write32(0x0900_0038, 0x10);
    terminal.feed("x");
    expect(levels.at(-1)).toBe(true);
    expect(made.soc.sys.read32(0x0900_0000)).toBe("x".charCodeAt(0));
  });

  test("can be unrealized and realized again with other properties", () => {
    const { soc } = board();
    unrealize(soc);
    expect([soc.cpu, soc.nic, soc.uart1, soc.ram]).toEqual([[], null, null, null]);
    soc.numCpus = 1;
    soc.nicModel = "pcnet";
  });

  test("refuses properties outside their range, and any once it is realized", () => {
    const made = createMachine(DemoBoard);
    expect(() => (made.soc.numCpus = 9)).toThrow(RangeError);
    expect(getProperty(made.soc, "ram_size")).toBe(256 * 1024 * 1024);
    made.realize();
    expect(() => (made.soc.numCpus = 1)).toThrow("realized");
  });

  test.each(["ne2000", "pcnet"] as const)("with a %s, shuts down with nothing left", (model) => {
    const made = board((soc) => (soc.nicModel = model));
    expect(made.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });
});
