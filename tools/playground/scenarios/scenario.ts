import { type StorageModel } from "../studio/questions.ts";

/** A system that the discussion about lifetimes came back to: what goes wrong with it today, and what is done about it here. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** What happens under the rules of today. */
  readonly today: string;
  /** What the compiler and the runtime make of it. */
  readonly here: string;
  readonly versions: readonly Version[];
}

/** One way to write the system down, with a script that plays it and what comes of both. */
export interface Version {
  readonly label: string;
  readonly definition: string;
  readonly behaviour: string;
  readonly script: string;
  readonly model: StorageModel;
  readonly advice: boolean;
  /** The type whose lifetimes are drawn. */
  readonly type: string;
  readonly promise: Promised;
}

/** What is promised of a version; the tests hold it to that. */
export interface Promised {
  /** The codes of all reports, in the order of the text. */
  readonly codes: readonly string[];
  /** How the script ends: clean, with something left, or with the misuse of that name. */
  readonly ends: "clean" | "leak" | "ResurrectionError" | "StorageFreedError" | "OccupiedError";
  /** Whether freed memory would be used where nobody counts storages. */
  readonly dangles: boolean;
}
