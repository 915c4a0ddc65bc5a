import { Terminal } from "@xterm/xterm";
import { Console } from "./console.ts";

const theme = { background: "#0c0e12", foreground: "#e3e6ed", cursor: "#7cc4ff" };
const program = new URL("../riscv/guests/supervisor.bin", import.meta.url);
const medium = new Uint8Array(4096);
medium.set(new TextEncoder().encode("this block was read through virtio, by DMA.\n"));

const font = { fontFamily: "ui-monospace, monospace", fontSize: 15 };
const screen = element("terminal");
const terminal = new Terminal({ ...font, ...room(), convertEol: true, cursorBlink: true, theme });
terminal.open(screen);
window.addEventListener("resize", () => {
  const { cols, rows } = room();
  terminal.resize(cols, rows);
});
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
  element<HTMLButtonElement>("return").disabled = false;
  element("moment").textContent = `snapshot at ${seconds()}, ${Math.round(size / 1000)} kB`;
});
terminal.focus();
requestAnimationFrame((start) => step(start, start));

/** In step with the wall clock, as far as this computer is fast enough. */
function step(before: number, now: number): void {
  board.run(now - before);
  const status = element("status");
  status.textContent = `${board.halted ? "halted" : "running"}, ${seconds()}`;
  status.classList.toggle("halted", board.halted);
  requestAnimationFrame((next) => step(now, next));
}

/** The board's time. */
function seconds(): string {
  return `${(board.now / 1000).toFixed(1)} s`;
}

/** Columns and lines that the window has room for, up to those of a terminal. */
function room(): { readonly cols: number; readonly rows: number } {
  const ruler = document.createElement("canvas").getContext("2d")!;
  ruler.font = `${font.fontSize}px ${font.fontFamily}`;
  const { paddingLeft, paddingRight } = getComputedStyle(screen);
  const width = screen.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  const cols = Math.floor(width / ruler.measureText("m").width) - 2;
  return { cols: Math.max(20, Math.min(cols, 100)), rows: window.innerHeight < 700 ? 18 : 26 };
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
