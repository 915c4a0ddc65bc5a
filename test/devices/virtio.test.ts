import { BufferChardev, MemoryBlock } from "@qdl/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VirtioBlk } from "../../generated/virtio/blk.ts";
import { VirtioConsole } from "../../generated/virtio/console.ts";
import { plugVirtio, virtBoard } from "./riscv-board.ts";
import { buffers, entries, type Part, ram, Register, VirtioDriver } from "./virtio-driver.ts";

const sectors = 16;

function blockBench({ legacy = false, readonly = false, serial = "" } = {}) {
  const disk = { medium: null as unknown as MemoryBlock };
  const { board, at } = virtBoard((made) => {
    made.virtioLegacy = legacy;
    disk.medium = made.addBackend("disk", MemoryBlock);
    disk.medium.insert(Uint8Array.from({ length: 512 * sectors }, (_, i) => (i >> 9) ^ i));
    (disk.medium as { readonly: boolean }).readonly = readonly;
    plugVirtio(made, VirtioBlk, (device) => {
      device.drive = disk.medium;
      device.serial = serial;
    });
  });
  const driver = new VirtioDriver(board.memory, { legacy, queues: 1 });
  return { board, medium: disk.medium, driver, ...at(0x1000_1000), line: () => board.virtio[0]!.intr.level };
}

function consoleBench() {
  const { board } = virtBoard((made) => {
    made.virtioLegacy = false;
    plugVirtio(made, VirtioConsole, (device) => {
      device.chardev = made.addBackend("hvc0", BufferChardev);
      device.cols = 132;
    });
  });
  const device = board.virtio[0]!.virtioMmioBus.front!.device as VirtioConsole;
  const driver = new VirtioDriver(board.memory, { legacy: false, queues: 2 });
  return { board, driver, terminal: device.chardev as BufferChardev };
}

/** The header of a request to a block device. */
function header(type: number, sector: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  view.setUint32(0, type, true);
  view.setBigUint64(8, BigInt(sector), true);
  return new Uint8Array(view.buffer);
}

describe("the registers of virtio-mmio (virtio 1.1, table 4.1)", () => {
  test.each([
    ["MagicValue", Register.magic, 0x7472_6976],
    ["Version", Register.version, 2],
    ["DeviceID", Register.deviceId, 2],
    ["VendorID", Register.vendorId, 0x554d_4551],
    ["QueueNumMax", Register.queueNumMax, 128],
    ["QueueReady", Register.queueReady, 0],
    ["InterruptStatus", Register.interruptStatus, 0],
    ["Status", Register.status, 0],
    ["ConfigGeneration", Register.configGeneration, 0],
    ["a register that can only be written", Register.queueNum, 0],
    ["an offset where no register is", 0x0c0, 0],
  ])("%s after reset", (_name, offset, value) => {
    const { read, board } = blockBench();
    board.reset();
    expect(read(offset)).toBe(value);
  });

  test("a transport with nothing behind it says device 0, and has neither features nor queues", () => {
    const { at } = virtBoard();
    const { read, write } = at(0x1000_8000);
    const asked = [Register.magic, Register.version, Register.deviceId, Register.deviceFeatures, Register.queueNumMax];
    expect(asked.map(read)).toEqual([0x7472_6976, 1, 0, 0, 0]);
    write(Register.queueNotify, 0);
    expect([read(Register.config), read(Register.interruptStatus)]).toEqual([0, 0]);
  });

  test("features are offered in words; only the layout of version 1 offers version 1", () => {
    for (const legacy of [false, true]) {
      const { read, write } = blockBench({ legacy });
      const words = [0, 1, 2].map((word) => {
        write(Register.deviceFeaturesSel, word);
        return read(Register.deviceFeatures);
      });
      expect(words).toEqual([(1 << 6) | (1 << 9), legacy ? 0 : 0x101, 0]);
    }
  });

  test("FEATURES_OK does not stay set when something was accepted that was not offered, or version 1 was not", () => {
    const { read, write } = blockBench();
    for (const [low, high, kept] of [
      [0, 1, 0xb],
      [1 << 6, 1, 0xb],
      [1 << 3, 1, 3],
      [0, 0, 3],
    ] as const) {
      write(Register.status, 0);
      write(Register.status, 3);
      for (const [word, value] of [low, high].entries()) {
        write(Register.driverFeaturesSel, word);
        write(Register.driverFeatures, value);
      }
      write(Register.status, 0xb);
      expect(read(Register.status)).toBe(kept);
    }
  });

  test("a queue takes as many entries as the device allows, and stops when it is no longer ready", () => {
    const { read, write, driver } = blockBench();
    write(Register.queueNum, 4096);
    expect(driver.request(0, [header(4, 0), 1])?.written).toBe(1);
    write(Register.queueReady, 0);
    expect(read(Register.queueReady)).toBe(0);
    expect(driver.request(0, [header(4, 0), 1])).toBeNull();
    write(Register.queueSel, 1);
    expect([read(Register.queueNumMax), read(Register.queueReady)]).toEqual([0, 0]);
  });

  test("the interrupt is up until what it says is acknowledged, and stays away if the driver wants none", () => {
    const { read, write, driver, board, line } = blockBench();
    driver.request(0, [header(4, 0), 1]);
    expect([read(Register.interruptStatus), line(), board.plic.getPending(0)]).toEqual([1, 1, 1 << 1]);
    write(Register.interruptAck, 2);
    expect(line()).toBe(1);
    write(Register.interruptAck, 1);
    expect([read(Register.interruptStatus), line()]).toEqual([0, 0]);
    board.memory.write16(driver.rings(0).available, 1);
    expect(driver.request(0, [header(4, 0), 1])).not.toBeNull();
    expect(line()).toBe(0);
  });

  test("status 0 resets the device", () => {
    const { read, write, driver, line } = blockBench();
    driver.request(0, [header(4, 0), 1]);
    write(Register.status, 0);
    const asked = [Register.status, Register.interruptStatus, Register.queueReady];
    expect([...asked.map(read), line()]).toEqual([0, 0, 0, 0]);
    driver.begin();
    expect(driver.request(0, [header(4, 0), 1])?.written).toBe(1);
  });

  test("the old layout places a queue by its page, and takes it away with page 0", () => {
    const { read, write, driver } = blockBench({ legacy: true });
    expect([read(Register.version), read(Register.queuePfn)]).toEqual([1, ram / 4096]);
    expect(driver.request(0, [header(0, 3), 512, 1])?.written).toBe(513);
    write(Register.queuePfn, 0);
    expect(driver.request(0, [header(0, 3), 512, 1])).toBeNull();
  });
});

