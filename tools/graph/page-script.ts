/** What the page does. Texts of the definitions become text nodes, never markup. */
export const behaviour = `
"use strict";
const picture = JSON.parse(document.getElementById("picture").textContent);
const byId = new Map(picture.nodes.map((node) => [node.id, node]));
const details = document.getElementById("details");
const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};
const linkTo = (node) => {
  const made = element("button", node.path);
  made.addEventListener("click", () => show(node.id));
  return made;
};
const list = (title, items) => {
  if (items.length === 0) return;
  const all = element("ul");
  for (const item of items) {
    const line = element("li");
    line.append(...item);
    all.append(line);
  }
  details.append(element("h2", title), all);
};
const place = (text) => element("span", " " + text, "place");
const byPath = new Map(picture.nodes.map((node) => [node.path, node]));
function show(id) {
  const node = byId.get(id);
  if (!node) return;
  for (const old of document.querySelectorAll("svg a.chosen")) old.classList.remove("chosen");
  for (const link of document.querySelectorAll("svg a"))
    if (link.getAttribute("xlink:href") === "#" + id) link.classList.add("chosen");
  details.replaceChildren();
  const about = [node.kind, node.type, node.many ? "several" : "", node.conditional ? "under a condition" : ""];
  details.append(element("h1", node.path), element("div", about.filter(Boolean).join(", ")), place(node.place));
  list("What is wrong", node.hazards.map(({ code, message }) => [element("span", code + ": " + message, "hazard")]));
  list("Who keeps it alive", node.keptBy.map(({ by, how, place: at }) => [linkTo(byPath.get(by)), " " + how, place(at)]));
  list("What ends it, and when", node.ends.map((text) => [text]));
  const out = picture.edges.filter((edge) => edge.from === id);
  list("What it keeps, links to or shows", out.map((edge) => [edge.strength + ": ", linkTo(byId.get(edge.to)), " (" + edge.what + ")", place(edge.place)]));
  list("Its parts", picture.nodes.filter((part) => part.parent === id).map((part) => [linkTo(part)]));
  const parent = byId.get(node.parent);
  if (parent) list("It is part of", [[linkTo(parent)]]);
}
document.querySelector("main").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  show((link.getAttribute("xlink:href") || link.getAttribute("href")).slice(1));
});
document.getElementById("search").addEventListener("input", (event) => {
  const wanted = event.target.value.toLowerCase();
  const found = wanted && picture.nodes.find((node) => node.path.toLowerCase().includes(wanted));
  if (found) show(found.id);
});
show(location.hash.slice(1) || picture.nodes[0].id);
`;
