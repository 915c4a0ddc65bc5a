import { MemoryBlock } from "@qdl/runtime";
import { describe, expect, test } from "vitest";
import { VirtioBlk } from "../../generated/virtio/blk.ts";
import { describeRegisters, type Row, rows } from "./register-table.ts";
import { plugVirtio, virtBoard } from "./riscv-board.ts";
import { entries, ram, Register, VirtioDriver } from "./virtio-driver.ts";

const [SHM_SEL, SHM_LEN, SHM_BASE, QUEUE_RESET] = [0x0ac, 0x0b0, 0x0b8, 0x0c0] as const;
const all = 0xffff_ffff;
const sectors = 16;

function bench(legacy: boolean) {
  const { board, at } = virtBoard((made) => {
    made.virtioLegacy = legacy;
    const disk = made.addBackend("disk", MemoryBlock);
    disk.insert(new Uint8Array(512 * sectors));
    plugVirtio(made, VirtioBlk, (device) => void (device.drive = disk));
  });
  return { board, ...at(0x1000_1000) };
}

/** What a block device of 16 sectors says of itself. */
const configuration: readonly Row[] = rows(64, (n) => [
  `Config ${n}`,
  Register.config + 4 * n,
  n === 0 ? sectors : n === 5 ? 512 : 0,
  0,
]);

/** Registers of both layouts; what can only be written reads as 0. */
const both: readonly Row[] = [
  ["MagicValue", Register.magic, 0x7472_6976, 0],
  ["DeviceID", Register.deviceId, 2, 0],
  ["VendorID", Register.vendorId, 0x554d_4551, 0],
  ["DeviceFeatures", Register.deviceFeatures, (1 << 6) | (1 << 9), 0],
  ["DeviceFeaturesSel", Register.deviceFeaturesSel, 0, 0],
  ["DriverFeatures", Register.driverFeatures, 0, 0],
  ["DriverFeaturesSel", Register.driverFeaturesSel, 0, 0],
  ["QueueSel", Register.queueSel, 0, 0],
  ["QueueNumMax", Register.queueNumMax, 128, 0],
  ["QueueNum", Register.queueNum, 0, 0],
  ["QueueNotify", Register.queueNotify, 0, 0],
  ["InterruptStatus", Register.interruptStatus, 0, 0],
  ["InterruptACK", Register.interruptAck, 0, 0],
  ...configuration,
];

describeRegisters(
  "virtio-mmio of version 2 (virtio 1.2, table 4.1)",
  [
    ...both,
    ["Version", Register.version, 2, 0],
    ["GuestPageSize, of the old layout", Register.guestPageSize, 0, 0],
    ["QueueAlign, of the old layout", Register.queueAlign, 0, 0],
    ["QueuePFN, of the old layout", Register.queuePfn, 0, 0],
    ["QueueReady, of a queue without entries", Register.queueReady, 0, 0],
    // DRIVER_OK and the others but NEEDS_RESET; FEATURES_OK does not stay without version 1.
    ["Status", Register.status, 0, 0x87],
    ...rows(2, (n) => [`QueueDesc${n}`, Register.queueDesc + 4 * n, 0, 0]),
    ...rows(2, (n) => [`QueueDriver${n}`, Register.queueDriver + 4 * n, 0, 0]),
    ...rows(2, (n) => [`QueueDevice${n}`, Register.queueDevice + 4 * n, 0, 0]),
    ["SHMSel", SHM_SEL, 0, 0],
    ...rows(2, (n) => [`SHMLen${n}`, SHM_LEN + 4 * n, all, 0]),
    ...rows(2, (n) => [`SHMBase${n}`, SHM_BASE + 4 * n, all, 0]),
    ["QueueReset", QUEUE_RESET, 0, 0],
    ["ConfigGeneration", Register.configGeneration, 0, 0],
  ],
  () => bench(false),
);

