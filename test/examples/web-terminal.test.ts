import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type Page } from "playwright-core";
import { build, preview, type PreviewServer } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Console } from "../../examples/web-terminal/console.ts";
import { browserIsInstalled, launchBrowser } from "../browser.ts";

const folder = join(import.meta.dirname, "../../examples/web-terminal");
const program = readFileSync(join(folder, "../riscv/guests/supervisor.bin"));

describe("a console", () => {
  test("goes back to a moment, with what was printed and the disk as it was", () => {
    let text = "";
    const screen = { print: (code: number) => void (text += String.fromCharCode(code)), clear: () => void (text = "") };
    const medium = new TextEncoder().encode("block".padEnd(1024, "\0"));
    const console = new Console(program, medium, screen);
    for (let ms = 0; ms < 20; ms++) console.run(1);
    const before = [text, console.now];
    console.remember();
    console.type("later\x04");
    while (!console.halted) console.run(50);
    const end = [text, console.now];
    expect(text).toContain("console: bye");
    console.goBack();
    expect([text, console.now, console.halted]).toEqual([...before, false]);
    console.type("later\x04");
    while (!console.halted) console.run(50);
    expect([text, console.now]).toEqual(end);
    console.restart();
    expect([text, console.now, console.halted]).toEqual(["", 0, false]);
  });
});

describe.runIf(browserIsInstalled("examples/web-terminal in a browser"))("the page", () => {
  const outDir = mkdtempSync(join(tmpdir(), "web-terminal-"));
  const errors: string[] = [];
  let server: PreviewServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const configFile = join(folder, "vite.config.ts");
    await build({ configFile, logLevel: "warn", build: { outDir, emptyOutDir: true } });
    server = await preview({ configFile, build: { outDir }, preview: { host: "127.0.0.1", port: 0 } });
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on("pageerror", ({ message }) => errors.push(message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await page.goto(server.resolvedUrls!.local[0]!);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(outDir, { recursive: true, force: true });
  });

  // The clock is a task of its own: its lines come between any two characters of the others.
  const rows = async (): Promise<string> =>
    (await page.locator(".xterm-rows").innerText()).replaceAll(/clock: \d+\s*\n/g, "");
  const shows = (text: string | RegExp): Promise<void> =>
    expect.poll(rows, { timeout: 20_000 }).toMatch(text) as Promise<void>;

  test("shows what the guest prints on its UART, and what it reads from its disk", async () => {
    await shows(/disk: block 0 says: this block was read through virtio/);
  });

  test("sends what is typed to the guest, which echoes it", async () => {
    await page.keyboard.type("hello");
    await shows(/hello/);
  });

  test("goes back to a snapshot", async () => {
    await page.getByRole("button", { name: "Take a snapshot" }).click();
    await page.keyboard.type("forgotten");
    await shows(/forgotten/);
    await page.getByRole("button", { name: "Go back to it" }).click();
    await expect.poll(rows).not.toMatch(/forgotten/);
    await page.keyboard.type("again");
    await shows(/again/);
  });

  test("tells when the guest has halted, and starts another one", async () => {
    await page.keyboard.press("Control+d");
    await shows(/all tasks have ended/);
    await expect.poll(() => page.locator("#status").innerText()).toMatch(/^halted/);
    await page.getByRole("button", { name: "Restart" }).click();
    await expect.poll(() => page.locator("#status").innerText()).toMatch(/^running/);
    expect(errors).toEqual([]);
  });
});
