import { create, freed, Heap, ObjectType, QomObject, ref, unref } from "@qdl/runtime";
import { type BenchResult, compare, nanoseconds, ratio } from "./bench.ts";
import { PlainUart } from "./peers/plain.ts";
import { uncheckedRef, uncheckedUnref } from "./peers/unchecked.ts";

/** Written by hooks and constructors, so that they cannot be left out. */
const effects = { started: 0, ended: 0 };

/** A chain of three types, each with state and a finalizer. */
class Part extends QomObject {
  static override readonly type: ObjectType = new ObjectType<Part>({
    name: "part",
    parent: QomObject.type,
    class: Part,
    words: 4,
    finalize: () => void effects.ended++,
  });
}

class Unit extends Part {
  static override readonly type: ObjectType = new ObjectType<Unit>({
    name: "unit",
    parent: Part.type,
    class: Unit,
    words: 8,
    finalize: () => void effects.ended++,
  });
}

class Uart extends Unit {
  static override readonly type: ObjectType = new ObjectType<Uart>({
    name: "uart",
    parent: Unit.type,
    class: Uart,
    words: 12,
    finalize: () => void effects.ended++,
  });

  /** A scalar state field, as the compiler emits it. */
  get readPos(): number {
    return this.heap.words[this.base + 8] ?? freed(this);
  }
}

/** The same with an init in each type, too. */
class StartedPart extends QomObject {
  static override readonly type: ObjectType = new ObjectType<StartedPart>({
    name: "started-part",
    parent: QomObject.type,
    class: StartedPart,
    words: 4,
    init: () => void effects.started++,
    finalize: () => void effects.ended++,
  });
}

class StartedUnit extends StartedPart {
  static override readonly type: ObjectType = new ObjectType<StartedUnit>({
    name: "started-unit",
    parent: StartedPart.type,
    class: StartedUnit,
    words: 8,
    init: () => void effects.started++,
    finalize: () => void effects.ended++,
  });
}

class StartedUart extends StartedUnit {
  static override readonly type: ObjectType = new ObjectType<StartedUart>({
    name: "started-uart",
    parent: StartedUnit.type,
    class: StartedUart,
    words: 12,
    init: () => void effects.started++,
    finalize: () => void effects.ended++,
  });
}

/** Where new objects escape to. */
const kept: unknown[] = new Array(16).fill(null);
const objects = 64;

/** Measures what an object costs: to make and end, to reference, to read. */
export async function run(): Promise<BenchResult> {
  const heap = new Heap();
  const making = makings(heap);
  const mixed = mixedMakings(heap);
  const pairs = referencing(heap);
  const reads = reading(heap);
  return {
    title: "objects: CPU time, medians of interleaved rounds",
    rows: [
      { name: "new of a plain class of four levels", value: nanoseconds(making.plain) },
      { name: "create + unref + finalize, three types", value: nanoseconds(making.object) },
      { name: "the same of another class, with three inits", value: nanoseconds(mixed.started) },
      { name: "ref + unref without checks", value: nanoseconds(pairs.unchecked) },
      { name: "ref + unref", value: nanoseconds(pairs.checked) },
      { name: "hook reads a plain field", value: nanoseconds(reads.plain) },
      { name: "hook reads a state field", value: nanoseconds(reads.state) },
      { name: "inlined loop reads a plain field", value: nanoseconds(reads.plainInlined) },
      { name: "inlined loop reads a state field", value: nanoseconds(reads.stateInlined) },
    ],
    figures: {
      create_ratio: ratio(making.object, making.plain),
      ref_pair_ratio: ratio(pairs.checked, pairs.unchecked),
      state_read_ratio: ratio(reads.state, reads.plain),
      state_read_inlined_ratio: ratio(reads.stateInlined, reads.plainInlined),
    },
  };
}

/** Ns to make objects and end them, and to make plain ones. */
function makings(heap: Heap): Record<"plain" | "object", number> {
  return compare(
    {
      plain(times) {
        for (let at = 0; at < times; at++) kept[at & 15] = new PlainUart("uart", heap, at);
        return kept;
      },
      object(times) {
        for (let at = 0; at < times; at++) {
          const uart = create(heap, Uart).consume();
          kept[at & 15] = uart;
          unref(uart);
        }
        return kept;
      },
    },
    { times: 200_000, rounds: 48 },
  );
}

/** The same when code has made objects of several classes, so that no constructor is inlined. */
function mixedMakings(heap: Heap): Record<"started", number> {
  return compare(
    {
      started(times) {
        for (let at = 0; at < times; at++) {
          const uart = create(heap, StartedUart).consume();
          kept[at & 15] = uart;
          unref(uart);
        }
        return kept;
      },
    },
    { times: 200_000, rounds: 48 },
  );
}

function referencing(heap: Heap): { readonly checked: number; readonly unchecked: number } {
  const checked = Array.from({ length: objects }, () => create(heap, Uart).consume());
  const unchecked = Array.from({ length: objects }, () => create(heap, Uart).consume());
  return compare(
    {
      unchecked(times) {
        for (let at = 0; at < times; at++) {
          const object = unchecked[at & (objects - 1)]!;
          uncheckedRef(object);
          uncheckedUnref(object);
        }
        return unchecked;
      },
      checked(times) {
        for (let at = 0; at < times; at++) {
          const object = checked[at & (objects - 1)]!;
          ref(object);
          unref(object);
        }
        return checked;
      },
    },
    { times: 1_000_000, rounds: 60 },
  );
}

type Reading = "plain" | "state" | "plainInlined" | "stateInlined";

/** Device code is reached by a call that is not inlined, as any hook is: that is what the figure compares. */
function reading(heap: Heap): Record<Reading, number> {
  const uarts = Array.from({ length: objects }, () => create(heap, Uart).consume());
  const plains = Array.from({ length: objects }, (_, at) => new PlainUart("uart", heap, at));
  const hooks = hookTable<Uart>();
  const plainHooks = hookTable<PlainUart>();
  return compare(
    {
      plain(times) {
        let sum = 0;
        for (let at = 0; at < times; at++) sum = (sum + plainHooks[at & 7]!(plains[at & (objects - 1)]!)) | 0;
        return sum;
      },
      state(times) {
        let sum = 0;
        for (let at = 0; at < times; at++) sum = (sum + hooks[at & 7]!(uarts[at & (objects - 1)]!)) | 0;
        return sum;
      },
      plainInlined(times) {
        let sum = 0;
        for (let at = 0; at < times; at++) sum = (sum + plains[at & (objects - 1)]!.readPos) | 0;
        return sum;
      },
      stateInlined(times) {
        let sum = 0;
        for (let at = 0; at < times; at++) sum = (sum + uarts[at & (objects - 1)]!.readPos) | 0;
        return sum;
      },
    },
    { times: 1_000_000, rounds: 60 },
  );
}

/** Eight hooks of different devices, each a function of its own, that read the field: too many for a call site to inline. */
function hookTable<T extends { readonly readPos: number }>(): readonly ((self: T) => number)[] {
  return [
    (self) => self.readPos,
    (self) => self.readPos + 1,
    (self) => self.readPos + 2,
    (self) => self.readPos + 3,
    (self) => self.readPos + 4,
    (self) => self.readPos + 5,
    (self) => self.readPos + 6,
    (self) => self.readPos + 7,
  ];
}
