import { keep, kept } from "../state/kept.ts";

/** As much of the width as the left side may have, in percent. */
const [least, most] = [25, 75];
const key = "divider";

/** A line between two columns that can be dragged, or moved with the arrow keys; where it stands is kept. */
export function makeDivider(line: HTMLElement, container: HTMLElement): void {
  const place = (percent: number): void => {
    const at = Math.round(Math.min(most, Math.max(least, percent)));
    container.style.setProperty("--left", `${at}%`);
    line.setAttribute("aria-valuenow", String(at));
    keep(key, String(at));
  };
  for (const [name, value] of Object.entries({
    role: "separator",
    tabindex: "0",
    "aria-orientation": "vertical",
    "aria-label": "Width of the definition",
    "aria-valuemin": String(least),
    "aria-valuemax": String(most),
  }))
    line.setAttribute(name, value);
  place(Number(kept(key)) || 44);
  line.addEventListener("pointerdown", (event) => {
    line.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  line.addEventListener("pointermove", (event) => {
    if (!line.hasPointerCapture(event.pointerId)) return;
    const { left, width } = container.getBoundingClientRect();
    place(((event.clientX - left) / width) * 100);
  });
  line.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    place(Number(line.getAttribute("aria-valuenow")) + step);
  });
}
