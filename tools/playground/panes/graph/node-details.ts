import { type Picture, type PictureNode } from "../../../graph/picture.ts";
import { hazardsOf } from "./marks.ts";
import { type Content, make, marked } from "../make.ts";

/** What can be done from the details. */
export interface DetailActions {
  /** Goes to the part with that path. */
  choose(path: string): void;
  goToLine(line: number): void;
}

/** What is known of a part: what is wrong with it, who keeps it alive, what ends it when, and what it has to do with others. */
export function describeNode(node: PictureNode, picture: Picture, actions: DetailActions): HTMLElement[] {
  const link = (path: string): HTMLElement =>
    make("button", { type: "button", className: "link", click: () => actions.choose(path) }, path);
  const place = (text: string): HTMLElement => placeOf(text, actions);
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
    make("h3", {}, node.path),
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

function list(title: string, items: readonly (readonly Content[])[]): HTMLElement[] {
  if (items.length === 0) return [];
  return [make("h4", {}, title), make("ul", {}, ...items.map((item) => make("li", {}, ...item)))];
}

/** A place as `file:line`: a button if it is in the definition. */
function placeOf(text: string, { goToLine }: DetailActions): HTMLElement {
  const line = /^board\.qdl:(\d+)$/.exec(text)?.[1];
  if (line === undefined) return make("span", { className: "place" }, text);
  return make("button", { type: "button", className: "place", click: () => goToLine(Number(line)) }, `line ${line}`);
}
