import { Terminal } from "@xterm/xterm";
import { Console } from "./console.ts";

const program = new URL("../riscv/guests/supervisor.bin", import.meta.url);
const medium = new Uint8Array(4096);
medium.set(new TextEncoder().encode("this block was read through virtio, by DMA.\n"));

const terminal = new Terminal({ convertEol: true, cursorBlink: true, cols: 80, rows: 30 });
terminal.open(element("terminal"));
const board = new Console(new Uint8Array(await (await fetch(program)).arrayBuffer()), medium, {
  print: (character) => terminal.write(Uint8Array.of(character)),
  // Through the queue that characters go through, which `reset()` would overtake.
  clear: () => terminal.write("\x1bc"),
});

// The return key sends a carriage return; the guest echoes what it gets, and ends its lines with a line feed.
terminal.onData((text) => board.type(text.replaceAll("\r", "\n")));
on("restart", () => board.restart());
on("return", () => board.goBack());
on("remember", () => {
  const size = board.remember();
  const back = element<HTMLButtonElement>("return");
  back.disabled = false;
  back.title = `${size} bytes, at ${board.now.toFixed(1)} ms`;
});
terminal.focus();
requestAnimationFrame((start) => step(start, start));

/** In step with the wall clock, as far as this computer is fast enough. */
function step(before: number, now: number): void {
  board.run(now - before);
  element("status").textContent = `${board.halted ? "halted" : "running"}, ${(board.now / 1000).toFixed(1)} s`;
  requestAnimationFrame((next) => step(now, next));
}

function on(button: string, press: () => void): void {
  element(button).addEventListener("click", () => {
    press();
    terminal.focus();
  });
}

function element<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
