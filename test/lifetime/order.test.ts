import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { check, type LifeStep, type LifetimeGraph, lifetimes } from "qdl";
import {
  addBus,
  type AddressSpace,
  addSpace,
  BufferChardev,
  BufferNic,
  type Bus,
  busType,
  type BusType,
  children,
  create,
  createMachine,
  type Device,
  type DeviceType,
  deviceType,
  Machine,
  MemoryBlock,
  type ObjectClass,
  QomObject,
  realize,
  subscribe,
  unparent,
  unref,
} from "@qdl/runtime";
import { memberName } from "../../compiler/3-check/names.ts";
import { makeDiskHost } from "../../tools/project/disk-host.ts";
import { Nrf51Gpio } from "../../generated/nrf51/gpio.ts";
import { UsbHost } from "../../generated/usb/bus.ts";
import { findInputs } from "../../tools/project/inputs.ts";

const top = join(import.meta.dirname, "../..");
const projects = [
  { folder: "devices", modules: "generated" },
  ...["choice", "fabric", "family", "registers", "soc", "types", "usb", "wires"].map((name) => ({
    folder: `test/projects/${name}`,
    modules: `test/projects/${name}/generated`,
  })),
];

/** Nothing but places for devices, a memory for those that need one, and a host of the bus for those that announce themselves. */
class Bare extends Machine implements UsbHost {
  static override readonly type: DeviceType = deviceType({
    name: "bare",
    parent: Machine.type,
    class: Bare,
    interfaces: [UsbHost],
    init: (self: Bare) => {
      self.memory = addSpace(self, { name: "memory", root: { size: 0x1000 } });
    },
  });
  memory!: AddressSpace;
  attach(): void {}
  detach(): void {}
  wake(): void {}
  lost(): void {}
}

interface Case {
  readonly name: string;
  readonly source: string;
  readonly root: string;
  readonly module: string;
  readonly machine: boolean;
}

const cases: Case[] = projects.flatMap(({ folder, modules }) => {
  const root = join(top, folder);
  const { types } = check(findInputs({ cwd: root, paths: [] }).files, makeDiskHost(root));
  const real = types.filter(({ form, abstract }) => !abstract && ["device", "soc", "machine"].includes(form));
  return real.map(({ name, source, form }) => {
    const module = join(top, modules, source.replace(/\.qdl$/, ".ts"));
    return { name, source, root, module, machine: form === "machine" };
  });
});

/** A name without what TypeScript case changes. */
function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** The parts of a device by the names of the definition, as far as they exist now. */
function partsOf(device: Device, names: ReadonlySet<string>): Map<QomObject, string> {
  const fields = new Map(Object.entries(device).map(([name, value]) => [plain(name), value as unknown]));
  return new Map(
    [...names].flatMap((name) => {
      const field = fields.get(plain(name));
      const objects = (Array.isArray(field) ? field : [field]).filter((one) => one instanceof QomObject);
      return objects.map((object) => [object, name] as const);
    }),
  );
}

/** What happens to the direct parts of a device. */
class Life {
  readonly parts = new Map<QomObject, string>();
  readonly #events: { readonly what: string; readonly object: QomObject }[] = [];
  finalizers = 0;

  constructor(of: Device) {
    of.session.trace = (event) => {
      if (event.event === "realize" || event.event === "unrealize") this.#note(event.event, event.device, of);
    };
    subscribe(of.heap, (event) => {
      if (event.event === "unparent") this.#note("unparent", event.object, of);
      if (event.event === "finalize" && event.object === of) this.finalizers++;
    });
  }

  #note(what: string, object: QomObject, of: Device): void {
    if (object.parent === of) this.#events.push({ what, object });
  }

  /** The parts to which it happened, by their names, an array once. */
  happened(what: string): string[] {
    return this.named(this.#events.filter((event) => event.what === what).map(({ object }) => object));
  }

  named(objects: readonly QomObject[]): string[] {
    const names = objects.flatMap((object) => this.parts.get(object) ?? []);
    return names.filter((name, at) => name !== names[at - 1]);
  }
}

