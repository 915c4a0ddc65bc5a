import { scenarios } from "../scenarios/index.ts";
import { type Scenario, type Version } from "../scenarios/scenario.ts";
import { type StorageModel } from "../studio/questions.ts";

/** The ways to look at a definition. */
export const views = ["timeline", "graph", "module"] as const;
export type View = (typeof views)[number];

/** Everything that a reload must bring back. */
export interface State {
  /** What the texts began as. */
  readonly scenario: string;
  readonly version: number;
  readonly definition: string;
  readonly behaviour: string;
  readonly script: string;
  readonly model: StorageModel;
  readonly advice: boolean;
  readonly view: View;
  /** The type that is drawn, and how many levels of it. */
  readonly type: string;
  readonly depth: number;
  /** The step of the script that is shown, from 0. */
  readonly step: number;
}

/** A scenario as it begins. */
export function begin(scenario: Scenario, version: number, view: View = "timeline"): State {
  const { definition, behaviour, script, model, advice, type } = scenario.versions[version]!;
  const texts = { definition, behaviour, script };
  return { scenario: scenario.id, version, ...texts, model, advice, view, type, depth: 3, step: 0 };
}

/** The scenario and the version that a state began as. */
export function originOf({ scenario, version }: State): { readonly scenario: Scenario; readonly version: Version } {
  const found = scenarios.find(({ id }) => id === scenario)!;
  return { scenario: found, version: found.versions[version]! };
}

/** Whether a state's texts or rules are no longer those that it began with. */
export function isEdited(state: State): boolean {
  const { version } = originOf(state);
  return (["definition", "behaviour", "script", "model", "advice"] as const).some((key) => state[key] !== version[key]);
}

/** The state of the page, and who wants to hear of its changes. */
export class Store {
  #state: State;
  readonly #listeners: ((now: State, before: State) => void)[] = [];

  constructor(state: State) {
    this.#state = state;
  }

  get now(): State {
    return this.#state;
  }

  /** Changes some of it, and tells everybody. */
  change(changes: Partial<State>): void {
    const before = this.#state;
    this.#state = { ...before, ...changes };
    for (const listener of this.#listeners) listener(this.#state, before);
  }

  onChange(listener: (now: State, before: State) => void): void {
    this.#listeners.push(listener);
  }
}
