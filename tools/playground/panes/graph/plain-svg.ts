const namespace = "http://www.w3.org/2000/svg";

/** What a drawing of Graphviz is made of; anything else is left out. */
const elements: ReadonlySet<string> = new Set([
  "svg",
  "g",
  "a",
  "title",
  "text",
  "path",
  "polygon",
  "polyline",
  "ellipse",
]);
const attributes: ReadonlySet<string> = new Set(
  "id class viewBox width height transform d points cx cy rx ry x y fill stroke stroke-width stroke-dasharray text-anchor font-family font-size font-weight font-style".split(
    " ",
  ),
);

/**
 * A drawing as elements of this page: shapes and texts only, and links to `#id` only, so that nothing in it can do more than
 * be seen and clicked. Throws `Error` if the text is no drawing.
 */
export function readSvg(text: string): SVGSVGElement {
  const { documentElement: root } = new DOMParser().parseFromString(text, "image/svg+xml");
  if (root.namespaceURI !== namespace || root.localName !== "svg") throw new Error("Graphviz made no drawing");
  return copy(root) as SVGSVGElement;
}

function copy(from: Element): SVGElement {
  const made = document.createElementNS(namespace, from.localName);
  for (const { name, localName, value } of from.attributes) {
    if (attributes.has(name)) made.setAttribute(name, value);
    if (localName === "href" && /^#n\d+$/.test(value)) made.setAttribute("href", value);
  }
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) made.append(child.textContent ?? "");
    if (child instanceof Element && elements.has(child.localName)) made.append(copy(child));
  }
  return made;
}
