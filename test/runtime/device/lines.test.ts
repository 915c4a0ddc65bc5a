import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  clockIn,
  ClockEvent,
  clockOut,
  connect,
  connectClock,
  create,
  Device,
  type DeviceType,
  deviceType,
  Heap,
  hzOfPeriod,
  inputLine,
  intercept,
  irqIn,
  irqOut,
  NANOSECOND,
  OrGate,
  outputLine,
  periodOfHz,
  realize,
  sessionOf,
  SplitGate,
  timer,
  unparent,
  unref,
  WiringError,
} from "@qdl/runtime";

/** A device with four lines in and out, which notes what it hears. */
class Probe extends Device {
  static override readonly type: DeviceType = deviceType<Probe>({
    name: "probe",
    parent: Device.type,
    class: Probe,
    init: (self) => {
      irqIn(self, "in", 4, (probe, index, level) => void probe.heard.push(`${index}=${level}`));
      irqOut(self, "out", 4);
    },
  });

  readonly heard: string[] = [];
}

const probe = (heap = new Heap()): Probe => create(heap, Probe).consume();

describe("interrupt lines", () => {
  test("carry every level, changed or not, to the device at the other end, by index", () => {
    const [from, to] = [probe(), probe()];
    connect(from, outputLine(from, "out", 2), inputLine(to, "in", 1));
    const out = outputLine(from, "out", 2);
    out.set(true);
    out.raise();
    out.lower();
    out.pulse();
    expect(to.heard).toEqual(["1=1", "1=1", "1=0", "1=1", "1=0"]);
    outputLine(from, "out", 0).raise();
    expect(to.heard).toHaveLength(5);
  });

  test("that do not exist, or drive another line already, are refused", () => {
    const [a, b] = [probe(), probe()];
    expect(() => outputLine(a, "out", 4)).toThrow(WiringError);
    expect(() => inputLine(a, "constructor")).toThrow(WiringError);
    connect(a, outputLine(a, "out"), inputLine(b, "in"));
    expect(() => connect(a, outputLine(a, "out"), inputLine(b, "in", 1))).toThrow(/drives .*in\[0\] already/);
  });

  test("into a device that is gone do nothing but count, and the wire keeps nobody alive", () => {
    const heap = new Heap();
    const [a, b] = [probe(heap), probe(heap)];
    connect(a, outputLine(a, "out"), inputLine(b, "in"));
    const seen: string[] = [];
    const session = sessionOf(heap);
    session.trace = (event) => void (event.event === "dead_line" && seen.push(`${event.line}=${event.level}`));
    unref(b);
    expect(b.refs).toBeLessThanOrEqual(0);
    outputLine(a, "out").raise();
    outputLine(a, "out").lower();
    expect([b.heard, seen, session.deadRaises]).toEqual([[], ["<probe>/in[0]=1", "<probe>/in[0]=0"], 2]);
  });

  test("can be intercepted by a test, and then go their way again", () => {
    const [a, b] = [probe(), probe()];
    connect(a, outputLine(a, "out"), inputLine(b, "in"));
    const seen: number[] = [];
    const end = intercept(inputLine(b, "in"), (_line, level) => void seen.push(level));
    outputLine(a, "out").raise();
    expect([seen, b.heard]).toEqual([[1], []]);
    end();
    outputLine(a, "out").lower();
    expect([seen, b.heard]).toEqual([[1], ["0=0"]]);
  });

  test("can be intercepted by several; the last that came sees them, whoever ends first", () => {
    const line = inputLine(probe(), "in");
    const device = line.device as Probe;
    const seen: string[] = [];
    const ends = ["a", "b", "c"].map((name) => intercept(line, (_line, level) => void seen.push(`${name}${level}`)));
    line.set(1);
    ends[0]!();
    line.set(2);
    ends[2]!();
    ends[2]!();
    line.set(3);
    ends[1]!();
    line.set(4);
    expect([seen, device.heard]).toEqual([["c1", "c2", "b3"], ["0=4"]]);
  });

  test("or: up while any input is; split: every output follows", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ line: fc.nat(3), level: fc.boolean() })), (drives) => {
        const heap = new Heap();
        const [from, to] = [probe(heap), probe(heap)];
        const or = create(heap, OrGate).consume();
        const split = create(heap, SplitGate).consume();
        or.setLines(4);
        split.setLines(2);
        for (let line = 0; line < 4; line++) connect(from, outputLine(from, "out", line), or.in[line]!);
        connect(from, or.out, split.in);
        split.out.forEach((line, index) => connect(from, line, inputLine(to, "in", index)));
        const up = [false, false, false, false];
        for (const { line, level } of drives) {
          outputLine(from, "out", line).set(level);
          up[line] = level;
          const sum = Number(up.includes(true));
          expect(to.heard.slice(-2)).toEqual([`0=${sum}`, `1=${sum}`]);
        }
      }),
    );
  });
});

