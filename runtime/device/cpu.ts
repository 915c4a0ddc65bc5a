import { type AddressSpace } from "../memory/index.ts";
import { Link } from "../object/index.ts";
import { type DeviceInfo, type DeviceType, deviceType, type SavedValue } from "./type.ts";
import { Device } from "./device.ts";
import { irqIn, type IrqIn } from "./wiring/irq.ts";
import { requireUnrealized } from "./property.ts";

/**
 * What executes instructions: not ours. It sees the bus through `Cpu.memory`, and hears of interrupts here from a processor
 * that has a line for them. One that can say what it is doing takes part in snapshots.
 */
export interface Core {
  setInterrupt(level: boolean): void;
  save?(): SavedValue;
  /** Throws `RangeError` or `TypeError` for a state that does not fit. */
  restore?(state: SavedValue): void;
}

/**
 * A processor as a machine knows it: a place in the tree and on the bus for a core that is written elsewhere. Its lines are
 * those of its kind. It takes part in reset although it sits on no bus.
 */
export class Cpu extends Device {
  static override readonly type: DeviceType = deviceType<Cpu>({
    name: "cpu",
    parent: Device.type,
    abstract: true,
    class: Cpu,
    outside: { save: ({ core }) => core?.save?.() ?? null, restore: restoreCore },
  } satisfies DeviceInfo<Cpu>);

  /** Runs the instructions; null until somebody puts one in. */
  core: Core | null = null;
  readonly #memory = new Link<AddressSpace>(this, "memory");

  /** What it sees. */
  get memory(): AddressSpace | null {
    return this.#memory.target;
  }
  set memory(target: AddressSpace | null) {
    requireUnrealized(this, "memory");
    this.#memory.set(target);
  }
}

function restoreCore({ core, path }: Cpu, state: SavedValue): void {
  if (state === null) return;
  if (!core?.restore) throw new RangeError(`${path} has no core that could go on`);
  core.restore(state);
}

/** An ARM processor. */
export class ArmCpu extends Cpu {
  static override readonly type: DeviceType = deviceType<ArmCpu>({
    name: "arm-cpu",
    parent: Cpu.type,
    class: ArmCpu,
    init: initArmCpu,
    properties: [
      {
        name: "mp_affinity",
        type: "u64",
        get: (self) => self.mpAffinity,
        set: (self, value) => void (self.mpAffinity = BigInt(value as bigint)),
      },
    ],
  });

  /** The interrupt input. */
  readonly irq!: IrqIn;

  /** MPIDR's affinity fields, which tell the cores of a cluster apart. */
  get mpAffinity(): bigint {
    return this.#mpAffinity;
  }
  set mpAffinity(value: bigint) {
    requireUnrealized(this, "mp_affinity");
    this.#mpAffinity = BigInt.asUintN(64, value);
  }
  #mpAffinity = 0n;
}

function initArmCpu(self: ArmCpu): void {
  (self as { irq: IrqIn }).irq = irqIn(self, "irq", 1, interrupt)[0]!;
}

function interrupt(self: ArmCpu, _line: number, level: number): void {
  self.core?.setInterrupt(level !== 0);
}
