import { type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Picture } from "../../tools/graph/picture.ts";
import { scenarios } from "../../tools/playground/scenarios/index.ts";
import { type Version } from "../../tools/playground/scenarios/scenario.ts";
import { writeAddress } from "../../tools/playground/state/address.ts";
import { begin } from "../../tools/playground/state/state.ts";
import { Studio } from "../../tools/playground/studio/studio.ts";
import { browserIsInstalled, launchBrowser } from "../browser.ts";
import { runHere } from "../tools/run-here.ts";
import { contentsOf, makeFolder } from "../tools/temporary-project.ts";
import { expectGoodLooks, lookAt, showsItsStep } from "./looks.ts";
import { openSite, type Site } from "./site.ts";
import { recordedSteps, shownStep, type Step } from "./steps.ts";
import { choicesOn, eventually, makeVisitor } from "./visitor.ts";

const versionOf = (id: string, at: number): Version => scenarios.find((one) => one.id === id)!.versions[at]!;

describe.runIf(browserIsInstalled("the playground in a browser"))("the playground", () => {
  let site: Site;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const requests: string[] = [];
  const failures: string[] = [];

  beforeAll(async () => {
    [site, browser] = await Promise.all([openSite(), launchBrowser()]);
    context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ["clipboard-read", "clipboard-write"],
    });
    context.on("request", (request) => void requests.push(request.url()));
    page = await context.newPage();
    page.on("pageerror", ({ message }) => failures.push(message));
    page.on(
      "console",
      (message) => void (["error", "warning"].includes(message.type()) && failures.push(message.text())),
    );
    await page.goto(site.address);
    await page.locator("html[data-ready]").waitFor();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  const { open, texts, codes, button, tab, definition, typeAfter } = makeVisitor(
    () => page,
    () => site.address,
  );

  test("asks for its own files only, each once, wherever it is put, and then works without a network", async () => {
    await eventually(() => requests.length).toBe(site.files.length);
    const expected = site.files.map((name) => site.address + (name === "index.html" ? "" : name));
    expect(requests.toSorted()).toEqual(expected.toSorted());
    await context.setOffline(true);
    await page.getByLabel("Scenario").selectOption("clocks");
    await eventually(codes).toEqual(["lifetime/outlives-its-dependencies"]);
    await tab("Lifetimes").click();
    await eventually(() => page.locator(".drawing svg a").count()).toBeGreaterThan(3);
    await tab("Timeline").click();
    await context.setOffline(false);
    expect(requests).toHaveLength(expected.length);
  });

  describe("the definition", () => {
    test("has a mistake marked where it is while it is typed, and no more once it is mended", async () => {
      await open("blank/0");
      await eventually(() => texts("#reports .summary")).toEqual(["No reports: this compiles."]);
      await typeAfter("own thing : Thing;", "\nown other : Thong;");
      await eventually(codes).toEqual(["bind/unknown-type"]);
      expect(await texts("#reports .head .place")).toEqual(["line 11"]);
      await eventually(() => texts(".cm-lintRange-error")).toEqual(["Thong"]);
      for (let count = 0; count < 4; count++) await page.keyboard.press("Backspace");
      await page.keyboard.type("ing;");
      await eventually(() => texts("#reports .summary")).toEqual(["No reports: this compiles."]);
      expect(await texts(".cm-lintRange-error")).toEqual([]);
    });

    test("tells why, and what helps, beside the place that is pointed at", async () => {
      await open("finalize/0");
      await page.locator(".cm-lintRange-error").hover();
      const [report] = new Studio().check(versionOf("finalize", 0)).reports;
      const plain = (text: string): string => text.replaceAll("`", "");
      const tip = page.locator(".cm-tooltip");
      await eventually(() => tip.innerText()).toContain(report!.code);
      const shown = (await tip.innerText()).replaceAll(/\s+/g, " ");
      for (const text of [report!.message, report!.why, report!.help]) expect(shown).toContain(plain(text));
      await page.locator("#reports .head .place").click();
      const selected = await page.evaluate(() => getSelection()!.toString());
      expect(selected).toBe("meter");
    });

    test("is mended by the fix of a report, which can be undone", async () => {
      await open("clocks/0");
      await button("Fix: make uart weak").click();
      await eventually(codes).toEqual(["emit/no-behaviour"]);
      expect(await definition().innerText()).toContain("  link uart : Uart;");
      await page.keyboard.press("Control+z");
      await eventually(codes).toEqual(["lifetime/outlives-its-dependencies"]);
    });

    test("is laid out on demand, which can be undone", async () => {
      await open("blank/0");
      await typeAfter("own thing : Thing;", "\nown  second:Thing ;");
      await button("Format").click();
      await eventually(() => definition().innerText()).toContain("\n  own second : Thing;\n");
      await definition().press("Control+z");
      await eventually(() => definition().innerText()).toContain("own  second:Thing ;");
    });

    test("has the colours of the grammar: ownership, types and comments differ", async () => {
      await open("held-bar/0");
      const colourOf = (text: string): Promise<string> =>
        definition()
          .getByText(text, { exact: true })
          .first()
          .evaluate((one) => getComputedStyle(one).color);
      const colours = await Promise.all(
        ["embed", "Controller", "/// Under rules that do not count storages.", "0x1b36"].map(colourOf),
      );
      expect(new Set(colours).size).toBe(4);
    });

    test("is never markup, nor code, whatever it says", async () => {
      const hostile = '<img src=x onerror="globalThis.hacked=1">';
      await open("blank/0");
      await tab("TypeScript").click();
      await typeAfter("import {", `\n/// ${hostile}`);
      await eventually(() => page.locator(".module").innerText()).toContain(hostile);
      await tab("Lifetimes").click();
      await typeAfter("state {", '\ntypename "<b id=evil>";\nref <b id=evil>;');
      await eventually(() => page.locator("#reports").innerText()).toContain("<b id=evil>");
      await page.locator(".cm-lintRange-error").first().hover();
      await page.locator(".cm-tooltip").waitFor();
      expect(await page.locator("img:not(.cm-widgetBuffer), #evil, svg script, svg foreignObject").count()).toBe(0);
      expect(await page.evaluate(() => "hacked" in globalThis)).toBe(false);
    });
  });

  test.each([
    ["pl011", 0],
    ["held-bar", 1],
    ["second-uart", 2],
  ])("the TypeScript of %s is what `qdl build` writes", async (id, version) => {
    await open(`${id}/${version}`);
    await tab("TypeScript").click();
    await button("Copy").click();
    await button("Copied").waitFor();
    const shown = await page.evaluate(() => navigator.clipboard.readText());
    const { definition: text, behaviour } = versionOf(id, version);
    const cwd = makeFolder({ "board.qdl": text, ...(behaviour && { "board.ts": behaviour }) });
    expect(await runHere(cwd, ["build"])).toMatchObject({ status: 0 });
    expect(shown).toBe(contentsOf(cwd)["generated/board.ts"]);
    expect(await page.locator(".module .cm-line").first().innerText()).toBe("// Generated by qdl from board.qdl");
  });

  test("the lifetime graph has the parts of `qdl graph`, and tells of each who keeps it alive and what ends it", async () => {
    await open("clocks/0");
    await tab("Lifetimes").click();
    const cwd = makeFolder({ "board.qdl": versionOf("clocks", 0).definition });
    const { stdout } = await runHere(cwd, ["graph", "Board", "--format", "json"]);
    const picture = JSON.parse(stdout) as Picture;
    const links = page.locator(".drawing svg a");
    await eventually(() => links.count()).toBeGreaterThan(0);
    const ids = await links.evaluateAll((all) => all.map((one) => one.getAttribute("href")!.slice(1)));
    expect(new Set(ids)).toEqual(new Set(picture.nodes.map(({ id }) => id)));
    expect(await page.locator(".drawing").innerText()).toContain("! lifetime/outlives-its-dependencies");
    // What is wrong is chosen to begin with.
    expect(await texts(".details h3")).toEqual(["console.uart"]);

    const uart = picture.nodes.find(({ path }) => path === "card.uart")!;
    await page.locator(`.drawing svg a[href="#${uart.id}"]`).first().click();
    expect(await texts(".details h3")).toEqual(["card.uart"]);
    const details = await page.locator(".details").innerText();
    for (const sentence of uart.ends) expect(details).toContain(sentence.replaceAll("`", ""));
    expect(uart.keptBy.map(({ by }) => by)).toEqual(["card", "console.uart"]);
    const marked = (selector: string): Promise<(string | null)[]> =>
      page.locator(`.drawing ${selector}`).evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    const keepers = uart.keptBy.map(({ by }) => `#${picture.nodes.find(({ path }) => path === by)!.id}`);
    expect(new Set(await marked("a.keeper"))).toEqual(new Set(keepers));
    expect(new Set(await marked("a.chosen"))).toEqual(new Set([`#${uart.id}`]));
    expect(await page.locator(".drawing .edge.keeps").count()).toBe(1);
    for (const { by } of uart.keptBy)
      expect(await page.locator(".details").getByRole("button", { name: by, exact: true }).count()).toBeGreaterThan(0);
    await page.locator(".details").getByRole("button", { name: "console.uart", exact: true }).first().click();
    expect(await texts(".details h3")).toEqual(["console.uart"]);
    // The keyboard does the same.
    await page.locator(`.drawing svg a[href="#${uart.id}"]`).first().focus();
    await page.keyboard.press("Enter");
    expect(await texts(".details h3")).toEqual(["card.uart"]);
    await page.locator(".details .about .place").click();
    expect(await page.evaluate(() => getSelection()!.toString())).toBe("  embed uart : Uart;");
  });

  describe("the timeline", () => {
    test("shows at every step the counts of `qdl simulate`, forwards and backwards", async () => {
      await open("held-bar/0");
      const expected = await recordedSteps(versionOf("held-bar", 0).script);
      const shown = (): Promise<Step> => shownStep(page);
      for (const step of expected) {
        await eventually(shown).toEqual(step);
        await button("Step forward").click();
      }
      for (const step of expected.toReversed()) {
        expect(await shown()).toEqual(step);
        await button("Step back").click();
      }
      await page.getByLabel("Step", { exact: true }).focus();
      await page.keyboard.press("End");
      expect(await shown()).toEqual(expected.at(-1));
      expect(await texts(".cm-step")).toEqual(["unref controller"]);
      expect(await texts(".log li.today")).toEqual(["Today: controller is used, in memory that is freed."]);
    });

    test("shows all counts at one glance, and goes to the step that is pressed", async () => {
      await open("way-up/0");
      const rows = page.locator(".chart tbody tr");
      const cells = () => rows.evaluateAll((all) => all.map((row) => [...row.children].map((one) => one.textContent)));
      await eventually(cells).toEqual([
        ["function", "1", "1", "2", "3", "2", "1"],
        ["xhci", "", "1", "1", "1", "1", "1"],
        ["storage of function", "1", "2", "2", "2", "2", "2"],
      ]);
      await page.locator(".chart thead").getByRole("button", { name: "4" }).click();
      expect(await page.locator(".operation").innerText()).toBe("4 of 6: addchild function root function");
    });

    test("plays by itself up to its end, and waits where it is told to", async () => {
      const other = await context.newPage();
      await other.clock.install();
      await open("way-up/0", other);
      await other.locator(".chart td").first().waitFor();
      const step = (): Promise<string> => other.locator(".operation").innerText();
      const press = (name: string): Promise<void> => other.getByRole("button", { name, exact: true }).click();
      await press("Play");
      await other.clock.runFor(2000);
      expect(await step()).toMatch(/^3 of 6/);
      await press("Pause");
      await other.clock.runFor(5000);
      expect(await step()).toMatch(/^3 of 6/);
      await press("Play");
      await other.clock.runFor(9000);
      expect(await step()).toMatch(/^6 of 6/);
      expect(await other.getByRole("button", { name: "Play", exact: true }).count()).toBe(1);
      await other.close();
    });

    test("keeps the column of its step in sight where there is no room for all", async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      await open("clocks/0");
      await page.locator(".chart td").first().waitFor();
      for (const name of ["Last step", "Step back", "First step"]) {
        await button(name).evaluate((one: HTMLElement) => one.click());
        expect(await page.evaluate(() => scrollY)).toBe(0);
        expect(await showsItsStep(page), name).toBe(true);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    });

    test("of a long script goes on without the chart", async () => {
      const objects = Array.from({ length: 300 }, (_, at) => `new o${at} T`);
      const state = { ...begin(scenarios.at(-1)!, 0), script: ["type T", ...objects].join("\n"), step: 299 };
      await open(await writeAddress(state));
      await eventually(() => texts(".chart-frame")).toEqual(["300 steps of 300 objects: too many for a chart."]);
      expect(await page.locator(".operation").innerText()).toBe("300 of 300: new o299 T");
      expect(await page.locator(".boxes .object").count()).toBe(300);
    });

    test("shows misuse where it happens, and what cannot be played", async () => {
      await open("finalize/0");
      await page.locator(".chart td").first().waitFor();
      await button("Last step").click();
      await eventually(() => texts(".log li.error")).toEqual([
        expect.stringMatching(/^ResurrectionError: \/rack\/meter/),
      ]);
      await page.getByRole("textbox", { name: "Script" }).click();
      await page.keyboard.press("Control+Home");
      await page.keyboard.type("unparrent rack\n");
      await eventually(() => texts(".script-reports p")).toEqual([
        expect.stringMatching(/simulate\/operation line 1: .*did you mean unparent\?/),
      ]);
      await eventually(() => texts(".script .cm-lintRange-error")).toEqual(["unparrent rack"]);
    });
  });

  test("every scenario shows what it promises, in each of its versions", async () => {
    await open("blank/0");
    for (const { id, versions } of scenarios) {
      await page.getByLabel("Scenario").selectOption(id);
      for (const { label, promise } of versions) {
        await page.locator("#versions").getByRole("button", { name: label, exact: true }).click();
        await eventually(codes, `${id}, ${label}`).toEqual(promise.codes);
        const ending =
          { clean: "It ends clean", leak: "It leaks" }[promise.ends as string] ??
          `It ends with misuse, at the attempt: ${promise.ends}`;
        await eventually(() => page.locator(".ending").innerText(), `${id}, ${label}`).toContain(ending);
      }
    }
  });

  describe("the state", () => {
    test("is in the address: a reload, or somebody else who has it, sees the same", async () => {
      await open("blank/0");
      await typeAfter("own thing : Thing;", "\nown second : Thing;");
      await page.getByLabel("Storages").selectOption("no-embed");
      await page.getByLabel("advice").check();
      await tab("Lifetimes").click();
      await page.getByLabel("Levels").selectOption("0");
      await eventually(() => page.url()).toMatch(/#blank\/0\/[\w-]{40,}$/);
      await button("Copy link").click();
      await button("Copied").waitFor();
      const address = await page.evaluate(() => navigator.clipboard.readText());
      await page.reload();
      const expected = {
        text: expect.stringContaining("own second : Thing;"),
        model: "no-embed",
        advice: true,
        levels: "0",
        edited: "edited",
      };
      await page.locator("html[data-ready]").waitFor();
      expect(await choicesOn(page)).toEqual(expected);
      const other = await context.newPage();
      await other.goto(address);
      await other.locator("html[data-ready]").waitFor();
      expect(await choicesOn(other)).toEqual(expected);
      await other.close();
      await button("Start over").click();
      await eventually(() => choicesOn(page)).toMatchObject({
        text: expect.not.stringContaining("own second"),
        model: "counted",
        advice: false,
        edited: "",
      });
    });

    test("follows an address that is typed, and says of one that leads nowhere that it does", async () => {
      await open("blank/0");
      await page.evaluate(() => void (location.hash = "#way-up/1"));
      await eventually(() => page.getByLabel("Scenario").inputValue()).toBe("way-up");
      expect(await page.locator("#alarms").innerText()).toBe("");
      await open("way-up/0/broken");
      expect(await page.locator("#alarms").innerText()).toContain("leads to nothing that can be read");
      await button("Dismiss").click();
      expect(await page.locator("#alarms").innerText()).toBe("");
      await eventually(codes).toEqual(["lifetime/storage-escape"]);
    });
  });

  test("tells the user when a part of it cannot be loaded, or fails", async () => {
    const other = await browser.newPage();
    await other.route(/assets\/index-.*js/, (route) => route.abort());
    await other.goto(site.address);
    expect(await other.locator("#loading").innerText()).toContain("a part of the page could not be");
    await other.unrouteAll();
    await other.route(/compiler-worker/, (route) => route.abort());
    await other.goto(site.address);
    const alarms = () => other.locator("#alarms").innerText();
    await eventually(alarms).toContain("The compiler failed on this text");
    expect(await other.locator("#loading").count()).toBe(0);
    await other.evaluate(() => void setTimeout(() => Promise.reject(new Error("out of paper"))));
    await eventually(alarms).toContain("The page failed: out of paper");
    await other.close();
  });

  test("is used with the keyboard alone", async () => {
    await open("blank/0");
    await tab("Timeline").focus();
    await page.keyboard.press("ArrowRight");
    expect(await tab("Lifetimes").getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("End");
    expect(await tab("TypeScript").getAttribute("aria-selected")).toBe("true");
    const divider = page.getByRole("separator");
    const before = (await page.locator("#source").boundingBox())!.width;
    await divider.focus();
    await page.keyboard.press("ArrowRight");
    expect((await page.locator("#source").boundingBox())!.width).toBeGreaterThan(before + 10);
    await page.keyboard.press("ArrowLeft");
    // From the texts on, the tabulator leads out again.
    await definition().focus();
    await page.keyboard.press("Tab");
    expect(await definition().evaluate((one) => one === document.activeElement)).toBe(false);
  });

  describe("its looks", () => {
    const screens = [
      { name: "a desk", width: 1280, height: 800 },
      { name: "a phone", width: 390, height: 844 },
    ];
    const themes = ["light", "dark"] as const;
    const cases = screens.flatMap((screen) => themes.map((theme) => [screen.name, theme, screen] as const));

    test.each(cases)(
      "on %s, %s: everything is seen, nothing lies on another, and every text is readable",
      async (_name, theme, { width, height }) => {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme: theme });
        await open("held-bar/0");
        await eventually(codes).toHaveLength(1);
        await tab("Timeline").click();
        await button("Last step").click();
        await expectGoodLooks(page, ".timeline", theme);
        await tab("Lifetimes").click();
        await page.locator(".drawing svg a").first().waitFor();
        await expectGoodLooks(page, ".drawing", theme);
        await button("Counted storages").click();
        await tab("TypeScript").click();
        await eventually(() => page.locator(".module .cm-line").count()).toBeGreaterThan(5);
        await expectGoodLooks(page, ".module", theme);
      },
    );

    test("the user's choice of colours outweighs the system's, and is kept", async () => {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.emulateMedia({ colorScheme: "light" });
      await page.getByLabel("Colours").selectOption("dark");
      expect((await lookAt(page, "body")).brightness).toBeLessThan(0.25);
      await page.reload();
      await page.locator("html[data-ready]").waitFor();
      expect((await lookAt(page, "body")).brightness).toBeLessThan(0.25);
      await page.getByLabel("Colours").selectOption("");
      expect((await lookAt(page, "body")).brightness).toBeGreaterThan(0.85);
    });
  });

  test("nothing went wrong on the page in all of this", () => {
    expect(failures).toEqual([]);
  });
});
