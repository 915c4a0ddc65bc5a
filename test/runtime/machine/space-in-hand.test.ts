import { expect, test } from "vitest";
import { type AddressSpace, addSpace, createMachine, type DeviceType, deviceType, Machine, Owned } from "@qdl/runtime";

class Board extends Machine {
  static override readonly type: DeviceType = deviceType({
    name: "space-in-hand-board",
    parent: Machine.type,
    class: Board,
    init: (self: Board) => void (self.memory = addSpace(self, { name: "memory", root: { size: 0x1000 } })),
  });
  memory!: AddressSpace;
}

test("a machine that ends tells of an address space that somebody still has in hand, and is clean once it is dropped", () => {
  const board = createMachine(Board);
  board.realize();
  const hand = Owned.of(board.memory);
  const { left } = board.shutdown();
  const space = left.find(({ type }) => type === "address-space");
  expect(space).toMatchObject({ refs: 1, holders: ["1 reference(s) in the hands of code"] });
  hand[Symbol.dispose]();
  expect(board.shutdown().clean).toBe(true);
});