describe("clocks", () => {
  test("count in units of 2^-32 ns and convert from and to Hz", () => {
    expect(periodOfHz(1_000_000_000)).toBe(NANOSECOND);
    expect(hzOfPeriod(periodOfHz(24_000_000))).toBe(24_000_000);
    expect([periodOfHz(0), hzOfPeriod(0n)]).toEqual([0n, 0]);
    expect(() => periodOfHz(-1)).toThrow(RangeError);
  });

  test("propagate through multipliers and dividers, with callbacks before and after, and skip what does not change", () => {
    const device = probe();
    const source = clockOut(device, "source");
    const seen: string[] = [];
    const events = ClockEvent.preUpdate | ClockEvent.update;
    const sink = clockIn(device, "sink", {
      events,
      handler: (_device, event, clock) => void seen.push(`${event}:${clock.period}`),
    });
    source.setMulDiv(3, 2);
    connectClock(source, sink);
    source.update(100n);
    source.update(100n);
    expect([sink.period, seen]).toEqual([150n, ["1:0", "2:150"]]);
    expect(() => sink.setSource(source)).toThrow(/driven by .*source already/);
    expect(() => source.setSource(sink)).toThrow(/drive itself/);
    expect(() => source.setMulDiv(1, 0)).toThrow(RangeError);
  });

  test("cannot be added or connected once the device is realized, and go silent when it leaves", () => {
    const device = probe();
    const source = clockOut(device, "source");
    const seen: number[] = [];
    const sink = clockIn(device, "sink", { events: ClockEvent.update, handler: (_d, event) => void seen.push(event) });
    sink.setSource(source);
    realize(device);
    expect(() => clockIn(device, "late")).toThrow(WiringError);
    expect(() => connectClock(source, clockOf(device))).toThrow(WiringError);
    unparent(sink);
    source.update(5n);
    expect([sink.period, seen]).toEqual([5n, []]);
  });
});

describe("timers on virtual time", () => {
  test("fire in the order in which they are due, each at its time, the first armed first", () => {
    const delays = fc.array(fc.nat(50), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(delays, fc.array(fc.nat(29)), fc.nat(60), (due, cancelled, end) => {
        const device = probe();
        const { clock } = device.session;
        const fired: [number, number][] = [];
        const timers = due.map((_, index) => timer(device, `t${index}`, () => void fired.push([index, clock.now])));
        timers.forEach((one, index) => one.setAt(due[index]!));
        for (const index of cancelled) timers[index]?.cancel();
        clock.advance(end);
        const expected = due
          .map((at, index) => [index, at] as [number, number])
          .filter(([index, at]) => at <= end && !cancelled.includes(index))
          .sort((a, b) => a[1] - b[1] || a[0] - b[0]);
        expect(fired).toEqual(expected);
        expect(clock.now).toBe(end);
      }),
    );
  });

  test("cannot make time pass themselves", () => {
    const device = probe();
    const { clock } = device.session;
    timer(device, "t", () => clock.advance(5)).setAt(3);
    expect(() => clock.advance(10)).toThrow(/cannot be advanced by what happens in it/);
    clock.advance(1);
    expect(clock.now).toBe(4);
  });

  test("refuse times that do not exist", () => {
    const device = probe();
    const one = timer(device, "t", () => undefined);
    expect(() => one.setAt(-1)).toThrow(RangeError);
    expect(() => one.setIn(0.5)).toThrow(RangeError);
    expect(() => device.session.clock.advance(-1)).toThrow(RangeError);
  });
});

function clockOf(device: Probe): Device["clocks"][number] {
  return device.clocks[1]!;
}
