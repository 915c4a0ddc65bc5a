import { scenarios } from "../scenarios/index.ts";
import { isEdited, originOf, type State } from "../state/state.ts";
import { byId, make, marked } from "../../graph/view/make.ts";

/** Fills the list of scenarios; `onChoose` hears of the one that is chosen. */
export function listScenarios(onChoose: (id: string) => void): void {
  const select = byId<HTMLSelectElement>("scenario");
  for (const group of new Set(scenarios.map((one) => one.group))) {
    const options = scenarios.filter((one) => one.group === group);
    select.append(
      make("optgroup", { label: group }, ...options.map(({ id, title }) => make("option", { value: id }, title))),
    );
  }
  select.addEventListener("change", () => onChoose(select.value));
}

/** Tells the story of the scenario that a state began as, and offers its versions; `onVersion` hears of the one that is chosen. */
export function tellStory(state: State, onVersion: (version: number) => void): void {
  const { scenario } = originOf(state);
  byId<HTMLSelectElement>("scenario").value = scenario.id;
  byId("story").querySelector("summary")!.textContent = scenario.title;
  byId("story")
    .querySelector(".body")!
    .replaceChildren(
      make("p", {}, make("b", {}, "Today "), ...marked(scenario.today)),
      make("p", {}, make("b", {}, "Here "), ...marked(scenario.here)),
    );
  const choices = scenario.versions.map(({ label }, at) =>
    make("button", { type: "button", click: () => onVersion(at) }, label),
  );
  byId("versions").replaceChildren(...choices, make("span", { className: "edited" }));
  markVersion(state);
}

/** Shows which version the texts began as, and whether they have been changed since. */
export function markVersion(state: State): void {
  for (const [at, button] of byId("versions").querySelectorAll("button").entries())
    button.setAttribute("aria-pressed", String(at === state.version));
  byId("versions").querySelector(".edited")!.textContent = isEdited(state) ? "edited" : "";
}
