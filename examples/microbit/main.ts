import { readFileSync } from "node:fs";
import { stdin, stdout } from "node:process";
import { Command } from "commander";
import { boot, type Running } from "./boot.ts";
import { ImageError, parseImage } from "./image.ts";

const millisecond = 1_000_000;
/** Ctrl-] leaves, as in telnet. */
const leave = 0x1d;
/** Input that is not typed goes to the board as if it were, a character a ms: a line when nothing was printed for so long, in ms. */
const pause = 50;
const newline = 0x0a;
/** Firmware that prints nothing is taken to listen by then, in ms of its time; others listen once they have printed. */
const started = 1000;

const program = new Command("microbit")
  .description(
    "Runs firmware for the BBC micro:bit (first edition), with its serial line on this terminal. Ctrl-] leaves.",
  )
  .argument("<image>", "Intel HEX, ELF, or plain bytes for the start of the flash")
  .option("--seconds <n>", "leave after so much time of the board", (text) => Number(text) * 1000)
  .option(
    "--quiet-for <ms>",
    "without a terminal: leave when nothing was printed for so long after the input ended",
    Number,
    1000,
  )
  .addHelpText(
    "after",
    "\nExample:\n  npm run microbit -- firmware.hex\n  echo 'print(6 * 7)' | npm run microbit -- firmware.hex",
  );

const { seconds, quietFor } = program.parse().opts<{ seconds?: number; quietFor: number }>();
const running = start(program.args[0]!);
if (running) await talk(running);

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
async function talk({ board, terminal, run }: Running): Promise<void> {
  let open = true;
  let ended = false;
  let printed = started;
  let typed: number[] = [];
  let inLine = false;
  terminal.onCharacter = (character) => {
    printed = board.now / millisecond;
    stdout.write(Uint8Array.of(character));
  };
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on("data", (bytes: Buffer) => {
    if (stdin.isTTY && bytes.includes(leave)) open = false;
    else if (stdin.isTTY) terminal.feed(bytes);
    else typed.push(...bytes);
  });
  stdin.on("end", () => void (ended = true));
  const began = performance.now();
  while (open) {
    run(millisecond);
    const now = board.now / millisecond;
    if (seconds !== undefined && now >= seconds) break;
    if (typed.length > 0 && terminal.waiting === 0 && (inLine || now - printed > pause)) {
      const [next, ...rest] = typed;
      terminal.feed([next!]);
      typed = rest;
      inLine = next !== newline;
      printed = now;
    }
    if (ended && typed.length === 0 && terminal.waiting === 0 && now - printed > quietFor) break;
    const ahead = stdin.isTTY ? now - (performance.now() - began) : 0;
    await new Promise((resume) => (ahead > 1 ? setTimeout(resume, ahead) : setImmediate(resume)));
  }
  if (stdin.isTTY) stdin.setRawMode(false);
  stdin.destroy();
  const { left } = board.shutdown();
  if (left.length > 0) throw new Error(`${left.length} objects are left`);
}
