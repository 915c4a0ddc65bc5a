import { behaviourCatalogue } from "./catalogue/behaviour.ts";
import { parseCatalogue } from "./catalogue/parse.ts";
import { bindCatalogue } from "./catalogue/bind.ts";
import { checkCatalogue } from "./catalogue/check.ts";
import { registerCatalogue } from "./catalogue/check-registers.ts";
import { emitCatalogue } from "./catalogue/emit.ts";
import { memoryCatalogue } from "./catalogue/check-memory.ts";
import { wiringCatalogue } from "./catalogue/check-wiring.ts";
import { typeCatalogue } from "./catalogue/check-types.ts";
import { busCatalogue } from "./catalogue/check-buses.ts";
import { infoCatalogue } from "./catalogue/info.ts";
import { lintCatalogue } from "./catalogue/lint.ts";
import { lifetimeCatalogue } from "./catalogue/lifetime.ts";
import { projectCatalogue } from "./catalogue/project.ts";
import { simulateCatalogue } from "./catalogue/simulate.ts";
import { type Entry } from "./catalogue/entry.ts";

/** Every diagnostic there is, by code. Codes are `phase/hazard`, never renamed or reused. */
export const catalogue = {
  ...parseCatalogue,
  ...bindCatalogue,
  ...checkCatalogue,
  ...registerCatalogue,
  ...memoryCatalogue,
  ...wiringCatalogue,
  ...typeCatalogue,
  ...busCatalogue,
  ...lifetimeCatalogue,
  ...lintCatalogue,
  ...behaviourCatalogue,
  ...emitCatalogue,
  ...projectCatalogue,
  ...simulateCatalogue,
  ...infoCatalogue,
} as const satisfies Record<string, Entry>;

/** The code of a diagnostic, for example `parse/syntax`. */
export type Code = keyof typeof catalogue;

type Blanks<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Blanks<Rest> : never;

/** The blanks that a code's message, why and help leave open; a report must fill exactly these. */
export type BlanksOf<C extends Code> = Record<
  Blanks<(typeof catalogue)[C]["message"] | (typeof catalogue)[C]["why"] | (typeof catalogue)[C]["help"]>,
  string
>;
