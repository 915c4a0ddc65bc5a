import { type Hazard, type Picture, type PictureNode } from "../picture.ts";

const marks = ["chosen", "keeper", "near", "keeps"];

/**
 * Marks a part in the drawing of a picture, the lines that begin and end at it, and those who keep it; what is deeper than the
 * drawing goes is marked where it lies.
 */
export function markPart(svg: SVGSVGElement, picture: Picture, node: PictureNode): void {
  for (const old of svg.querySelectorAll(marks.map((mark) => `.${mark}`).join())) old.classList.remove(...marks);
  const at = drawnPart(svg, picture, node);
  for (const old of svg.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  for (const link of linksTo(svg, at)) {
    link.classList.add("chosen");
    link.setAttribute("aria-current", "true");
  }
  const rows = picture.nodes.filter(({ parent, kind }) => parent === at.id && kind !== "object");
  const ends = [at, ...rows].flatMap(({ id }) => [`.edge.from-${id}`, `.edge.to-${id}`]);
  const lines = [...svg.querySelectorAll(ends.join())];
  for (const line of lines) line.classList.add("near");
  for (const line of lines) if (line.matches(`.to-${at.id}:not(.weak)`)) line.classList.add("keeps");
  for (const { by } of node.keptBy)
    for (const keeper of picture.nodes.filter(({ path }) => path === by))
      for (const link of linksTo(svg, drawnPart(svg, picture, keeper))) link.classList.add("keeper");
  svg.classList.toggle("focused", lines.length > 0);
}

function linksTo(svg: SVGSVGElement, { id }: PictureNode): Element[] {
  return [...svg.querySelectorAll(`a[href="#${id}"]`)];
}

function drawnPart(svg: SVGSVGElement, { nodes }: Picture, node: PictureNode): PictureNode {
  let at = node;
  while (linksTo(svg, at).length === 0) {
    const around = nodes.find(({ id }) => id === at.parent);
    if (!around) break;
    at = around;
  }
  return at;
}

/** What is wrong with a part, and with the lines that begin or end at it; of the whole, all that is wrong. */
export function hazardsOf(node: PictureNode, { edges, hazards }: Picture): Hazard[] {
  const lines = edges.filter(({ from, to }) => from === node.id || to === node.id);
  const all = node.parent === null ? hazards : [...node.hazards, ...lines.flatMap((line) => line.hazards)];
  return [...new Map(all.map((hazard) => [hazard.message, hazard])).values()];
}