function told(steps: readonly LifeStep[], what: string): string[] {
  return steps.filter((step) => step.what === what).map(({ name }) => name);
}

async function make({ module, name, machine }: Case): Promise<Device> {
  const of = ((await import(module)) as Record<string, ObjectClass<Device>>)[name]!;
  return machine ? createMachine(of as ObjectClass<Machine>) : create(createMachine(Bare).heap, of).consume();
}

/** Gives a device what it must be linked to: the address space of the board, doubles of backends, a device beside it. */
function linkRequired(device: Device, { root, type }: LifetimeGraph): void {
  const board = children(device.session.root!).find((child) => child instanceof Bare);
  if (!board) return;
  const targets = new Map<string, () => QomObject>([
    ["AddressSpace", () => board.memory],
    ["Block", () => board.addBackend("drive", MemoryBlock)],
    ["Chardev", () => board.addBackend("serial", BufferChardev)],
    ["Nic", () => board.addBackend("net", BufferNic)],
    ["Nrf51Gpio", () => board.adopt(create(board.heap, Nrf51Gpio))],
  ]);
  for (const { name, node, type: of } of type.members.values()) {
    const leaf = node.kind === "alias" ? node.target.steps.at(-1) : undefined;
    const part = node.kind === "alias" ? root.parts.get(node.target.root.text) : undefined;
    const linked =
      leaf?.kind === "member" ? part?.parts.get(leaf.name.text)?.type : node.kind === "relation" ? of : null;
    const target = linked && targets.get(linked.name);
    if (target) Object.assign(device, { [memberName(name)]: target() });
  }
}

/** A bus of a type, which may be abstract. */
function busLike(of: BusType): typeof Bus {
  const Base = of.class as typeof Bus;
  return class Some extends Base {
    static override readonly type = busType({ name: `some-${of.name}`, parent: of, class: Some });
  };
}

function begin(device: Device): void {
  if (device instanceof Machine) return device.realize();
  const board = children(device.session.root!).find((child) => child instanceof Bare)!;
  const wanted = device.type.busType;
  const system = wanted && device.session.systemBus!.type.isA(wanted);
  realize(device, wanted && !system ? addBus(board, busLike(wanted as BusType)) : null);
}

function end(device: Device): void {
  if (device instanceof Machine) device.shutdown();
  else {
    unparent(device);
    unref(device);
    while (!device.session.settled) device.session.drain();
  }
}

describe("the order that is derived is the one that the runtime takes", () => {
  test.each(cases.map((one) => [`${relative(top, one.root)}: ${one.name}`, one] as const))("%s", async (_name, one) => {
    const { graph, order } = lifetimes([one.source], makeDiskHost(one.root), one.name).found[0]!;
    const parts = [...graph.root.parts.values()].filter(({ kind }) => kind !== "handle");
    const names = new Set(parts.map(({ path }) => path));
    const buses = new Set(parts.filter(({ member }) => member?.node.kind === "bus").map(({ path }) => path));
    const device = await make(one);
    linkRequired(device, graph);
    const life = new Life(device);
    const partNames = (): string[] => {
      for (const [object, name] of partsOf(device, names)) life.parts.set(object, name);
      return life.named(children(device));
    };
    const { init, realize: real, unrealize, unparent: leave, finalize } = order!;
    expect(partNames()).toEqual(told(init, "make"));
    begin(device);
    const there = new Set(partNames());
    const present = (steps: readonly LifeStep[], what: string) => told(steps, what).filter((name) => there.has(name));
    expect(partNames().slice(told(init, "make").length)).toEqual(present(real, "make"));
    // A bus is realized without anybody hearing of it.
    const devices = (steps: readonly LifeStep[], what: string) =>
      present(steps, what).filter((name) => !buses.has(name));
    expect(life.happened("realize")).toEqual(devices(real, "realize"));
    end(device);
    expect(life.happened("unrealize")).toEqual(devices(unrealize, "unrealize"));
    expect(life.happened("unparent")).toEqual(
      [unrealize, leave, finalize].flatMap((steps) => present(steps, "unparent")),
    );
    expect([life.finalizers, device.phase]).toEqual([told(finalize, "finalizer").length, "freed"]);
  });
});
