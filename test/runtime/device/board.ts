/** A hand-made device and board: what the compiler makes of a definition has this shape. */
import {
  addChild,
  type BufferChardev,
  type CharFrontend,
  type Child,
  clockIn,
  ClockEvent,
  type ClockIn,
  clockOut,
  type ClockOut,
  connect,
  connectClock,
  create,
  deviceType,
  type DeviceType,
  Device,
  embed,
  type Embedded,
  irqIn,
  type IrqIn,
  irqOut,
  type IrqOut,
  Machine,
  SysBusDevice,
  type Timer,
  timer,
  unparent,
} from "@qdl/runtime";

/** What happened to the parts, in order. */
export const log: string[] = [];

/** A serial port: one word of state, a backend, a line, a clock, a timer. */
export class Port extends SysBusDevice {
  static override readonly type: DeviceType = deviceType({
    name: "port",
    parent: SysBusDevice.type,
    class: Port,
    words: 1,
    properties: [
      { name: "depth", type: "u32", get: (self) => self.depth, set: (self, value) => (self.depth = Number(value)) },
      {
        name: "broken",
        type: "bool",
        dynamic: true,
        get: (self) => self.broken,
        set: (self, value) => (self.broken = value === true),
      },
    ],
    init: initPort,
    realize: realizePort,
    unrealize: (self) => void log.push(`unrealize ${self.name}`),
    resetHold: (self) => (self.last = 0),
    finalize: (self) => void log.push(`finalize ${self.name}`),
  });

  depth = 1;
  broken = false;
  leaving = false;
  chardev: BufferChardev | null = null;
  clk!: ClockIn;
  intr!: readonly IrqOut[];
  tick!: Timer;

  get last(): number {
    return this.heap.words[this.base]!;
  }

  set last(value: number) {
    this.heap.words[this.base] = value;
  }
}

const frontend: CharFrontend<Port> = {
  canReceive: (self) => (self.last === 0 ? self.depth : 0),
  receive: (self, byte) => {
    self.last = byte;
    self.intr[0]!.raise();
  },
};

function initPort(self: Port): void {
  self.clk = clockIn(self, "clk", { events: ClockEvent.update, handler: retime });
  self.intr = irqOut(self, "intr", 1);
  self.addLines(self.intr);
  self.tick = timer(self, "tick", (port: Port) => void log.push(`tick ${port.name}`));
}

function realizePort(self: Port): void {
  if (self.leaving) unparent(self);
  if (self.broken) throw new Error("the port is broken");
  self.chardev?.attach(self, frontend);
  log.push(`realize ${self.name}`);
}

function retime(self: Port): void {
  log.push(`${self.name} at ${self.clk.hz} Hz`);
}

/** Collects lines; on no bus, as a processor is. */
export class Collector extends Device {
  static override readonly type: DeviceType = deviceType({
    name: "collector",
    parent: Device.type,
    class: Collector,
    init: (self) => void (self.spi = irqIn(self, "spi", 4, spiChanged)),
    realize: (self) => void log.push(`realize ${self.name}`),
    unrealize: (self) => void log.push(`unrealize ${self.name}`),
    resetHold: (self) => void log.push(`reset ${self.name}`),
    finalize: (self) => void log.push(`finalize ${self.name}`),
  });

  spi!: readonly IrqIn[];
  readonly levels = [0, 0, 0, 0];
}

function spiChanged(self: Collector, index: number, level: number): void {
  self.levels[index] = level;
}

/** Two embedded parts, one that exists by property, an own array whose length is a property. */
export class Soc extends Device {
  static override readonly type: DeviceType = deviceType({
    name: "soc",
    parent: Device.type,
    class: Soc,
    words: 2,
    properties: [
      { name: "cpus", type: "u32", get: (self) => self.cpus, set: (self, value) => (self.cpus = Number(value)) },
    ],
    init: initSoc,
    realize: realizeSoc,
    unrealize: (self) => void log.push(`unrealize ${self.name}`),
    finalize: (self) => void log.push(`finalize ${self.name}`),
  });

  cpus = 1;
  refclk!: ClockOut;
  gic!: Embedded<Collector>;
  uart0!: Embedded<Port>;
  uart1!: Embedded<Port>;
  cpu: Child<Collector>[] = [];
}

function initSoc(self: Soc): void {
  self.refclk = clockOut(self, "refclk");
  self.gic = embed(self, "gic", Collector, { offset: 0 });
  self.uart0 = embed(self, "uart0", Port, { offset: 0 });
  self.uart1 = embed(self, "uart1", Port, { offset: 1, prepare: (port) => (port.depth = 4) });
  connectClock(self.refclk, self.uart0.clk);
}

function realizeSoc(self: Soc): void {
  log.push(`realize ${self.name}`);
  while (self.cpu.length < self.cpus)
    self.cpu.push(addChild(self, `cpu[${self.cpu.length}]`, create(self.heap, Collector)));
  connect(self, self.uart0.intr[0]!, self.gic.spi[1]!);
  connect(self, self.uart1.intr[0]!, self.gic.spi[2]!);
}

/** One SoC in storage of its own. */
export class Board extends Machine {
  static override readonly type: DeviceType = deviceType({
    name: "demo-board",
    parent: Machine.type,
    class: Board,
    init: (self) => void (self.soc = addChild(self, "soc", create(self.heap, Soc))),
  });

  soc!: Child<Soc>;
}

/** The handler side of a line, for tests that only need one. */
export type Line = IrqIn;
