import fc from "fast-check";
import { expect, test } from "vitest";
import {
  assertReset,
  blockUnplug,
  Bus,
  completeUnplug,
  create,
  createMachine,
  Device,
  inReset,
  type QomObject,
  realize,
  ref,
  refuseUnplug,
  releaseReset,
  restoreSnapshot,
  takeSnapshot,
  unrealize,
  unref,
} from "@qdl/runtime";
import { PciBoard, XhciPci } from "./xhci.ts";

const BAR = 0x8000_0000;

/** A machine with what a random sequence knows of it. */
class Trial {
  readonly board = createMachine(PciBoard);
  readonly cards: XhciPci[] = [];
  readonly held: QomObject[] = [];
  resets = 0;

  constructor() {
    this.board.realize();
  }

  pick(index: number): XhciPci | undefined {
    return this.cards[index % Math.max(1, this.cards.length)];
  }

  /** What must be true whenever nothing runs. */
  check(): void {
    const { bridge, live } = this.board;
    for (const card of bridge.pci.kids) expect(card.parentBus).toBe(bridge.pci);
    expect(bridge.pci.kids.map((kid) => kid.name).sort()).toEqual(this.cards.map((card) => card.name).sort());
    for (const object of live) {
      expect(object.refs).toBeGreaterThan(0);
      expect(object.root.storageRefs).toBeGreaterThan(0);
      if (!(object instanceof Device || object instanceof Bus)) continue;
      expect(object.resetState.exiting || object.resetState.holdPending).toBe(false);
      if (object instanceof Device) expect(["realized", "unrealized"]).toContain(object.life);
    }
    for (const card of this.cards) {
      expect([card.realized, card.xhci.realized]).toEqual([true, true]);
      expect([inReset(card), inReset(card.xhci)]).toEqual([this.resets > 0, this.resets > 0]);
      expect(card.resetState.count).toBe(bridge.pci.resetState.count);
    }
  }
}

type Step = (trial: Trial, argument: number) => void;

const steps: Readonly<Record<string, Step>> = {
  plug: (trial) =>
    void trial.cards.push(trial.board.plug(create(trial.board.heap, XhciPci), { bus: trial.board.bridge.pci })),
  failToPlug: (trial) => {
    const card = create(trial.board.heap, XhciPci);
    card.value.failing = true;
    expect(() => trial.board.plug(card, { bus: trial.board.bridge.pci })).toThrow();
  },
  unplug: (trial, argument) => {
    const card = trial.pick(argument);
    if (!card) return;
    trial.board.unplug(card);
    trial.cards.splice(trial.cards.indexOf(card), 1);
  },
  askToUnplug: (trial, argument) => {
    const card = trial.pick(argument);
    if (!card) return;
    trial.board.bridge.pci.hotplug = { unplugRequest: () => undefined };
    trial.board.unplug(card);
    trial.board.bridge.pci.hotplug = {};
    if (argument % 2 === 0) refuseUnplug(card);
    else {
      completeUnplug(card);
      trial.cards.splice(trial.cards.indexOf(card), 1);
    }
  },
  failToUnplug: (trial, argument) => {
    const card = trial.pick(argument);
    if (!card) return;
    const unblock = blockUnplug(card, "it is needed");
    expect(() => trial.board.unplug(card)).toThrow("it is needed");
    unblock();
  },
  unplugInReset: (trial, argument) => {
    const [first, second] = [trial.pick(argument), trial.pick(argument + 1)];
    if (!first || !second || first === second || trial.resets > 0) return;
    first.onHold = () => trial.board.unplug(second);
    trial.board.reset();
    first.onHold = null;
    trial.cards.splice(trial.cards.indexOf(second), 1);
  },
  remember: (trial) => {
    trial.board.drain();
    const zombie = (): boolean => trial.held.some((object) => object.parent === null);
    if (zombie()) return;
    const snapshot = takeSnapshot(trial.board);
    restoreSnapshot(trial.board, snapshot);
    expect(Buffer.compare(takeSnapshot(trial.board), snapshot)).toBe(0);
  },
  map: (trial, argument) => trial.pick(argument)?.setBar(BAR + argument * 0x4000),
  unmap: (trial, argument) => trial.pick(argument)?.setBar(null),
  access: (trial, argument) => {
    trial.board.bridge.space.write32(BAR + argument * 0x4000 + 0x40, argument);
    trial.board.bridge.space.takeResult();
  },
  hold: (trial, argument) => {
    const card = trial.pick(argument);
    if (card) trial.held.push(ref([card, card.xhci, card.xhci.operational, card.xhci.usb][argument % 4]!));
  },
  letGo: (trial) => {
    const object = trial.held.pop();
    if (object) unref(object);
  },
  reset: (trial) => trial.board.reset(),
  assertReset: (trial) => {
    assertReset(trial.board);
    trial.resets++;
  },
  releaseReset: (trial) => {
    if (trial.resets === 0) return;
    releaseReset(trial.board);
    trial.resets--;
  },
  replug: (trial, argument) => {
    const card = trial.pick(argument);
    if (!card) return;
    unrealize(card);
    card.failing = true;
    expect(() => realize(card)).toThrow();
    card.failing = false;
    realize(card);
  },
  drain: (trial) => trial.board.drain(),
  advance: (trial, argument) => trial.board.advance(argument * 100),
};

test("any sequence of plugging, unplugging, mapping, resetting and failing keeps the machine whole, and its end leaves nothing", () => {
  const step = fc.record({ name: fc.constantFrom(...Object.keys(steps)), argument: fc.nat(15) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (sequence) => {
      const trial = new Trial();
      for (const { name, argument } of sequence) {
        steps[name]!(trial, argument);
        trial.check();
      }
      const report = trial.board.shutdown();
      expect(report.errors).toEqual([]);
      if (trial.held.length === 0) expect(report.left).toEqual([]);
      for (const object of trial.held.splice(0)) unref(object);
      while (!trial.board.session.settled) trial.board.drain();
      expect([...trial.board.live].map(({ path }) => path)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
