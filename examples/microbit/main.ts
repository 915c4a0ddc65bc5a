import { readFileSync } from "node:fs";
import { stderr, stdin, stdout } from "node:process";
import { Command } from "commander";
import { boot, type Running } from "./boot.ts";
import { type ButtonName, Fingers, type Press } from "./buttons.ts";
import { LedView } from "./display.ts";
import { ImageError, parseImage } from "./image.ts";
import { Typist } from "./typing.ts";

const millisecond = 1_000_000;
/** Ctrl-] leaves, as in telnet. */
const leave = 0x1d;
/** What terminals send for F1 and F2. */
const keys = new Map<string, ButtonName>([
  ["\x1bOP", "a"],
  ["\x1b[11~", "a"],
  ["\x1bOQ", "b"],
  ["\x1b[12~", "b"],
]);

interface Options {
  readonly seconds?: number;
  readonly quietFor: number;
  readonly leds?: boolean;
  readonly press: readonly Press[];
}

const program = new Command("microbit")
  .description(
    "Runs firmware for the BBC micro:bit (first edition), with its serial line on this terminal.\n" +
      "Ctrl-] leaves, F1 and F2 press the buttons A and B.",
  )
  .argument("<image>", "Intel HEX, ELF, or plain bytes for the start of the flash")
  .option("--seconds <n>", "leave after so much time of the board, and not before", parseNumber)
  .option("--leds", "show the LEDs: at the upper right of a terminal, or one picture after the other on stderr")
  .option("--press <button@ms>", "press a button, a or b, at a time of the board; may be given again", parsePress, [])
  .option(
    "--quiet-for <ms>",
    "without a terminal: leave when nothing was printed for so long after the input ended",
    parseNumber,
    1000,
  )
  .addHelpText(
    "after",
    "\nExample:\n  npm run microbit -- firmware.hex --leds\n  echo 'print(6 * 7)' | npm run microbit -- firmware.hex",
  );

const options = program.parse().opts<Options>();
const running = start(program.args[0]!);
if (running) await talk(running, options);

function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0)) program.error(`microbit: \`${text}\` is no time`);
  return value;
}

function parsePress(text: string, before: readonly Press[]): readonly Press[] {
  const [button, at] = text.toLowerCase().split("@");
  if ((button !== "a" && button !== "b") || at === undefined)
    return program.error(`microbit: \`${text}\` is no press of a button: say \`a@500\` or \`b@500\``);
  return [...before, { button, at: parseNumber(at) }];
}

function start(path: string): Running | null {
  try {
    return boot(parseImage(readFileSync(path)));
  } catch (thrown) {
    const known = thrown instanceof ImageError || (thrown instanceof Error && "code" in thrown);
    if (!known) throw thrown;
    console.error(`microbit: ${path}: ${(thrown as Error).message}`);
    process.exitCode = 1;
    return null;
  }
}

/** Runs in step with the wall clock, as far as this computer is fast enough, until the terminal or the input ends it. */
async function talk({ board, terminal, run }: Running, { seconds, quietFor, leds, press }: Options): Promise<void> {
  const typist = new Typist(terminal);
  const fingers = new Fingers(board, press);
  const view = leds ? new LedView(board, stdout.isTTY ? stdout : stderr) : null;
  terminal.onCharacter = (character) => {
    typist.printed(board.now / millisecond);
    stdout.write(Uint8Array.of(character));
  };
  let [open, ended] = [true, false];
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on("data", (bytes: Buffer) => {
    const button = stdin.isTTY ? keys.get(bytes.toString("latin1")) : undefined;
    if (!stdin.isTTY) typist.add(bytes);
    else if (bytes.includes(leave)) open = false;
    else if (button) fingers.press(button);
    else terminal.feed(bytes);
  });
  stdin.on("end", () => void (ended = true));
  const done = (now: number): boolean =>
    seconds === undefined
      ? ended && typist.done && fingers.idle && typist.quietFor(now) > quietFor
      : now >= seconds * 1000;
  const began = performance.now();
  for (let now = 0; open && !done(now); now = board.now / millisecond) {
    fingers.move(now);
    typist.type(now);
    run(millisecond);
    view?.look(now);
    const ahead = stdin.isTTY ? now - (performance.now() - began) : 0;
    await new Promise((resume) => (ahead > 1 ? setTimeout(resume, ahead) : setImmediate(resume)));
  }
  if (stdin.isTTY) stdin.setRawMode(false);
  stdin.destroy();
  const { left } = board.shutdown();
  if (left.length > 0) throw new Error(`${left.length} objects are left`);
}
