import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Clock,
  clockIn,
  ClockEvent,
  connectClock,
  create,
  Device,
  type DeviceType,
  deviceType,
  Heap,
  unparent,
} from "@qdl/runtime";

class Board extends Device {
  static override readonly type: DeviceType = deviceType<Board>({ name: "board", parent: Device.type, class: Board });
}

/** One clock as the rules describe it. */
interface Modelled {
  period: number;
  ratio: readonly [multiplier: number, divider: number];
  silent: boolean;
  /** The clocks that it drives, the newest connection first. */
  readonly driven: number[];
}

/** Clocks as rules 17.5 and 17.6 say, and the calls that they make: clock, event, the period that can be read then. */
class Model {
  readonly calls: string[] = [];
  readonly clocks: readonly Modelled[];

  constructor(sources: readonly number[]) {
    this.clocks = [null, ...sources].map(() => ({ period: 0, ratio: [1, 1], silent: false, driven: [] }));
    sources.forEach((source, at) => this.clocks[source]!.driven.unshift(at + 1));
  }

  propagate(at: number): void {
    const { period, ratio, driven } = this.clocks[at]!;
    for (const next of driven) this.#drive(next, Math.floor((period * ratio[0]) / ratio[1]));
  }

  update(at: number, period: number): void {
    if (this.set(at, period)) this.propagate(at);
  }

  set(at: number, period: number): boolean {
    const clock = this.clocks[at]!;
    const changed = clock.period !== period;
    clock.period = period;
    return changed;
  }

  #drive(at: number, period: number): void {
    const clock = this.clocks[at]!;
    if (clock.period === period) return;
    if (!clock.silent)
      this.calls.push(`${at}:${ClockEvent.preUpdate}:${clock.period}`, `${at}:${ClockEvent.update}:${period}`);
    clock.period = period;
    this.propagate(at);
  }
}

type Step = (
  clock: Clock,
  model: Model,
  change: { readonly clock: number; readonly value: number; readonly divider: number },
) => void;

const steps: Readonly<Record<string, Step>> = {
  update: (clock, model, { clock: at, value }) => {
    clock.update(BigInt(value));
    model.update(at, value);
  },
  set: (clock, model, { clock: at, value }) => expect(clock.setPeriod(BigInt(value))).toBe(model.set(at, value)),
  propagate: (clock, model, { clock: at }) => {
    clock.propagate();
    model.propagate(at);
  },
  ratio: (clock, model, { clock: at, value, divider }) => {
    clock.setMulDiv(value, divider);
    model.clocks[at]!.ratio = [value, divider];
  },
  unparent: (clock, model, { clock: at }) => {
    unparent(clock);
    model.clocks[at]!.silent = true;
  },
};

test("any tree of clocks goes as its rules say, call by call", () => {
  const change = fc.record({
    what: fc.constantFrom(...Object.keys(steps)),
    clock: fc.nat(5),
    value: fc.nat(40),
    divider: fc.integer({ min: 1, max: 4 }),
  });
  // Each clock but the first is driven by an earlier one.
  const sources = fc.tuple(...[0, 1, 2, 3, 4].map((most) => fc.nat(most)));
  fc.assert(
    fc.property(sources, fc.array(change), (tree, changes) => {
      const device = create(new Heap(), Board).consume();
      const model = new Model(tree);
      const calls: string[] = [];
      const events = ClockEvent.preUpdate | ClockEvent.update;
      const clocks = model.clocks.map((_, at) =>
        clockIn(device, `c${at}`, {
          events,
          handler: (_device, event, { period }) => void calls.push(`${at}:${event}:${period}`),
        }),
      );
      tree.forEach((source, at) => connectClock(clocks[source]!, clocks[at + 1]!));
      for (const one of changes) {
        steps[one.what]!(clocks[one.clock]!, model, one);
        expect(calls).toEqual(model.calls);
        expect(clocks.map(({ period }) => Number(period))).toEqual(model.clocks.map(({ period }) => period));
      }
    }),
  );
});
