import { type Page } from "playwright-core";
import { expect } from "vitest";

/** What a part of a screenshot looks like. */
interface Look {
  /** Of all of its points, from 0 (black) to 1 (white). */
  readonly brightness: number;
  /** How many colours it has, of 4096. */
  readonly colours: number;
  /** The share of points that are not of its most frequent colour. */
  readonly drawn: number;
}

/** Takes a picture of what is seen of an element, and looks at its points. */
export async function lookAt(page: Page, selector: string): Promise<Look> {
  const picture = (await page.locator(selector).first().screenshot()).toString("base64");
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d")!;
    context.drawImage(image, 0, 0);
    const points = context.getImageData(0, 0, image.width, image.height).data;
    const counts = new Map<number, number>();
    let sum = 0;
    for (let at = 0; at < points.length; at += 4) {
      const [red, green, blue] = [points[at]!, points[at + 1]!, points[at + 2]!];
      sum += (red + green + blue) / 765;
      const colour = ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    const all = points.length / 4;
    return { brightness: sum / all, colours: counts.size, drawn: 1 - Math.max(...counts.values()) / all };
  }, picture);
}

/** Elements that a user can use or read at a time, and that leave the page sideways, or lie on another one. */
function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const nameOf = (element: Element): string =>
      `${element.tagName.toLowerCase()}#${element.id} ${element.textContent.slice(0, 20)}`;
    const seen = [
      ...document.querySelectorAll(
        "header > *, button, select, input, [role=tab], .editor, #reports, .details, .drawing, .script-frame, .stage, .operation, .ending",
      ),
    ].filter((element) => element.checkVisibility() && !element.closest(".cm-editor") && !element.closest("svg"));
    /** Where an element is seen: what stands out of something that scrolls is not. */
    const boxOf = (element: Element): DOMRect | null => {
      let { left, top, right, bottom } = element.getBoundingClientRect();
      for (let at = element.parentElement; at; at = at.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(at);
        const frame = at.getBoundingClientRect();
        if (overflowX !== "visible") [left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
        if (overflowY !== "visible") [top, bottom] = [Math.max(top, frame.top), Math.min(bottom, frame.bottom)];
      }
      return right - left < 1 || bottom - top < 1 ? null : new DOMRect(left, top, right - left, bottom - top);
    };
    const boxes = seen.flatMap((element) => {
      const box = boxOf(element);
      return box ? [{ element, box }] : [];
    });
    const out = boxes.filter(({ box }) => box.left < -0.5 || box.right > innerWidth + 0.5);
    const over = boxes.flatMap(({ element, box }, at) =>
      boxes.slice(at + 1).flatMap(({ element: other, box: its }) => {
        const apart =
          box.right <= its.left + 1 ||
          its.right <= box.left + 1 ||
          box.bottom <= its.top + 1 ||
          its.bottom <= box.top + 1;
        return apart || element.contains(other) || other.contains(element)
          ? []
          : [`${nameOf(element)} over ${nameOf(other)}`];
      }),
    );
    const wide = document.documentElement.scrollWidth > innerWidth ? ["the page scrolls sideways"] : [];
    return [...out.map(({ element }) => `${nameOf(element)} stands out`), ...over, ...wide];
  });
}

/** Texts whose contrast with what is behind them is less than 4.5 (WCAG 2.2, 1.4.3), with that contrast. */
function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })!;
    const points = new Map<string, number[]>();
    const pointOf = (colour: string): number[] => {
      const known = points.get(colour);
      if (known) return known;
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const point = [...canvas.getImageData(0, 0, 1, 1).data];
      points.set(colour, point);
      return point;
    };
    const lightness = (point: readonly number[]): number => {
      const [red, green, blue] = point.map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    };
    const behind = (from: Element): number[] => {
      for (let at: Element | null = from; at; at = at.parentElement) {
        const point = pointOf(getComputedStyle(at).backgroundColor);
        if (point[3] === 255) return point;
      }
      return [255, 255, 255, 255];
    };
    const faint = new Set<string>();
    for (const element of document.querySelectorAll("body *")) {
      const text = [...element.childNodes]
        .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
        .map(({ textContent }) => textContent)
        .join("")
        .trim();
      const unused = element.matches(":disabled, option, optgroup, script, noscript, style, .cm-widgetBuffer");
      if (text === "" || unused || !element.checkVisibility()) continue;
      const style = getComputedStyle(element);
      const colour = pointOf(element instanceof SVGElement ? style.fill : style.color);
      const [high, low] = [lightness(colour), lightness(behind(element))].sort((a, b) => b - a);
      const contrast = (high! + 0.05) / (low! + 0.05);
      if (contrast < 4.5)
        faint.add(
          `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} ${contrast.toFixed(1)}: ${text.slice(0, 24)}`,
        );
    }
    return [...faint];
  });
}

/** Whether the column of the step that is shown is in sight in the chart of the timeline, beside the names. */
export function showsItsStep(page: Page): Promise<boolean> {
  return page.locator(".chart-frame").evaluate((frame) => {
    const boxOf = (selector: string): DOMRect => frame.querySelector(selector)!.getBoundingClientRect();
    const column = boxOf("th.now");
    return column.left >= boxOf("th:not([data-step])").right && column.right <= frame.getBoundingClientRect().right;
  });
}

/** Expects all of the page in its place and readable, and something to be seen at a place, in the colours of the theme. */
export async function expectGoodLooks(page: Page, place: string, theme: "light" | "dark"): Promise<void> {
  expect(await misplaced(page), place).toEqual([]);
  expect(await faintTexts(page), place).toEqual([]);
  const { brightness, colours, drawn } = await lookAt(page, place);
  expect(colours, `colours of ${place}`).toBeGreaterThan(12);
  expect(drawn, `share of ${place} that is drawn`).toBeGreaterThan(0.02);
  if (theme === "light") expect(brightness, `brightness of ${place}`).toBeGreaterThan(0.85);
  else expect(brightness, `brightness of ${place}`).toBeLessThan(0.25);
}
