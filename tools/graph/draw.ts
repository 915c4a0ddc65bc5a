import { printDot } from "./dot.ts";
import { fold } from "./fold.ts";
import { printPage } from "./page.ts";
import { makePicture, type Subject } from "./picture.ts";
import { drawSvg } from "./svg.ts";

/** How a lifetime graph is drawn. */
export interface Drawing {
  readonly format: "svg" | "dot" | "json" | "html";
  /** How many levels of objects below the root are shown; `json` and the details of `html` have all. */
  readonly depth: number;
}

/** Draws the lifetimes of a type; the same definitions give the same text. */
export async function drawLifetimes(subject: Subject, { format, depth }: Drawing): Promise<string> {
  const picture = makePicture(subject);
  if (format === "json") return `${JSON.stringify(picture, null, 2)}\n`;
  const dot = printDot(fold(picture, depth), format === "html");
  if (format === "dot") return dot;
  const svg = await drawSvg(dot);
  return format === "svg" ? svg : printPage(picture, svg);
}