describeRegisters(
  "virtio-mmio of version 1 (virtio 1.2, table 4.2)",
  [
    ...both,
    ["Version", Register.version, 1, 0],
    ["GuestPageSize", Register.guestPageSize, 0, 0],
    ["QueueAlign", Register.queueAlign, 0, 0],
    ["QueuePFN", Register.queuePfn, 0, all],
    ["QueueReady, of the new layout", Register.queueReady, 0, 0],
    ["Status", Register.status, 0, 0x8f],
    ...rows(2, (n) => [`SHMLen${n}, of the new layout`, SHM_LEN + 4 * n, 0, 0]),
    ...rows(2, (n) => [`SHMBase${n}, of the new layout`, SHM_BASE + 4 * n, 0, 0]),
    ["QueueReset, of the new layout", QUEUE_RESET, 0, 0],
  ],
  () => bench(true),
);

test("the configuration is read in any size, the other registers in words", () => {
  const { board } = bench(false);
  const at = 0x1000_1000 + Register.config;
  expect([board.memory.read8(at + 21), board.memory.read16(at + 20), board.memory.read8(at)]).toEqual([
    2,
    512,
    sectors,
  ]);
});

describe("what was agreed upon", () => {
  test.each([
    ["of version 1", true, Register.queuePfn],
    ["of version 2", false, Register.queueReady],
  ])("is kept once the features are accepted, in the layout %s", (_name, legacy, register) => {
    const { board, write } = bench(legacy);
    const transport = board.virtio[0]!;
    write(Register.driverFeatures, 1 << 9);
    write(Register.driverFeaturesSel, 1);
    write(Register.driverFeatures, legacy ? 0 : 1);
    write(Register.status, 0xb);
    write(Register.driverFeaturesSel, 0);
    write(Register.driverFeatures, 0);
    expect(Number(transport.features & 0xffff_ffffn)).toBe(1 << 9);
    write(Register.queueNum, entries);
    write(Register.queueAlign, 4096);
    write(Register.guestPageSize, 4096);
    write(register, 1);
    expect(transport.ready.get(0)).toBe(1);
  });
});

test.each([
  [true, Register.queueDesc, Register.queuePfn],
  [false, Register.queueAlign, Register.queueReady],
])("registers of the other layout change nothing (version 1: %s)", (legacy, other, start) => {
  const { board, write } = bench(legacy);
  const transport = board.virtio[0]!;
  write(Register.queueNum, entries);
  write(Register.guestPageSize, 4096);
  write(start, ram / 4096);
  const before = [transport.descriptors.get(0), transport.used.get(0), transport.aligns.get(0)];
  for (const register of [other, Register.queueDriver, Register.queueDevice].slice(0, legacy ? 3 : 1))
    write(register, 0x1234);
  expect([transport.descriptors.get(0), transport.used.get(0), transport.aligns.get(0)]).toEqual(before);
});

describe("QueueReset", () => {
  const header = new Uint8Array(16).fill(4, 0, 1);

  /** Accepts version 1 and what else the upper word says, with a queue in use. */
  function started(upper: number) {
    const made = bench(false);
    const driver = new VirtioDriver(made.board.memory, { legacy: false, queues: 1 });
    driver.request(0, [header, 1]);
    made.write(Register.status, 0);
    made.write(Register.status, 3);
    made.write(Register.driverFeaturesSel, 1);
    made.write(Register.driverFeatures, upper);
    made.write(Register.status, 0xf);
    made.write(Register.queueNum, entries);
    made.write(Register.queueReady, 1);
    made.write(QUEUE_RESET, 1);
    return { ...made, driver };
  }

  test("takes a queue out of use, so that it can be set up again", () => {
    const { board, read, driver } = started(0x101);
    expect([read(Register.status), read(Register.queueReady), read(QUEUE_RESET)]).toEqual([0xf, 0, 0]);
    expect([board.virtio[0]!.sizes.get(0), driver.request(0, [header, 1])]).toEqual([0, null]);
    driver.begin();
    expect(driver.request(0, [header, 1])?.written).toBe(1);
  });

  test("does nothing unless it was agreed upon", () => {
    expect(started(1).read(Register.queueReady)).toBe(1);
  });
});
