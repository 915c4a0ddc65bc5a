import { counted } from "qdl";
import { type IGrammar } from "vscode-textmate";
import { type Editor, makeEditor, markStep, replaceText, typescript } from "./editor/editors.ts";
import { qdlLanguage } from "./editor/qdl-language.ts";
import { applyFix, goTo, showReports } from "./editor/reports.ts";
import { alarm } from "./panes/alarms.ts";
import { GraphView } from "./panes/graph/graph-view.ts";
import { byId, make, marked } from "../graph/view/make.ts";
import { listReports } from "./panes/report-list.ts";
import { Tabs } from "./panes/tabs.ts";
import { Timeline } from "./panes/timeline/timeline.ts";
import { type State, type Store, type View } from "./state/state.ts";
import { type CompilerTasks, type DrawingTasks, type Findings, type Texts } from "./studio/questions.ts";
import { type Remote } from "./studio/remote.ts";

/** Who does the work that the page shows. */
export interface Workers {
  readonly compiler: Remote<CompilerTasks>;
  readonly drawing: Remote<DrawingTasks>;
}

/** The texts, and what comes of them, in step with the state. */
export class Page {
  readonly #store: Store;
  readonly #workers: Workers;
  readonly #definition: Editor;
  readonly #behaviour: Editor;
  readonly #script: Editor;
  readonly #module: Editor;
  readonly #moduleNote = make("span", {});
  readonly #copy = make("button", { type: "button", disabled: true, click: () => void this.#copyModule() }, "Copy");
  readonly #texts: Tabs;
  readonly #results: Tabs;
  readonly #graph: GraphView;
  readonly #timeline: Timeline;
  #types: Findings["types"] = [];
  #sketching: ReturnType<typeof setTimeout> | undefined;

