import { describe, expect, test } from "vitest";
import { virtBoard } from "./riscv-board.ts";

describe("the test finisher", () => {
  test.each([
    ["passed", 0x5555],
    ["failed with code 7", 0x0007_3333],
    ["a reset", 0x7777],
  ])("hears that a test has ended: %s", (_name, word) => {
    const { board, at } = virtBoard();
    const { read, write } = at(0x10_0000);
    expect(board.finisher.verdict).toBe(0);
    write(0, word);
    expect([board.finisher.verdict, read(0)]).toEqual([word, 0]);
    board.reset();
    expect(board.finisher.verdict).toBe(0);
  });

  test("takes half words, and nothing that it does not know", () => {
    const { board, at } = virtBoard();
    const { write } = at(0x10_0000);
    write(0, 0x1234);
    write(4, 0x5555);
    expect(board.finisher.verdict).toBe(0);
    board.memory.write16(0x10_0000, 0x5555);
    expect(board.finisher.verdict).toBe(0x5555);
  });
});
