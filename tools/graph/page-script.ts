/** What the page does. Texts of the definitions become text nodes, never markup. */
export const behaviour = `
"use strict";
const picture = JSON.parse(document.getElementById("picture").textContent);
const byId = new Map(picture.nodes.map((node) => [node.id, node]));
const byPath = new Map(picture.nodes.map((node) => [node.path, node]));
const details = document.getElementById("details");
const svg = document.querySelector("svg");
const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};
/** A sentence whose names stand in back-quotes. */
const prose = (text, className) => {
  const made = element("span", undefined, className);
  text.split("\`").forEach((piece, at) => made.append(at % 2 === 1 ? element("code", piece) : piece));
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
const linksOf = (id) => [...svg.querySelectorAll("a")].filter((link) => link.getAttribute("xlink:href") === "#" + id);
/** What is drawn of a part: itself, or what it lies in, if it is deeper than the drawing. */
const drawn = (id) => {
  let at = byId.get(id);
  while (at.parent !== null && linksOf(at.id).length === 0) at = byId.get(at.parent);
  return at.id;
};
const hazardsOf = (id) => {
  if (byId.get(id).parent === null) return picture.hazards;
  const around = picture.edges.filter(({ from, to }) => from === id || to === id);
  const all = [...byId.get(id).hazards, ...around.flatMap(({ hazards }) => hazards)];
  return [...new Map(all.map((hazard) => [hazard.message, hazard])).values()];
};
/** Marks a part in the drawing, the lines that begin and end at it, and those who keep it. */
function mark(id) {
  for (const old of svg.querySelectorAll(".chosen, .keeper, .near, .keeps")) old.classList.remove("chosen", "keeper", "near", "keeps");
  const at = drawn(id);
  for (const link of linksOf(at)) link.classList.add("chosen");
  const rows = picture.nodes.filter(({ parent, kind }) => parent === at && kind !== "object").map((row) => row.id);
  const lines = [at, ...rows].flatMap((one) => [...svg.querySelectorAll(".edge.from-" + one + ", .edge.to-" + one)]);
  for (const line of lines) line.classList.add("near");
  for (const line of lines) if (line.matches(".to-" + at + ":not(.weak)")) line.classList.add("keeps");
  for (const { by } of byId.get(id).keptBy) for (const link of linksOf(drawn(byPath.get(by).id))) link.classList.add("keeper");
  svg.classList.toggle("focused", lines.length > 0);
}
function show(id) {
  const node = byId.get(id);
  if (!node) return;
  mark(id);
  history.replaceState(null, "", "#" + id);
  details.replaceChildren();
  const about = [node.kind, node.type, node.many ? "several" : "", node.conditional ? "under a condition" : "", node.hotplug ? "can be unplugged" : ""];
  details.append(element("h1", node.path), element("div", about.filter(Boolean).join(", ")), place(node.place));
  list("What is wrong", hazardsOf(id).map(({ code, message }) => [prose(code + ": " + message, "hazard")]));
  list("Who keeps it alive", node.keptBy.map(({ by, how, place: at }) => [linkTo(byPath.get(by)), " ", prose(how), place(at)]));
  list("What ends it, and when", node.ends.map((text) => [prose(text)]));
  const out = picture.edges.filter((edge) => edge.from === id);
  list("What it keeps, links to or shows", out.map((edge) => [edge.strength + ": ", linkTo(byId.get(edge.to)), " (", prose(edge.what), ")", place(edge.place)]));
  list("Its parts", picture.nodes.filter((part) => part.parent === id).map((part) => [linkTo(part)]));
  const parent = byId.get(node.parent);
  if (parent) list("It is part of", [[linkTo(parent)]]);
}
document.querySelector("main").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  show(link.getAttribute("xlink:href").slice(1));
});
document.getElementById("search").addEventListener("input", ({ target }) => {
  const wanted = target.value.toLowerCase();
  const names = ({ path, type }) => [path.toLowerCase(), type.toLowerCase()];
  const found = wanted && picture.nodes.find((node) => names(node).some((name) => name.includes(wanted)));
  target.setCustomValidity(wanted && !found ? "there is no such part" : "");
  target.setAttribute("aria-invalid", String(Boolean(wanted && !found)));
  if (found) show(found.id);
});
show(byId.has(location.hash.slice(1)) ? location.hash.slice(1) : picture.nodes[0].id);
`;