describe("a queue that cannot be followed", () => {
  const needsReset = 0x40;
  test.each([
    ["a descriptor outside the table", (entry: number) => [[entry + 12, 1 | (entries << 16)]]],
    ["a chain that never ends", (entry: number) => [[entry + 12, 1]]],
    ["an indirect table, which was not offered", (entry: number) => [[entry + 12, 4]]],
    ["a buffer where nothing answers", (entry: number) => [[entry, 0x9000_0000]]],
    [
      "what the device reads behind what it writes",
      (entry: number) => [
        [entry + 12, 3 | (1 << 16)],
        [entry + 28, 0],
      ],
    ],
  ])("%s: the device asks for a reset, and works again after it", (_name, damage) => {
    const { board, driver, read, line } = blockBench();
    driver.offer(0, [header(4, 0), 1]);
    for (const [address, value] of damage(driver.rings(0).table)) board.memory.write32(address!, value!);
    driver.notify(0);
    expect([read(Register.status) & needsReset, read(Register.interruptStatus), line()]).toEqual([needsReset, 2, 1]);
    driver.notify(0);
    driver.begin();
    expect(read(Register.status)).toBe(0xf);
    expect(driver.request(0, [header(4, 0), 1])?.written).toBe(1);
  });
});

describe("the block device (virtio 1.1, section 5.2)", () => {
  const ok = 0;
  const error = 1;
  const unsupported = 2;

  test("its configuration says how many sectors there are, and how large a block is", () => {
    const { read, board } = blockBench();
    expect([read(Register.config), read(Register.config + 4), read(Register.config + 20)]).toEqual([sectors, 0, 512]);
    expect(board.memory.read8(0x1000_1000 + Register.config)).toBe(sectors);
  });

  test("reads, writes and flushes sectors", () => {
    const { driver, medium } = blockBench();
    const [data, status] = driver.request(0, [header(0, 3), 512, 1])!.parts;
    expect([...data!]).toEqual([...medium.data.subarray(3 * 512, 4 * 512)]);
    expect([...status!]).toEqual([ok]);
    const bytes = new Uint8Array(1024).fill(0x5a);
    expect(driver.request(0, [header(1, 14), bytes, 1])).toMatchObject({ written: 1, parts: [Uint8Array.of(ok)] });
    expect(medium.data.subarray(14 * 512)).toEqual(bytes);
    expect(driver.request(0, [header(4, 0), 1])?.parts[0]?.[0]).toBe(ok);
    expect(medium.flushes).toBe(1);
  });

  test("says who it is, and what it cannot do", () => {
    const { driver } = blockBench({ serial: "disk-number-0123456789abcdef" });
    const { parts, written } = driver.request(0, [header(8, 0), 20, 1])!;
    expect([new TextDecoder().decode(parts[0]), written]).toEqual(["disk-number-01234567", 21]);
    expect(driver.request(0, [header(99, 0), 1])?.parts[0]?.[0]).toBe(unsupported);
  });

  test.each([
    ["beyond the end", [header(0, sectors), 512, 1]],
    ["that begin inside and end outside", [header(0, sectors - 1), 1024, 1]],
    ["that are no whole sectors", [header(0, 0), 100, 1]],
    ["of a number that no disk has", [header(0, Number.MAX_SAFE_INTEGER), 512, 1]],
    ["whose header is cut short", [new Uint8Array(8), 512, 1]],
  ] as [string, Part[]][])("refuses requests %s", (_name, parts) => {
    const { driver } = blockBench();
    expect(driver.request(0, parts)?.parts.at(-1)?.[0]).toBe(error);
  });

  test("a medium that cannot be written offers that it is read-only, and refuses writes", () => {
    const { driver, read, write } = blockBench({ readonly: true });
    write(Register.deviceFeaturesSel, 0);
    expect(read(Register.deviceFeatures) & (1 << 5)).toBe(1 << 5);
    expect(driver.request(0, [header(1, 0), new Uint8Array(512), 1])?.parts[0]?.[0]).toBe(error);
  });

  test("it makes no difference how a request is cut into pieces, in either layout", () => {
    const cuts = (total: number) =>
      fc.uniqueArray(fc.integer({ min: 1, max: total - 1 }), { maxLength: 3 }).map((all) => all.sort((a, b) => a - b));
    const pieces = (bytes: Uint8Array, at: readonly number[]): Uint8Array[] =>
      [0, ...at].map((from, index) => bytes.subarray(from, at[index]));
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.integer({ min: 0, max: sectors - 2 }),
        fc.record({ out: cuts(16 + 1024), back: cuts(1024 + 1) }),
        fc.uint8Array({ minLength: 1024, maxLength: 1024 }),
        (legacy, sector, { out, back }, bytes) => {
          const { driver, medium, board } = blockBench({ legacy });
          const request = new Uint8Array(16 + 1024);
          request.set(header(1, sector));
          request.set(bytes, 16);
          expect(driver.request(0, [...pieces(request, out), 1])?.parts[0]?.[0]).toBe(ok);
          expect(medium.data.subarray(512 * sector, 512 * sector + 1024)).toEqual(bytes);
          const lengths = pieces(new Uint8Array(1025), back).map(({ length }) => length);
          const answer = driver.request(0, [header(0, sector), ...lengths])!;
          expect(answer.written).toBe(1025);
          expect(answer.parts.flatMap((part) => [...part])).toEqual([...bytes, ok]);
          board.shutdown();
        },
      ),
      { numRuns: 25 },
    );
  });

  test("its buffers are where the guest put them: memory behind what is no memory is reached, too", () => {
    const { board, driver } = blockBench();
    driver.offer(0, [header(0, 1), 512, 1]);
    const scratch = 0x1000_0007;
    board.memory.write32(driver.rings(0).table + 32, scratch);
    driver.notify(0);
    expect(board.memory.read8(scratch)).toBe(0);
    expect(board.memory.read8(buffers + 16 + 1)).toBe(0);
  });

  test("nothing is left when it is unplugged with its machine", () => {
    const { board, driver } = blockBench();
    driver.request(0, [header(0, 0), 512, 1]);
    expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
  });
});

