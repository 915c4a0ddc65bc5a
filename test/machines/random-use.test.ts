/** Guests and users that do anything: of every machine that ships, nothing breaks, and nothing is left. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { globSync } from "tinyglobby";
import { expect, test } from "vitest";
import {
  Bus,
  children,
  create,
  createMachine,
  Device,
  DeviceError,
  type DeviceType,
  Machine,
  type ObjectClass,
  PciDevice,
  type QomObject,
  restoreSnapshot,
  SnapshotError,
  takeSnapshot,
} from "@qdl/runtime";

const folder = join(import.meta.dirname, "../../generated");
const modules = await Promise.all(
  globSync("**/*.ts", { cwd: folder }).map(
    async (file) => (await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>,
  ),
);
const concrete = modules
  .flatMap((module) => Object.values(module))
  .filter((one): one is ObjectClass<Device> => typeof one === "function" && one.prototype instanceof Device)
  .filter(({ type }) => !type.abstract);
const machines = concrete.filter((of): of is ObjectClass<Machine> => of.prototype instanceof Machine);
const pluggable = concrete.filter(({ type }) => (type as DeviceType).hotpluggable);

/** Memory as small as it can be; what has large flashes all the same takes no snapshots here. */
const small = new Map<string, Record<string, number>>([
  ["virt-riscv", { ram_size: 1 << 20, flash_blocks: 1 }],
  ["sifive_u", { ram_size: 1 << 20 }],
  ["versatilepb", { ram_size: 1 << 20 }],
  ["vexpress-a9", { ram_size: 1 << 20 }],
]);
const large = new Set(["versatilepb", "vexpress-a9", "sifive_u"]);

/** Registers are few and low: most accesses go there. */
const offset = fc.oneof({ weight: 4, arbitrary: fc.nat(0x7f) }, { weight: 2, arbitrary: fc.nat(0xfff) }, fc.nat());
const word = fc.oneof(fc.constantFrom(0, 1, -1), fc.nat(0xff), fc.integer());
const access = fc.record({
  range: fc.nat(),
  offset,
  size: fc.constantFrom(1, 2, 4),
  written: fc.option(word, { nil: null }),
});
const step = fc.oneof(
  { weight: 30, arbitrary: access.map((value) => ({ kind: "access", value }) as const) },
  {
    weight: 4,
    arbitrary: fc.record({ of: fc.nat(), bus: fc.nat() }).map((value) => ({ kind: "plug", value }) as const),
  },
  { weight: 3, arbitrary: fc.nat().map((value) => ({ kind: "unplug", value }) as const) },
  { weight: 3, arbitrary: fc.nat(5_000_000).map((value) => ({ kind: "pass", value }) as const) },
  fc.constantFrom({ kind: "reset" } as const, { kind: "save" } as const, { kind: "restore" } as const),
);

const below = (object: QomObject): QomObject[] => [object, ...children(object).flatMap(below)];

/** A machine that is used. */
class Use {
  readonly machine: Machine;
  readonly #plugged: Device[] = [];
  #saved: Uint8Array | null = null;

  constructor(of: ObjectClass<Machine>) {
    this.machine = createMachine(of, { properties: small.get(of.type.name) ?? {} });
    this.machine.realize();
    this.machine.reset();
  }

  /** Reads or writes something that the guest can reach and is no plain memory. */
  access({ range, offset: at, size, written }: typeof access extends fc.Arbitrary<infer T> ? T : never): void {
    const all = this.machine.session.memory.spaces.flatMap((space) =>
      space.view.ranges.filter(({ region }) => region.ram === null).map((place) => ({ space, place })),
    );
    const { space, place } = all[range % all.length]!;
    const address = place.first + ((at % (place.limit - place.first)) & -size);
    if (written === null) space.read(address, new Uint8Array(size));
    else space.write(address, Uint8Array.of(written, written >> 8, written >> 16, written >> 24).subarray(0, size));
  }

  /** Plugs something in, wherever it fits or not, and gives its registers addresses. */
  plug({ of, bus }: { of: number; bus: number }): void {
    const buses = below(this.machine).filter((one): one is Bus => one instanceof Bus && one.hotplug !== null);
    if (buses.length === 0) return;
    try {
      const place = { bus: buses[bus % buses.length]! };
      const device = this.machine.plug(create(this.machine.heap, pluggable[of % pluggable.length]!), place);
      this.#plugged.push(device);
      if (device instanceof PciDevice) openBars(device);
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
    }
  }

  /** Pulls something out, with whatever has been plugged into it. */
  unplug(which: number): void {
    const there = this.#plugged.filter(({ parent }) => parent !== null);
    if (there.length > 0) this.machine.unplug(there[which % there.length]!);
  }

  save(): void {
    if (!large.has(this.machine.type.name)) this.#saved = takeSnapshot(this.machine);
  }

  /** Goes back to what was saved, unless other devices are there by now. */
  restore(): void {
    try {
      if (this.#saved) restoreSnapshot(this.machine, this.#saved);
    } catch (error) {
      if (!(error instanceof SnapshotError)) throw error;
    }
  }
}

/** Gives every BAR a place of its own, and switches them on. */
function openBars(device: PciDevice): void {
  for (let bar = 0; bar < 6; bar++) {
    const isPort = device.readConfig(0x10 + 4 * bar, 4) & 1;
    const [base, size] = isPort ? [0x1000, 0x100] : [0x4000_0000, 0x1_0000];
    device.writeConfig(0x10 + 4 * bar, base + (device.slot * 6 + bar) * size, 4);
  }
  device.writeConfig(4, 7, 2);
}

test.each(machines.map((of) => [of.type.name, of] as const))("%s withstands whatever is done to it", (_name, of) => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 100 }), (steps) => {
      const use = new Use(of);
      for (const next of steps) {
        if (next.kind === "access") use.access(next.value);
        else if (next.kind === "plug") use.plug(next.value);
        else if (next.kind === "unplug") use.unplug(next.value);
        else if (next.kind === "pass") use.machine.advance(next.value);
        else if (next.kind === "reset") use.machine.reset();
        else use[next.kind]();
      }
      expect(use.machine.shutdown()).toMatchObject({ left: [], errors: [] });
    }),
    { numRuns: 12 },
  );
});
