import { type Picture, type PictureNode } from "../picture.ts";
import { byId, make } from "./make.ts";
import { markPart } from "./marks.ts";
import { describeNode } from "./node-details.ts";

/** The script of the page that `qdl graph --format html` writes: its picture stands in it as data, its drawing as elements. */
const picture = JSON.parse(byId("picture").textContent) as Picture;
const details = byId("details");
const search = byId<HTMLInputElement>("search");
const svg = document.querySelector("svg")!;

// Graphviz writes links in the way of SVG 1.1.
for (const link of svg.querySelectorAll("a")) link.setAttribute("href", link.getAttribute("xlink:href") ?? "");

const nodeOf = (id: string): PictureNode | undefined => picture.nodes.find((node) => node.id === id);

/** Shows a part; its address leads there again. */
function show(node: PictureNode): void {
  markPart(svg, picture, node);
  history.replaceState(null, "", `#${node.id}`);
  const frame = {
    choose: (path: string): void => show(picture.nodes.find((one) => one.path === path) ?? node),
    place: (text: string): HTMLElement => make("span", { className: "place" }, text),
    headings: { part: "h1", list: "h2" },
  } as const;
  details.replaceChildren(...describeNode(node, picture, frame));
}

/** Shows the first part with a name, or a type, in which something occurs; says so if there is none. */
function find(wanted: string): void {
  const occurs = ({ path, type }: PictureNode): boolean =>
    [path, type].some((name) => name.toLowerCase().includes(wanted.toLowerCase()));
  const found = wanted === "" ? undefined : picture.nodes.find(occurs);
  const missing = wanted !== "" && !found;
  search.setCustomValidity(missing ? "there is no such part" : "");
  search.setAttribute("aria-invalid", String(missing));
  if (found) show(found);
}

document.querySelector("main")!.addEventListener("click", (event) => {
  const link = (event.target as Element).closest("a");
  const node = link && nodeOf(link.getAttribute("href")!.slice(1));
  if (!node) return;
  event.preventDefault();
  show(node);
});
search.addEventListener("input", () => find(search.value));
show(nodeOf(location.hash.slice(1)) ?? picture.nodes[0]!);