describe("the console (virtio 1.1, section 5.3)", () => {
  test("its configuration says how large the terminal is, and writing to it prints without a queue", () => {
    const { driver, terminal } = consoleBench();
    const { read, write } = driver.registers;
    expect([read(Register.deviceId), read(Register.config), read(Register.config + 4)]).toEqual([
      3,
      132 | (25 << 16),
      1,
    ]);
    write(Register.config + 8, 0x21);
    expect(terminal.text).toBe("!");
  });

  test("what is put into the transmit queue is printed, in order", () => {
    const { driver, terminal } = consoleBench();
    const text = (part: string): Uint8Array => new TextEncoder().encode(part);
    expect(driver.request(1, [text("hello, "), text("world")])?.written).toBe(0);
    expect(terminal.text).toBe("hello, world");
  });

  test("what is typed waits until the driver leaves a buffer for it", () => {
    const { driver, terminal } = consoleBench();
    terminal.feed("ab");
    expect(terminal.waiting).toBe(2);
    expect(driver.request(0, [4])).toMatchObject({ written: 1, parts: [Uint8Array.of(0x61, 0, 0, 0)] });
    driver.offer(0, [4]);
    driver.notify(0);
    expect(driver.answer(0, [4])?.parts[0]?.[0]).toBe(0x62);
    expect(terminal.waiting).toBe(0);
  });
});
