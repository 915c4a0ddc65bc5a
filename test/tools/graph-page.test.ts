import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserIsInstalled, launchBrowser } from "../browser.ts";
import { makeGraphScript } from "../../tools/generate/graph-script.ts";
import { runHere } from "./run-here.ts";

const text = `qdl 1;
import { Device, Machine } from "qdl:core";
device Core : Device { up host : Bridge; on reset hold => clear uses host; region regs : ram 4K; }
device Bridge : Device { hotplug; embed inner : Core; }
device Watcher : Device { ref kept : Core; link seen : Core; }
machine Board : Machine {
  space sys : 32;
  region ram : ram 4K;
  own bridge : Bridge;
  embed watcher : Watcher { kept = bridge.inner; seen = bridge.inner; }
  map sys { ram @ 0; }
}
`;

test("the script of the page is made of what the playground shows of a part, too", () => {
  const root = join(import.meta.dirname, "../..");
  const { path, text: script } = makeGraphScript(root);
  expect(readFileSync(join(root, path), "utf8")).toBe(script);
});

describe.runIf(browserIsInstalled("qdl graph --format html in a browser"))("the page of a lifetime graph", () => {
  const cwd = mkdtempSync(join(tmpdir(), "graph-page-"));
  const address = `file://${cwd}/board.html`;
  const errors: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    writeFileSync(join(cwd, "a<b>.qdl"), text);
    const { stdout } = await runHere(cwd, ["graph", "Board", "--format", "html"]);
    writeFileSync(join(cwd, "board.html"), stdout);
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on("pageerror", ({ message }) => errors.push(message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("request", (request) => request.url().startsWith("file:") || errors.push(request.url()));
    await page.goto(address);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(cwd, { recursive: true, force: true });
  });

  const clickPart = (shown: string): Promise<void> => page.locator("svg a", { hasText: shown }).first().click();
  const heading = (): Promise<string> => page.locator("#details h1").innerText();
  const listed = (title: string): Promise<string[]> =>
    page.locator(`#details h2:text-is("${title}") + ul > li`).allInnerTexts();

  test("begins with the whole, and with everything that is wrong in it", async () => {
    expect(await heading()).toBe("Board");
    expect(await listed("What is wrong")).toEqual([
      "lifetime/outlives-its-dependencies bridge.inner can outlive bridge, and uses it",
    ]);
  });

  test("tells of a part that is clicked who keeps it alive, and what ends it when", async () => {
    await clickPart("inner : Core");
    expect(await heading()).toBe("bridge.inner");
    expect(await listed("Who keeps it alive")).toEqual([
      expect.stringMatching(/^bridge as its parent, by inner a<b>\.qdl:4$/),
      expect.stringMatching(/^watcher\.kept counted, by ref watcher\.kept a<b>\.qdl:10$/),
    ]);
    expect(await listed("What ends it, and when")).toEqual([
      "It is unparented when bridge is finalized, before its finalizers run.",
      "Its memory lies in the storage of bridge, which is freed when all 2 kinds of objects in it are finalized.",
    ]);
    expect(await listed("What is wrong")).toHaveLength(1);
  });

  test("marks in the drawing who keeps it, and the lines that keep it; others stand back", async () => {
    await clickPart("inner : Core");
    const shown = (selector: string): Promise<string[]> => page.locator(selector).allTextContents();
    expect((await shown("svg a.chosen")).map((one) => one.replaceAll(/\s+/g, " ").trim())).toEqual(["inner : Core"]);
    expect((await shown("svg a.keeper")).join()).toMatch(/bridge[\s\S]*kept/);
    expect(await page.locator("svg .edge.keeps").count()).toBe(1);
    const away = page.locator("svg .edge:not(.near)").first();
    await expect.poll(() => away.evaluate((edge) => getComputedStyle(edge).opacity)).toBe("0.2");
  });

  test("leads from there to those who keep it, and to the parts of parts that the drawing folds", async () => {
    await clickPart("inner : Core");
    await page.locator("#details button", { hasText: "watcher.kept" }).click();
    expect(await heading()).toBe("watcher.kept");
    expect(await listed("What ends it, and when")).toEqual([
      "Its reference is dropped before the finalizers of watcher run.",
    ]);
    expect(await listed("It is part of")).toEqual(["watcher"]);
  });

  test("finds a part by its name or its type, and says when there is none", async () => {
    const search = page.getByLabel("find a part");
    await search.fill("WATCHER.SEEN");
    expect(await heading()).toBe("watcher.seen");
    await search.fill("bridge");
    expect(await heading()).toBe("bridge");
    await search.fill("nobody");
    expect([await heading(), await search.getAttribute("aria-invalid")]).toEqual(["bridge", "true"]);
  });

  test("opens where its address says, and nowhere else if that is no part", async () => {
    await clickPart("inner : Core");
    const other = await browser.newPage();
    await other.goto(page.url());
    expect(await other.locator("#details h1").innerText()).toBe("bridge.inner");
    await other.goto("about:blank");
    await other.goto(`${address}#<img src=x>`);
    expect(await other.locator("#details h1").innerText()).toBe("Board");
    await other.close();
  });

  test("asks for nothing and fails at nothing", () => {
    expect(errors).toEqual([]);
  });
});
