import { type PictureNode } from "../../../graph/picture.ts";
import { type Sketch } from "../../studio/questions.ts";
import { make } from "../../../graph/view/make.ts";
import { markPart } from "../../../graph/view/marks.ts";
import { describeNode } from "../../../graph/view/node-details.ts";
import { readSvg } from "./plain-svg.ts";

/** What the user can do with a graph. */
export interface GraphActions {
  chooseType(name: string): void;
  chooseDepth(levels: number): void;
  goToLine(line: number): void;
}

/** How much larger or smaller the drawing is after a press. */
const zoomStep = 1.25;

/** The lifetime graph of a type: a drawing, and beside it what is known of the part that was clicked. */
export class GraphView {
  readonly panel: HTMLElement;
  readonly #actions: GraphActions;
  readonly #types = make("select", { "aria-label": "Type", change: () => this.#actions.chooseType(this.#types.value) });
  readonly #depth = make("select", {
    "aria-label": "Levels of parts",
    change: () => this.#actions.chooseDepth(Number(this.#depth.value)),
  });
  readonly #drawing = make("div", {
    className: "drawing",
    tabindex: "0",
    role: "region",
    "aria-label": "Lifetime graph",
  });
  readonly #details = make("div", { className: "details", "aria-live": "polite" });
  #sketch: Sketch | null = null;
  #chosen: string | null = null;
  #zoom = 1;

  constructor(actions: GraphActions) {
    this.#actions = actions;
    for (const levels of [0, 1, 2, 3, 4, 9]) this.#depth.append(make("option", { value: levels }, String(levels)));
    const zoom = (label: string, text: string, by: number): HTMLElement =>
      make("button", { type: "button", "aria-label": label, title: label, click: () => this.#resize(by) }, text);
    const controls = make(
      "div",
      { className: "controls" },
      make("label", { className: "field" }, make("span", {}, "Type"), " ", this.#types),
      make("label", { className: "field" }, make("span", {}, "Levels"), " ", this.#depth),
      make("div", { className: "spacer" }),
      zoom("Smaller", "−", 1 / zoomStep),
      zoom("Larger", "+", zoomStep),
      zoom("Fit", "Fit", 0),
    );
    this.#drawing.addEventListener("click", (event) => this.#onClick(event));
    this.panel = make("div", { className: "graph" }, controls, this.#drawing, this.#details);
  }

  /** Says which types there are, and which one is drawn. */
  offer(types: readonly string[], type: string, depth: number): void {
    const shown = [...this.#types.options].map(({ value }) => value);
    if (shown.join() !== types.join())
      this.#types.replaceChildren(...types.map((name) => make("option", { value: name }, name)));
    this.#types.value = type;
    this.#depth.value = String(depth);
  }

  /** Draws; the part that was chosen before stays chosen, if it is still there. */
  show(sketch: Sketch, svg: string): void {
    // What was chosen of another type says nothing of this one.
    const before = this.#sketch?.picture.type === sketch.picture.type ? this.#node() : undefined;
    this.#sketch = sketch;
    this.#drawing.replaceChildren(readSvg(svg));
    this.#resize(1);
    const { nodes, edges } = sketch.picture;
    const wrong =
      nodes.find(({ hazards }) => hazards.length > 0)?.id ?? edges.find(({ hazards }) => hazards.length > 0)?.from;
    this.#choose(nodes.find(({ path }) => path === before?.path)?.id ?? wrong ?? nodes[0]!.id);
  }

  /** Shows that there is nothing to draw, and why. */
  clear(reason: string): void {
    this.#sketch = null;
    this.#drawing.replaceChildren(make("p", { className: "empty" }, reason));
    this.#details.replaceChildren();
  }

  #node(): PictureNode | undefined {
    return this.#sketch?.picture.nodes.find(({ id }) => id === this.#chosen);
  }

  #onClick(event: Event): void {
    const link = (event.target as Element).closest("a");
    if (!link) return;
    event.preventDefault();
    this.#choose(link.getAttribute("href")!.slice(1));
  }

  #choose(id: string): void {
    this.#chosen = id;
    const node = this.#node();
    const svg = this.#drawing.querySelector("svg");
    if (!node || !this.#sketch || !svg) return;
    markPart(svg, this.#sketch.picture, node);
    const choose = (path: string): void => {
      const found = this.#sketch?.picture.nodes.find((one) => one.path === path);
      if (found) this.#choose(found.id);
    };
    this.#details.replaceChildren(
      ...describeNode(node, this.#sketch.picture, {
        choose,
        place: (text) => placeOf(text, this.#actions),
        headings: { part: "h3", list: "h4" },
      }),
    );
  }

  /** Multiplies the size; 0: as wide as there is room, and no larger than it was drawn. */
  #resize(by: number): void {
    this.#zoom = by === 0 ? 1 : Math.min(6, Math.max(0.2, this.#zoom * by));
    const svg = this.#drawing.querySelector("svg");
    if (!svg) return;
    const width = svg.viewBox.baseVal.width;
    // Points of Graphviz are 4/3 of a pixel; one of one is what its fonts were chosen for.
    const fit = Math.min(width * 1.15, Math.max(this.#drawing.clientWidth - 16, 280));
    svg.style.width = `${Math.round(fit * this.#zoom)}px`;
    svg.style.height = "auto";
  }
}

/** A place as `file:line`: a button if it is in the definition. */
function placeOf(text: string, { goToLine }: GraphActions): HTMLElement {
  const line = /^board\.qdl:(\d+)$/.exec(text)?.[1];
  if (line === undefined) return make("span", { className: "place" }, text);
  return make("button", { type: "button", className: "place", click: () => goToLine(Number(line)) }, `line ${line}`);
}
