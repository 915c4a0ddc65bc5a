import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  assertReset,
  BufferChardev,
  create,
  createMachine,
  inReset,
  releaseReset,
  restoreSnapshot,
  SnapshotError,
  takeSnapshot,
} from "@qdl/runtime";
import { PciBoard, XhciPci } from "../device/xhci.ts";
import { Writer, WriterBoard } from "./counter.ts";

/** A running board, and the backend that its writers share. */
function running(prepare: (board: WriterBoard) => void = () => undefined): { board: WriterBoard; out: BufferChardev } {
  const board = createMachine(WriterBoard, { prepare });
  const out = board.addBackend("out", BufferChardev);
  board.first.chardev = out;
  board.second.chardev = out;
  board.realize();
  board.reset();
  return { board, out };
}

describe("a snapshot of a running machine", () => {
  test("restores into a fresh machine, which goes on to the same output, wherever it was taken", () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(3000), (before, after) => {
        const { board, out } = running();
        board.advance(before);
        const snapshot = takeSnapshot(board);
        const head = out.text;
        board.advance(after);
        const fresh = running();
        restoreSnapshot(fresh.board, snapshot);
        expect(fresh.board.now).toBe(before);
        fresh.board.advance(after);
        expect(head + fresh.out.text).toBe(out.text);
        expect(Buffer.compare(takeSnapshot(fresh.board), takeSnapshot(board))).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test("carries reset that is held, registers and plugged devices", () => {
    const boards = [0, 1].map(() => {
      const board = createMachine(PciBoard);
      board.realize();
      const card = board.plug(create(board.heap, XhciPci), { bus: board.bridge.pci, name: "usb" });
      return { board, card };
    });
    const [from, to] = boards as [(typeof boards)[0], (typeof boards)[0]];
    from.card.xhci.command = 2;
    assertReset(from.board);
    restoreSnapshot(to.board, takeSnapshot(from.board));
    expect(to.card.xhci.command).toBe(2);
    expect(inReset(to.card)).toBe(true);
    releaseReset(to.board);
    expect(inReset(to.card)).toBe(false);
    expect([from.board.shutdown().clean, to.board.shutdown().clean]).toEqual([true, true]);
  });
});

describe("a snapshot is refused, and nothing is changed,", () => {
  const { board } = running();
  board.advance(500);
  const snapshot = takeSnapshot(board);

  test("when it is of another layout: the differing fields are named", () => {
    const other = running(({ first }) => (first.stride = 8));
    const before = takeSnapshot(other.board);
    expect(() => restoreSnapshot(other.board, snapshot)).toThrow(
      /another layout:\n {2}\/machine\/first: property stride is u32 8 here, u32 7 in the snapshot$/,
    );
    expect(takeSnapshot(other.board)).toEqual(before);
  });

  test("when a field of the state lies elsewhere, or an object is missing", () => {
    const hooks = Writer.type.hooks as { fields?: unknown };
    const fields = hooks.fields;
    hooks.fields = [{ name: "seed", word: 1, bits: 32, length: 1 }];
    try {
      expect(() => restoreSnapshot(running().board, snapshot)).toThrow(
        /\/machine\/first: field seed is 1 x 32 bits from word 1 here, 1 x 32 bits from word 0 in the snapshot/,
      );
    } finally {
      hooks.fields = fields;
    }
    const other = createMachine(PciBoard);
    other.realize();
    expect(() => restoreSnapshot(other, snapshot)).toThrow(/\/machine\/first \(writer\) is only in the snapshot/);
  });

  test("when it is cut short anywhere", () => {
    const { board: fresh } = running();
    fc.assert(
      fc.property(fc.nat(snapshot.length - 1), (length) => {
        expect(() => restoreSnapshot(fresh, snapshot.subarray(0, length))).toThrow(SnapshotError);
      }),
    );
  });

  test("when any of its bits is changed", () => {
    const { board: fresh } = running();
    const before = takeSnapshot(fresh);
    fc.assert(
      fc.property(fc.nat(snapshot.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = snapshot.slice();
        damaged[at]! ^= flip;
        expect(() => restoreSnapshot(fresh, damaged)).toThrow(SnapshotError);
      }),
    );
    expect(takeSnapshot(fresh)).toEqual(before);
  });

  test("when the machine is not realized", () => {
    expect(() => restoreSnapshot(createMachine(WriterBoard), snapshot)).toThrow(SnapshotError);
    expect(() => takeSnapshot(createMachine(WriterBoard))).toThrow(SnapshotError);
  });
});
