/** A machine whose only guest is a timer: it writes letters, driven by a generator in its state. */
import {
  addRegion,
  type BufferChardev,
  Device,
  type DeviceType,
  deviceType,
  embed,
  type Embedded,
  irqIn,
  irqOut,
  type IrqOut,
  connect,
  clockOut,
  type ClockOut,
  Machine,
  type MemoryRegion,
  OrGate,
  type Timer,
  timer,
} from "@qdl/runtime";

/** Writes a letter every so often; which, and when next, depends on all it has seen. */
export class Writer extends Device {
  static override readonly type: DeviceType = deviceType<Writer>({
    name: "writer",
    parent: Device.type,
    class: Writer,
    words: 4,
    fields: [
      { name: "seed", word: 0, bits: 32, length: 1 },
      { name: "heard", word: 1, bits: 32, length: 1 },
      { name: "history", word: 2, bits: 32, length: 2 },
    ],
    properties: [
      {
        name: "stride",
        type: "u32",
        get: (self) => self.stride,
        set: (self, value) => (self.stride = Number(value)),
      },
      {
        name: "shift",
        type: "u32",
        dynamic: true,
        get: (self) => self.shift,
        set: (self, value) => (self.shift = Number(value)),
      },
    ],
    init: (self) => {
      self.memory = addRegion(self, { name: "log", kind: "ram", size: 4096 });
      self.pace = clockOut(self, "pace");
      self.out = irqOut(self, "out", 1)[0]!;
      irqIn(self, "in", 1, (writer, _line, level) => void (writer.words[1]! += level));
      self.next = timer(self, "next", write);
    },
    resetHold: (self) => {
      self.words[0] = self.stride;
      self.pace.updateHz(1_000_000);
      self.next.setIn(self.stride);
    },
  });

  stride = 7;
  shift = 0;
  chardev: BufferChardev | null = null;
  memory!: MemoryRegion;
  pace!: ClockOut;
  out!: IrqOut;
  next!: Timer;

  get words(): Int32Array {
    return this.heap.words.subarray(this.base, this.base + 4);
  }
}

function write(self: Writer): void {
  const { words, memory } = self;
  words[0] = (Math.imul(words[0]!, 1103515245) + 12345) & 0x7fff_ffff;
  const at = (words[0]! >>> 8) & 4095;
  memory.ram!.data[at]! += 1;
  self.out.set(words[0]! & 1);
  self.pace.update(BigInt(words[0]!) + self.pace.period / 2n);
  const letter = (memory.ram!.data[at]! + words[1]! + self.shift + (self.pace.hz % 7) + (words[0]! >>> 16)) % 26;
  self.chardev?.write(65 + letter);
  if (letter === 3) self.shift++;
  self.next.setIn(self.stride + letter);
}

/** Two writers that hear each other through a gate. */
export class WriterBoard extends Machine {
  static override readonly type: DeviceType = deviceType<WriterBoard>({
    name: "writer-board",
    parent: Machine.type,
    class: WriterBoard,
    words: 8,
    init: (self) => {
      self.first = embed(self, "first", Writer, { offset: 0 });
      self.second = embed(self, "second", Writer, { offset: 4, prepare: (writer) => (writer.stride = 11) });
      self.gate = embed(self, "gate", OrGate, { offset: 0, prepare: (gate) => gate.setLines(2) });
      connect(self, self.first.out, self.gate.in[0]!);
      connect(self, self.second.out, self.gate.in[1]!);
      connect(self, self.gate.out, self.first.inputs[0]!.lines[0]!);
    },
  });

  first!: Embedded<Writer>;
  second!: Embedded<Writer>;
  gate!: Embedded<OrGate>;
}
