import { make } from "../../graph/view/make.ts";

/** A page of a set of which one is seen at a time. */
export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly panel: HTMLElement;
}

/** Tabs above their panels, as assistive technology knows them: arrow keys go from tab to tab. */
export class Tabs {
  readonly #buttons = new Map<string, HTMLButtonElement>();
  readonly #tabs: readonly Tab[];
  readonly #onChoose: (id: string) => void;

  /** `onChoose` hears of what the user chooses. */
  constructor(parent: HTMLElement, tabs: readonly Tab[], onChoose: (id: string) => void) {
    this.#tabs = tabs;
    this.#onChoose = onChoose;
    const list = make("div", { role: "tablist", "aria-label": parent.getAttribute("aria-label") ?? "Texts" });
    for (const { id, title, panel } of tabs) {
      const button = make(
        "button",
        { role: "tab", type: "button", id: `tab-${id}`, "aria-controls": `panel-${id}`, click: () => this.#choose(id) },
        title,
      );
      this.#buttons.set(id, button);
      list.append(button);
      panel.id = `panel-${id}`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", button.id);
    }
    list.addEventListener("keydown", (event) => this.#onKey(event));
    (parent.querySelector(".bar") ?? parent).prepend(list);
    parent.append(...tabs.map(({ panel }) => panel));
    this.show(tabs[0]!.id);
  }

  /** Brings a tab to the front. */
  show(chosen: string): void {
    for (const { id, panel } of this.#tabs) {
      const isChosen = id === chosen;
      panel.hidden = !isChosen;
      const button = this.#buttons.get(id)!;
      button.setAttribute("aria-selected", String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
    }
  }

  /** Says something beside a title, of a kind that the style sheet knows; nothing, if there is nothing to say. */
  note(id: string, text: string, kind: string): void {
    const button = this.#buttons.get(id)!;
    button.querySelector(".note")?.remove();
    if (text !== "") button.append(make("span", { className: `note ${kind}` }, text));
  }

  #choose(id: string): void {
    this.show(id);
    this.#onChoose(id);
  }

  #onKey(event: KeyboardEvent): void {
    const ids = this.#tabs.map(({ id }) => id);
    const at = ids.findIndex((id) => this.#buttons.get(id) === document.activeElement);
    const next = new Map([
      ["ArrowRight", at + 1],
      ["ArrowLeft", at - 1],
      ["Home", 0],
      ["End", ids.length - 1],
    ]).get(event.key);
    if (next === undefined || at < 0) return;
    event.preventDefault();
    const id = ids[(next + ids.length) % ids.length]!;
    this.#choose(id);
    this.#buttons.get(id)!.focus();
  }
}
