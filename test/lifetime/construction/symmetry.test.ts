import { describe, expect, test } from "vitest";
import {
  addRegion,
  type AddressSpace,
  type Bus,
  create,
  createMachine,
  type Device,
  type IrqIn,
  type IrqOut,
  type Machine,
  type MemoryRegion,
  type ObjectClass,
  qomTree,
  realize,
  ref,
  type Timer,
  unparent,
  unrealize,
  unref,
} from "@qdl/runtime";
import { accepted, noted, part } from "../witness/force.ts";

/** A realized board of an accepted program. */
async function boardOf(text: string, behaviour = ""): Promise<Machine> {
  noted.length = 0;
  const machine = createMachine(await accepted(text, behaviour));
  machine.realize();
  return machine;
}

const passing = `device Part : Device { state { word : u32; } }
device Card : Device {
  hotplug;
  prop parts : u32 = 2 in 1..4;
  prop bytes : size = 4K in 4K..64K;
  own part[i : parts] : Part;
  embed inside[i : parts] : Part;
  region ram : ram bytes;
}
machine Board : Machine { own card : Card; }`;

describe("what a symmetrical realize makes impossible", () => {
  test.each(["child-created-in-realize", "child-not-unrealized", "mr-reinit-on-realize"])(
    "%s: realize makes its parts anew, and unrealize leaves none",
    async () => {
      const machine = await boardOf(passing);
      const card = part<Device>(machine, "card");
      const full = qomTree(machine);
      unrealize(card);
      const bare = qomTree(machine);
      expect(bare).not.toContain("part[0]");
      realize(card);
      expect(qomTree(machine)).toBe(full);
      unrealize(card);
      expect(qomTree(machine)).toBe(bare);
      expect(machine.shutdown().clean).toBe(true);
    },
  );

  test("realize-error-leak: a realize that fails half way leaves what was there before", async () => {
    const machine = createMachine(
      await accepted(
        passing.replace("region ram", "on realize => fail; region ram"),
        'export const cardHooks = { fail: () => { throw new Error("no power"); } };',
      ),
    );
    const before = qomTree(machine);
    expect(() => machine.realize()).toThrow("no power");
    expect(qomTree(machine)).toBe(before);
    expect(machine.shutdown().left).toEqual([]);
  });

  test("backend-not-detached: a link to a backend reads as nothing once the backend is gone", async () => {
    const machine = await boardOf(`device Sink : Device { hotplug; }
device Uart : Device { link sink : Sink; }
machine Board : Machine { own sink : Sink; own uart : Uart { sink = sink; } }`);
    unparent(part<Device>(machine, "sink"));
    expect(part(machine, "uart", "sink")).toBeNull();
  });

  test("reset-handler-leak: what was unplugged is not reset with its board", async () => {
    const machine = await boardOf(
      `device Card : Device { hotplug; on reset hold => clear; }
machine Board : Machine { own card : Card; }`,
      'export const cardHooks = { clear: () => noted.push("reset") };',
    );
    machine.reset();
    unparent(part<Device>(machine, "card"));
    machine.reset();
    expect(noted).toEqual(["reset"]);
  });

  test("vmstate-not-unregistered: what was unplugged is in no snapshot", async () => {
    const machine = await boardOf(passing);
    unparent(part<Device>(machine, "card"));
    while (!machine.session.settled) machine.drain();
    expect([...machine.live].map(({ path }) => path).filter((path) => path.includes("card"))).toEqual([]);
  });

  test.each(["timer-bh-not-freed", "async-callback-outlives-device"])(
    "%s: a timer of what was unplugged does not expire",
    async () => {
      const machine = await boardOf(
        `device Card : Device { hotplug; timer beat => tick; }
machine Board : Machine { own card : Card; }`,
        'export const cardHooks = { tick: () => noted.push("tick") };',
      );
      const beat = part<Timer>(machine, "card", "beat");
      beat.setIn(5);
      unparent(part<Device>(machine, "card"));
      beat.setIn(5);
      machine.advance(10);
      expect(noted).toEqual([]);
    },
  );

  test("irq-not-freed: a line into what was unplugged is lowered to nobody, and keeps nobody", async () => {
    const machine = await boardOf(
      `device Source : Device { irq out tick; }
device Card : Device { hotplug; irq in kick on change => changed; }
machine Board : Machine { own source : Source; own card : Card; connect source.tick -> card.kick; }`,
      'export const cardHooks = { changed: () => noted.push("changed") };',
    );
    const card = part<Device>(machine, "card");
    const input = part<IrqIn>(card, "kick");
    unparent(card);
    while (!machine.session.settled) machine.drain();
    part<IrqOut>(machine, "source", "tick").set(1);
    expect([noted, card.phase, input.phase]).toEqual([[], "freed", "freed"]);
  });
});

