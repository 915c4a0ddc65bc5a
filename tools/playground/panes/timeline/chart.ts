import { type Moment, namesIn } from "./moments.ts";
import { make } from "../../../graph/view/make.ts";

/** More cells than anybody looks at, and than a browser lays out at once. */
const most = 20_000;

/**
 * All of a play at one glance: a row an object and a storage, a column a step, in it the count. The column of the step that is
 * shown stands out; a press on another one goes there. What is too large for a glance is not drawn, and says so.
 */
export function makeChart(moments: readonly Moment[], goTo: (step: number) => void): HTMLElement {
  const names = namesIn(moments);
  if (names.length * moments.length > most)
    return make(
      "p",
      { className: "empty" },
      `${moments.length} steps of ${names.length} objects: too many for a chart.`,
    );
  const roots = names.filter((name) =>
    moments.some(({ objects }) => objects.some((one) => one.name === name && one.storage_ref !== null)),
  );
  const head = make(
    "tr",
    {},
    make("th", { scope: "col" }, "step"),
    ...moments.map(({ operation, aborted }, step) =>
      make(
        "th",
        { scope: "col", "data-step": step, className: aborted ? "aborted" : "" },
        make("button", { type: "button", tabindex: "-1", title: operation, click: () => goTo(step) }, String(step + 1)),
      ),
    ),
  );
  const row = (label: string, cell: (moment: Moment) => Cell): HTMLTableRowElement =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, label),
      ...moments.map((moment, step) => {
        const { text, look, title } = cell(moment);
        const aborted = moment.aborted ? " aborted" : "";
        return make("td", { "data-step": step, className: look + aborted, title, click: () => goTo(step) }, text);
      }),
    );
  const body = make(
    "tbody",
    {},
    ...names.map((name) => row(name, (moment) => objectCell(name, moment))),
    ...roots.map((name) => row(`storage of ${name}`, (moment) => storageCell(name, moment))),
  );
  return make("table", { className: "chart" }, make("thead", {}, head), body);
}

interface Cell {
  readonly text: string;
  readonly look: string;
  readonly title: string;
}

function objectCell(name: string, { objects, legacy }: Moment): Cell {
  const object = objects.find((one) => one.name === name);
  if (!object) return { text: "", look: "none", title: `${name} is not there` };
  const used = legacy.used.includes(name);
  const dangling = used || legacy.dangling.includes(name);
  const today = used ? "; today: freed memory is used" : dangling ? "; today: its memory is freed" : "";
  const title = `${name}: ${object.ref} references, ${object.state}${today}`;
  return { text: String(object.ref), look: `${object.state}${dangling ? " dangling" : ""}`, title };
}

function storageCell(name: string, { objects, legacy }: Moment): Cell {
  const object = objects.find((one) => one.name === name);
  if (!object) return { text: "", look: "none", title: `the storage of ${name} is not there` };
  const count = String(object.storage_ref);
  const isLost = legacy.freed.some(({ storage }) => storage === name);
  const title = `the storage of ${name}: ${count} references${isLost ? "; today: freed here" : ""}`;
  return { text: count, look: isLost ? "kept lost" : "kept", title };
}

/** Makes the column of a step stand out, and scrolls the frame of the chart sideways, no further than to show it. */
export function markColumn(frame: HTMLElement, step: number): void {
  for (const cell of frame.querySelectorAll("[data-step]"))
    cell.classList.toggle("now", cell.getAttribute("data-step") === String(step));
  const column = frame.querySelector<HTMLElement>("th.now");
  const names = frame.querySelector<HTMLElement>("th:not([data-step])");
  if (!column || !names) return;
  const { offsetLeft: left, offsetWidth: width } = column;
  const [least, most] = [left + width + 4 - frame.clientWidth, left - names.offsetWidth - 4];
  frame.scrollLeft = Math.min(most, Math.max(least, frame.scrollLeft));
}
