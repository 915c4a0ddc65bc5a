import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { boot } from "../../examples/first/boot.ts";
import * as module from "../../generated/first/board.ts";

const program = readFileSync(new URL("../../examples/riscv/guests/echo.bin", import.meta.url));

test("a declared machine runs a guest that prints by polling and echoes by interrupt", () => {
  const { board, terminal, run } = boot(module, program);
  expect(run()).toBe(false);
  const banner = terminal.text;
  expect(banner).toMatch(/^qdl: /);
  terminal.feed("one line\n");
  run();
  expect(terminal.text.slice(banner.length)).toBe("one line\n");
  terminal.feed("\x04");
  expect(run()).toBe(true);
  expect(terminal.text.slice(banner.length)).toBe("one line\nbye\n");
  expect(board.shutdown()).toEqual({ left: [], errors: [], clean: true });
});

test("more input than the receiver holds arrives whole and in order", () => {
  const { terminal, run } = boot(module, program);
  run();
  const { length } = terminal.text;
  const text = Array.from({ length: 500 }, (_, at) => String.fromCharCode(33 + (at % 90))).join("");
  terminal.feed(text);
  run();
  expect(terminal.text.slice(length)).toBe(text);
});
