import { type Picture, type PictureNode } from "../picture.ts";
import { hazardsOf } from "./marks.ts";
import { type Content, make, marked } from "./make.ts";

/** The page around the details: what can be done from there, and which headings it has. */
export interface DetailFrame {
  /** Goes to the part with that path. */
  choose(path: string): void;
  /** What stands for a place, which is `file:line`. */
  place(text: string): HTMLElement;
  readonly headings: { readonly part: "h1" | "h3"; readonly list: "h2" | "h4" };
}

/** What is known of a part: what is wrong with it, who keeps it alive, what ends it when, and what it has to do with others. */
export function describeNode(node: PictureNode, picture: Picture, frame: DetailFrame): HTMLElement[] {
  const { place, headings } = frame;
  const list = (title: string, items: readonly (readonly Content[])[]): HTMLElement[] =>
    listOf(headings.list, title, items);
  const link = (path: string): HTMLElement =>
    make("button", { type: "button", className: "link", click: () => frame.choose(path) }, path);
  const pathOf = new Map(picture.nodes.map(({ id, path }) => [id, path]));
  const about = [
    node.kind,
    node.type,
    node.many ? "several" : "",
    node.conditional ? "under a condition" : "",
    node.hotplug ? "can be unplugged" : "",
  ];
  const edges = picture.edges.filter(({ from }) => from === node.id);
  const parent = node.parent === null ? undefined : pathOf.get(node.parent);
  return [
    make(headings.part, {}, node.path),
    make("p", { className: "about" }, `${about.filter(Boolean).join(", ")} `, place(node.place)),
    ...list(
      "What is wrong",
      hazardsOf(node, picture).map(({ code, message }) => [
        make("code", { className: "code error" }, code),
        " ",
        ...marked(message),
      ]),
    ),
    ...list(
      "Who keeps it alive",
      node.keptBy.map(({ by, how, place: at }) => [link(by), " ", ...marked(how), " ", place(at)]),
    ),
    ...list("What ends it, and when", node.ends.map(marked)),
    ...list(
      "What it keeps, links to or shows",
      edges.map(({ to, what, strength, place: at }) => [
        `${strength}: `,
        link(pathOf.get(to)!),
        " ",
        ...marked(what),
        " ",
        place(at),
      ]),
    ),
    ...list(
      "Its parts",
      picture.nodes.filter((part) => part.parent === node.id).map(({ path }) => [link(path)]),
    ),
    ...list("It is part of", parent === undefined ? [] : [[link(parent)]]),
  ];
}

function listOf(heading: "h2" | "h4", title: string, items: readonly (readonly Content[])[]): HTMLElement[] {
  if (items.length === 0) return [];
  return [make(heading, {}, title), make("ul", {}, ...items.map((item) => make("li", {}, ...item)))];
}