  constructor(store: Store, workers: Workers, grammar: IGrammar) {
    this.#store = store;
    this.#workers = workers;
    this.#graph = new GraphView({
      chooseType: (type) => store.change({ type }),
      chooseDepth: (depth) => store.change({ depth }),
      goToLine: (line) => this.#goToLine(line),
    });
    this.#timeline = new Timeline({ goTo: (step) => store.change({ step }) });
    const definition = make("div", { className: "editor" });
    const behaviour = make("div", { className: "editor" });
    const module = make("div", { className: "editor" });
    this.#definition = makeEditor(definition, {
      label: "Definition",
      wrap: true,
      language: qdlLanguage(grammar),
      onEdit: (text) => store.change({ definition: text }),
    });
    this.#behaviour = makeEditor(behaviour, {
      label: "Behaviour",
      empty: "No behaviour module: what hooks do would stand here.",
      language: typescript,
      onEdit: (text) => store.change({ behaviour: text }),
    });
    this.#script = makeEditor(this.#timeline.script, {
      label: "Script",
      wrap: true,
      onEdit: (text) => store.change({ script: text }),
    });
    this.#module = makeEditor(module, { label: "Generated TypeScript", language: typescript });
    this.#texts = new Tabs(
      byId("texts"),
      [
        { id: "definition", title: "board.qdl", panel: definition },
        { id: "behaviour", title: "board.ts", panel: behaviour },
      ],
      () => undefined,
    );
    this.#results = new Tabs(
      byId("results"),
      [
        { id: "timeline", title: "Timeline", panel: this.#timeline.panel },
        { id: "graph", title: "Lifetimes", panel: this.#graph.panel },
        {
          id: "module",
          title: "TypeScript",
          panel: make(
            "div",
            { className: "module" },
            make("div", { className: "controls" }, this.#moduleNote, make("span", { className: "spacer" }), this.#copy),
            module,
          ),
        },
      ],
      (view) => store.change({ view: view as View }),
    );
    byId("format").addEventListener("click", () => void this.#format());
    store.onChange((now, before) => this.#follow(now, before));
    this.#follow(store.now, null);
  }

  /** Shows what has changed, and has worked out again what depends on it. */
  #follow(now: State, before: State | null): void {
    const changed = (...keys: (keyof State)[]): boolean => keys.some((key) => now[key] !== before?.[key]);
    this.#definition.load(now.definition);
    this.#behaviour.load(now.behaviour);
    this.#script.load(now.script);
    const isNew = changed("definition", "behaviour", "model", "advice");
    if (changed("view")) this.#results.show(now.view);
    if (isNew) void this.#check(now);
    else if (changed("view", "type", "depth")) this.#sketchSoon(0);
    if (changed("script")) void this.#play(now.script);
    else if (changed("step")) this.#timeline.showStep(now.step);
    if (changed("step")) markStep(this.#script.view, this.#timeline.line);
  }

  async #check(texts: Texts): Promise<void> {
    const start = performance.now();
    const outcome = await this.#ask(
      this.#workers.compiler.ask("check", textsOf(texts)),
      "The compiler failed on this text",
    );
    if (!outcome || this.#store.now.definition !== texts.definition) return;
    const { reports, module, types } = outcome;
    this.#types = types;
    showReports(this.#definition.view, reports);
    listReports(byId("reports"), reports, {
      goTo: ({ from, to }) => this.#goTo(from, to),
      apply: (fix) => applyFix(this.#definition.view, fix),
    });
    byId("reports").dataset["took"] = (performance.now() - start).toFixed(1);
    const errors = reports.filter(({ severity }) => severity === "error").length;
    this.#texts.note("definition", reports.length > 0 ? String(reports.length) : "", errors > 0 ? "error" : "warning");
    this.#module.load(module?.text ?? "");
    this.#module.view.dom.hidden = module === null;
    const note = module
      ? `generated/${module.path}, as \`qdl build\` writes it`
      : `There is no module: the definition has ${counted(errors, "error")}.`;
    this.#moduleNote.replaceChildren(...marked(note));
    this.#copy.disabled = module === null;
    this.#sketchSoon(150);
  }

  /** Draws the graph, if it is seen: after a moment, so that who types is not kept. */
  #sketchSoon(delay: number): void {
    clearTimeout(this.#sketching);
    const { view, type, depth } = this.#store.now;
    const names = this.#types.map(({ name }) => name);
    const shown = names.includes(type) ? type : names.at(-1);
    this.#graph.offer(names, shown ?? "", depth);
    if (view !== "graph") return;
    if (shown === undefined) return this.#graph.clear("There is no type that could be drawn.");
    this.#sketching = setTimeout(() => void this.#sketch(shown), delay);
  }

  async #sketch(type: string): Promise<void> {
    const { now } = this.#store;
    const given = { texts: textsOf(now), type, depth: now.depth };
    const sketch = await this.#ask(this.#workers.compiler.ask("sketch", given), "The graph cannot be made");
    if (!sketch) return;
    const svg = await this.#ask(this.#workers.drawing.ask("draw", sketch.dot), "The graph cannot be drawn");
    if (svg !== undefined) this.#graph.show(sketch, svg);
  }

  async #play(script: string): Promise<void> {
    const played = await this.#ask(this.#workers.compiler.ask("play", script), "The script cannot be played");
    if (!played || this.#store.now.script !== script) return;
    this.#timeline.show(played, this.#store.now.step);
    showReports(this.#script.view, played.reports);
    markStep(this.#script.view, this.#timeline.line);
  }

  /** The answer of a worker; nothing, if a later question overtook this one, or, which is told, if the worker failed. */
  async #ask<Answer>(
    outcome: Promise<{ readonly answer: Answer } | { readonly overtaken: true }>,
    failure: string,
  ): Promise<Answer | undefined> {
    try {
      const done = await outcome;
      return "answer" in done ? done.answer : undefined;
    } catch (error) {
      alarm(`${failure}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  async #format(): Promise<void> {
    const { definition } = this.#store.now;
    const formatted = await this.#ask(
      this.#workers.compiler.ask("format", definition),
      "The definition cannot be laid out",
    );
    if (typeof formatted !== "string" || this.#store.now.definition !== definition) return;
    this.#texts.show("definition");
    replaceText(this.#definition.view, formatted);
  }

  async #copyModule(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#module.view.state.doc.toString());
      this.#copy.textContent = "Copied";
      setTimeout(() => (this.#copy.textContent = "Copy"), 2000);
    } catch {
      alarm("The browser does not let this page copy: select the text instead.");
    }
  }

  #goTo(from: number, to: number): void {
    this.#texts.show("definition");
    goTo(this.#definition.view, from, to);
  }

  #goToLine(line: number): void {
    const { doc } = this.#definition.view.state;
    const { from, to } = doc.line(Math.min(line, doc.lines));
    this.#goTo(from, to);
  }
}

function textsOf({ definition, behaviour, model, advice }: Texts): Texts {
  return { definition, behaviour, model, advice };
}