describe("what regions and buses of their own make impossible", () => {
  const card = `device Card : Device { hotplug; region bytes : ram 4K; }
machine Board : Machine { space sys : 32; own card : Card; }`;

  test.each(["mr-null-owner", "mr-wrong-owner"])("%s: a region belongs to the object that declares it", async () => {
    const machine = await boardOf(card);
    expect(part<MemoryRegion>(machine, "card", "bytes").owner).toBe(part(machine, "card"));
    // @ts-expect-error -- a region needs an owner
    expect(() => addRegion(null, { kind: "ram", name: "nobody", size: 4096 })).toThrow();
  });

  test("mr-foreign-container-leftover: what a device maps into somebody else's space leaves it with unrealize", async () => {
    const machine = await boardOf(
      `device Card : Device { hotplug; up board : Board; region bytes : ram 4K; on realize => join uses board; on unrealize => leave; }
machine Board : Machine { space sys : 32; own card : Card; }`,
      `import { mapRegion } from "@qdl/runtime";
export const cardHooks = { join: (self) => mapRegion(self, self.board.sys, self.bytes, 0), leave: () => undefined };`,
    );
    const { subregions } = part<AddressSpace>(machine, "sys").rootRegion;
    expect(subregions.length).toBe(1);
    unrealize(part<Device>(machine, "card"));
    expect(part<AddressSpace>(machine, "sys").rootRegion.subregions.length).toBe(0);
  });

  test("mr-alias-target-lifetime: memory that an alias shows stays for as long as it is seen", async () => {
    const machine = await boardOf(card);
    const sys = part<AddressSpace>(machine, "sys");
    const target = part<MemoryRegion>(machine, "card", "bytes");
    const alias = addRegion(machine, { kind: "alias", name: "window", size: 4096, target, offset: 0 });
    sys.rootRegion.addSubregion(alias, 0);
    unparent(part<Device>(machine, "card"));
    while (!machine.session.settled) machine.drain();
    expect(target.phase).toBe("live");
    expect(machine.shutdown().clean).toBe(true);
    expect(target.phase).toBe("freed");
  });

  test("mr-dynamic-lifetime: a region that is taken out while somebody holds it keeps its memory, and its device", async () => {
    const machine = await boardOf(card);
    const device = part<Device>(machine, "card");
    const bytes = ref(part<MemoryRegion>(machine, "card", "bytes"));
    unparent(bytes);
    unparent(device);
    while (!machine.session.settled) machine.drain();
    expect([bytes.phase, device.phase]).toEqual(["live", "live"]);
    unref(bytes);
    while (!machine.session.settled) machine.drain();
    expect([bytes.phase, device.phase]).toEqual(["freed", "freed"]);
  });

  test.each(["bus-storage-lifetime", "embedded-child-on-outer-bus"])(
    "%s: a bus and who sits on it let each other go",
    async () => {
      const machine = await boardOf(`device Disk : PciDevice { hotplug; pci { vendor 1; device 2; } }
device Tray : Device { hotplug; bus main : PciBus; own disk : Disk; plug disk on main; }
machine Board : Machine { own tray : Tray; bus outer : PciBus; own other : Disk; plug other on outer; }`);
      const outer = part<Bus>(machine, "outer");
      const [inner, other] = [part<Device>(machine, "tray", "disk"), part<Device>(machine, "other")];
      unparent(part<Device>(machine, "tray"));
      unparent(other);
      while (!machine.session.settled) machine.drain();
      expect([outer.kids, inner.phase, other.phase]).toEqual([[], "freed", "freed"]);
    },
  );
});

describe("what belongs to classes", () => {
  test("instance-property: properties are of the class; an instance takes no others", async () => {
    const machine = await boardOf(passing);
    const made = part<ObjectClass<Device>>(machine, "card", "constructor");
    expect(() => create(machine.heap, made, { properties: { extra: 1 } })).toThrow(/not one of type card/);
    expect("addProperty" in machine).toBe(false);
  });

  test("init-global-side-effect: making and dropping an instance leaves everything as it was", async () => {
    const machine = await boardOf(passing);
    const made = part<ObjectClass<Device>>(machine, "card", "constructor");
    const before = [qomTree(machine), machine.live.size];
    unref(create(machine.heap, made).consume());
    while (!machine.session.settled) machine.drain();
    expect([qomTree(machine), machine.live.size]).toEqual(before);
  });
});
