import { type Locator, type Page } from "playwright-core";
import { expect } from "vitest";

/** What somebody does on the page, and sees there. */
export interface Visitor {
  /** Goes to a state by its address, as somebody does who follows a link; in another page, if that is wanted. */
  open(state: string, on?: Page): Promise<void>;
  texts(selector: string): Promise<string[]>;
  /** The codes of the reports, in their order. */
  codes(): Promise<string[]>;
  button(name: string): Locator;
  tab(name: string): Locator;
  definition(): Locator;
  /** Puts the cursor at the end of the first line of the definition that has a text, and types. */
  typeAfter(line: string, text: string): Promise<void>;
}

/** Somebody who uses a page that is there, at an address that is known, by the time that something is done. */
export function makeVisitor(pageNow: () => Page, address: () => string): Visitor {
  const definition = (): Locator => pageNow().getByRole("textbox", { name: "Definition" });
  const texts = (selector: string): Promise<string[]> => pageNow().locator(selector).allInnerTexts();
  return {
    definition,
    texts,
    codes: () => texts("#reports .head .code"),
    button: (name) => pageNow().getByRole("button", { name, exact: true }),
    tab: (name) => pageNow().getByRole("tab", { name }),
    async open(state, on = pageNow()) {
      await on.goto("about:blank");
      await on.goto(`${address()}#${state}`);
      await on.locator("html[data-ready]").waitFor();
    },
    async typeAfter(line, text) {
      await definition().locator(".cm-line", { hasText: line }).first().click();
      await pageNow().keyboard.press("End");
      await pageNow().keyboard.type(text);
    },
  };
}

/** What is expected of the page once its workers have answered. */
export function eventually(look: () => unknown, message?: string) {
  return expect.poll(look, { timeout: 15_000, ...(message !== undefined && { message }) });
}

/** What a page shows of what its visitor has written and chosen. */
export async function choicesOn(page: Page): Promise<Readonly<Record<string, string | boolean>>> {
  return {
    text: await page.getByRole("textbox", { name: "Definition" }).innerText(),
    model: await page.getByLabel("Storages").inputValue(),
    advice: await page.getByLabel("advice").isChecked(),
    levels: await page.getByLabel("Levels").inputValue(),
    edited: await page.locator(".edited").innerText(),
  };
}
