import "./style/theme.css";
import "./style/layout.css";
import "./style/panes.css";
import { loadGrammar } from "./editor/qdl-language.ts";
import { Page } from "./page.ts";
import { alarm, watchForFailures } from "./panes/alarms.ts";
import { makeDivider } from "./panes/divider.ts";
import { byId } from "../graph/view/make.ts";
import { listScenarios, markVersion, tellStory } from "./panes/story.ts";
import { followTheme } from "./panes/theme.ts";
import { scenarios } from "./scenarios/index.ts";
import { readAddress, writeAddress } from "./state/address.ts";
import { begin, originOf, type State, Store } from "./state/state.ts";
import { type CompilerTasks, type DrawingTasks, type StorageModel } from "./studio/questions.ts";
import { Remote } from "./studio/remote.ts";

/** How long the address waits for more changes, in ms. */
const settling = 250;

watchForFailures();
followTheme();
makeDivider(byId("divider"), byId("panes"));

const store = new Store((await stateOfAddress()) ?? begin(scenarios[0]!, 0));
const compiler = new Remote<CompilerTasks>(
  () => new Worker(new URL("./studio/compiler-worker.ts", import.meta.url), { type: "module" }),
);
const drawing = new Remote<DrawingTasks>(
  () => new Worker(new URL("./studio/drawing-worker.ts", import.meta.url), { type: "module" }),
);

const goToVersion = (version: number): void =>
  store.change(begin(originOf(store.now).scenario, version, store.now.view));
listScenarios((id) =>
  store.change(
    begin(
      scenarios.find((one) => one.id === id)!,
      0,
      store.now.view,
    ),
  ),
);
tellStory(store.now, goToVersion);
showRules(store.now);
new Page(store, { compiler, drawing }, await loadGrammar());

store.onChange((now, before) => {
  if (now.scenario !== before.scenario) tellStory(now, goToVersion);
  markVersion(now);
  showRules(now);
  keepAddress();
});

byId<HTMLSelectElement>("model").addEventListener("change", ({ target }) =>
  store.change({ model: (target as HTMLSelectElement).value as StorageModel }),
);
byId<HTMLInputElement>("advice").addEventListener("change", ({ target }) =>
  store.change({ advice: (target as HTMLInputElement).checked }),
);
byId("reset").addEventListener("click", () => goToVersion(store.now.version));
byId("share").addEventListener("click", () => void share());
addEventListener("hashchange", () => void stateOfAddress().then((state) => state && store.change(state)));
// Graphviz is loaded before it is needed, so that it is there when the network is not.
setTimeout(() => void drawing.ask("draw", "digraph {}").catch(() => undefined), 500);
byId("loading").remove();
document.documentElement.dataset["ready"] = "";

/** The state that the page's address has; says so if it has one that cannot be read. */
async function stateOfAddress(): Promise<State | undefined> {
  const { hash } = location;
  if (hash.length < 2) return undefined;
  const state = await readAddress(hash);
  if (!state) alarm("The address of this page leads to nothing that can be read: what is shown is something else.");
  return state;
}

function showRules({ model, advice }: State): void {
  byId<HTMLSelectElement>("model").value = model;
  byId<HTMLInputElement>("advice").checked = advice;
}

let keeping: ReturnType<typeof setTimeout> | undefined;

/** Puts the state into the address, once nothing changes for a moment. */
function keepAddress(): void {
  clearTimeout(keeping);
  keeping = setTimeout(() => {
    const { now } = store;
    void writeAddress(now).then((address) => {
      if (now === store.now) history.replaceState(null, "", `#${address}`);
    });
  }, settling);
}

async function share(): Promise<void> {
  const button = byId("share");
  const address = new URL(`#${await writeAddress(store.now)}`, location.href).href;
  history.replaceState(null, "", address);
  try {
    await navigator.clipboard.writeText(address);
    button.textContent = "Copied";
  } catch {
    button.textContent = "It is in the address bar";
  }
  setTimeout(() => (button.textContent = "Copy link"), 2000);
}
