import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bootGenerated, bootOwn, type Running } from "../../examples/rp2040js/chip.ts";

const image = readFileSync(join(import.meta.dirname, "../../examples/rp2040js/program/hello.bin"));
const patience = 5_000_000;

/** What the program prints, with two lines typed at it. */
function transcript(running: Running): string {
  running.run(patience, () => running.text.endsWith("1, 2, 3\r\n"));
  running.run(20_000, () => false);
  running.feed("one\r");
  running.run(patience, () => running.text.endsWith("ONE\r\n"));
  running.feed("and another line, longer than ");
  running.run(500_000, () => false);
  running.feed("\r");
  running.run(patience, () => running.text.endsWith("thank you\r\n"));
  return running.text;
}

/** Whatever is typed, a few bytes at a time; carriage returns are rare among random bytes. */
const typed = fc.array(
  fc.array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constant(0x0d)), { minLength: 1, maxLength: 16 }),
  { minLength: 1, maxLength: 4 },
);

/** What the program answers to bytes that come in bursts. */
function answer(running: Running, bursts: readonly (readonly number[])[]): string {
  running.run(patience, () => running.text.endsWith("1, 2, 3\r\n"));
  for (const burst of bursts) {
    running.feed(String.fromCharCode(...burst));
    // At 115,200 baud a character takes 10,850 cycles, and each is received and sent; one in two lines has more to say.
    running.run(30_000 * (burst.length + 2), () => false);
  }
  running.run(400_000, () => false);
  return running.text;
}

describe("a program for the RP2040", () => {
  const expected =
    "hello from an RP2040\r\n1, 2, 3\r\nONE\r\nAND ANOTHER LINE, LONGER THAN \r\ntwo lines, thank you\r\n";

  test("prints and echoes through the generated PL011", () => {
    expect(transcript(bootGenerated(image))).toBe(expected);
  });

  test("prints the same through rp2040js' own UART", () => {
    expect(transcript(bootOwn(image))).toBe(expected);
  });

  test("answers the same bytes to whatever is typed, whichever UART it has", () => {
    fc.assert(
      fc.property(typed, (bursts) => {
        expect(answer(bootGenerated(image), bursts)).toBe(answer(bootOwn(image), bursts));
      }),
      { numRuns: 20 },
    );
  });
});
