import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { boot, type Running } from "../../examples/microbit/boot.ts";
import { picture } from "../../examples/microbit/display.ts";
import { ImageError, parseImage } from "../../examples/microbit/image.ts";

const firmware = join(import.meta.dirname, "../../examples/microbit/firmware");
const image = (name: string): Uint8Array => readFileSync(join(firmware, name));

const second = 1_000_000_000;

/** Runs until the firmware has printed `text`. */
function until(running: Running, text: string): void {
  running.run(10 * second, () => running.terminal.text.endsWith(text));
  expect(running.terminal.text).toContain(text);
}

const report = [
  "micro:bit",
  "pages 0x0100",
  "device 0x89abcdef",
  "uicr 0xffffffff",
  "flash 0xf000ffff",
  "temperature 0x0064",
  "2 ms",
  "noise",
  "button up",
  "5 beats",
  "> ",
].join("\r\n");

describe("firmware for the micro:bit", () => {
  test.each(["demo.hex", "demo.elf"])("%s finds the chip as its manual says, and echoes its serial line", (name) => {
    const running = boot(parseImage(image(name)));
    until(running, "> ");
    expect(running.terminal.text).toBe(report);
    running.terminal.feed("hello\r");
    until(running, '"hello"\r\n> ');
    expect(running.board.shutdown()).toMatchObject({ left: [], errors: [] });
  });

  test("resets the chip through the NVIC, and starts again", () => {
    const running = boot(parseImage(image("demo.hex")));
    until(running, "> ");
    running.terminal.feed("reset\r");
    until(running, '"reset"\r\n' + report);
    running.board.shutdown();
  });

  test("sees a button that is pressed", () => {
    const running = boot(parseImage(image("demo.hex")));
    running.run(1);
    running.board.buttonA.press();
    until(running, "> ");
    expect(running.terminal.text).toContain("button down");
    running.board.shutdown();
  });
});

test("a picture of the LEDs has them as bright as they were lit, a third of the time being all", () => {
  const { board } = boot([]);
  const { sys } = board.soc;
  const third = 10_000_000;
  sys.write32(0x5000_0518, 0xfff0);
  // Row 0 with columns 0 and 1, then column 1 goes out after half of the time.
  sys.write32(0x5000_0504, (1 << 13) | (0x1fc << 4));
  picture(board, 1);
  board.advance(third / 2);
  sys.write32(0x5000_0504, (1 << 13) | (0x1fe << 4));
  board.advance(third / 2);
  sys.write32(0x5000_0504, 0);
  board.advance(2 * third);
  const lines = picture(board, 3 * third);
  expect(lines).toEqual(["██  ▒▒    ", "          ", "          ", "          ", "          "]);
  expect(picture(board, third)).toEqual(lines.map((line) => line.replace(/./g, " ")));
  board.shutdown();
});

describe("images", () => {
  const hex = (...lines: string[]): Uint8Array => new TextEncoder().encode(lines.join("\n"));

  test("plain bytes go to the start of the flash", () => {
    expect(parseImage(Uint8Array.of(0, 0x40, 0, 0x20))).toEqual([
      { address: 0, bytes: Uint8Array.of(0, 0x40, 0, 0x20) },
    ]);
  });

  test("a HEX file says where its bytes go", () => {
    const [piece] = parseImage(hex(":020000041000EA", ":02108000AABB09", ":00000001FF"));
    expect(piece).toEqual({ address: 0x1000_1080, bytes: Uint8Array.of(0xaa, 0xbb) });
  });

  test.each([
    ["a wrong checksum", hex(":02108000AABB0A", ":00000001FF"), /checksum of line 1/],
    ["a wrong length", hex(":03108000AABB08", ":00000001FF"), /line 1 .* wrong length/],
    ["a line that is no record", hex(":00000001F"), /line 1 is no record/],
    ["no end", hex(":02108000AABB09"), /no end record/],
    ["an ELF file that is cut off", image("demo.elf").subarray(0, 60), /cut off/],
    ["an ELF file for another processor", Uint8Array.from(image("demo.elf")).fill(3, 18, 19), /not for a 32-bit/],
  ])("%s is refused", (_what, bytes, message) => {
    expect(() => parseImage(bytes)).toThrow(ImageError);
    expect(() => parseImage(bytes)).toThrow(message);
  });

  test("bytes where the board has no flash are refused", () => {
    expect(() => boot([{ address: 0x2000_0000, bytes: Uint8Array.of(1) }])).toThrow(
      /0x20000000, where the board has no/,
    );
  });
});

test("`npm run microbit` types its input line by line, and leaves when all is quiet", () => {
  const main = join(import.meta.dirname, "../../examples/microbit/main.ts");
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", "--conditions=source", main, ...args], {
      input: "one\r\ntwo\r\n",
      encoding: "latin1",
    });
  const { stdout, status } = run(join(firmware, "demo.hex"), "--quiet-for", "200");
  expect(stdout).toBe(`${report}"one"\r\n> "two"\r\n> `);
  expect(status).toBe(0);
  const missing = run("nowhere.hex");
  expect(missing.status).toBe(1);
  expect(missing.stderr).toMatch(/^microbit: nowhere.hex: /);
});

test("`npm run microbit` presses buttons and shows the LEDs when it is told to", () => {
  const main = join(import.meta.dirname, "../../examples/microbit/main.ts");
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", "--conditions=source", main, join(firmware, "demo.hex"), ...args], {
      input: "",
      encoding: "utf8",
    });
  const { stdout, stderr, status } = run("--press", "a@0", "--leds", "--seconds", "0.5");
  expect([status, stdout]).toEqual([0, report.replace("button up", "button down")]);
  const dark = `│${" ".repeat(10)}│`;
  expect(stderr).toBe(["┌──────────┐", dark, dark, dark, dark, dark, "└──────────┘", ""].join("\n"));
  const wrong = run("--press", "c@0");
  expect([wrong.status, wrong.stderr]).toEqual([
    1,
    "microbit: `c@0` is no press of a button: say `a@500` or `b@500`\n",
  ]);
});
