import { type Folded } from "./fold.ts";
import { type PictureEdge, type PictureNode } from "./picture.ts";

/** How each kind of claim is drawn: told apart by line and arrow, without colour. */
const edgeStyles: Readonly<Record<PictureEdge["strength"], string>> = {
  owned: 'style=solid, dir=both, arrowtail=diamond, arrowhead=none, color="#333333"',
  counted: 'style=bold, penwidth=2.2, arrowhead=normal, color="#1a4f8b"',
  weak: 'style=dashed, arrowhead=vee, color="#666666", constraint=false',
  exposed: 'style=dotted, penwidth=1.6, arrowhead=obox, color="#7a4a00"',
};

const legend: Readonly<Record<PictureEdge["strength"], string>> = {
  owned: "◆── owns, in a storage of its own",
  counted: "━━▶ keeps alive: ref, hold, place on a bus",
  weak: "╌╌> keeps nothing: link, up",
  exposed: "┄┄□ shows a region: map, bar, alias",
};

const signs: Readonly<Record<PictureNode["kind"], string>> = {
  object: "",
  bus: "bus",
  gate: "gate",
  region: "region",
  space: "space",
  relation: "",
};

const warning = "#b00020";

/** A picture in the language of Graphviz. With `links`, rows are links to `#id`, and lines have classes, for a page that follows them. */
export function printDot(picture: Folded, links = false): string {
  const site: Site = { picture, links };
  const roots = picture.nodes.filter(({ kind, id, storage }) => kind === "object" && id === storage);
  const lines = [
    "digraph lifetimes {",
    '  graph [rankdir=LR, fontname="Courier", nodesep=0.3, ranksep=1.1, pad=0.3];',
    `  label=<${titleOf(picture)}>; labelloc=t; labeljust=l;`,
    '  node [fontname="Courier", fontsize=11, shape=plain];',
    '  edge [fontname="Courier", fontsize=9, arrowsize=0.8];',
    ...roots.flatMap((root) => printBox(root, site, 1)),
    ...picture.edges.map((edge) => printEdge(edge, site)),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

interface Site {
  readonly picture: Folded;
  readonly links: boolean;
}

/** A storage with everything embedded in it; an embedded object with parts of its own is a thinner box inside. */
function printBox(object: PictureNode, site: Site, level: number): string[] {
  const pad = "  ".repeat(level);
  const { nodes } = site.picture;
  const embedded = nodes.filter(
    ({ kind, parent, storage, id }) => kind === "object" && parent === object.id && storage !== id,
  );
  const own = `${pad}  ${object.id} [id="${object.id}", label=<${printTable(object, site)}>];`;
  const storage = object.storage === object.id;
  if (!storage && embedded.length === 0) return [own];
  const style = storage
    ? `style="rounded", penwidth=2, color="#222222", label=<storage of ${escaped(object.path)}>, fontsize=10, fontcolor="#444444", labeljust=l`
    : 'style="rounded,dashed", penwidth=0.8, color="#888888", label=""';
  return [
    `${pad}subgraph cluster_${object.id} {`,
    `${pad}  ${style.replaceAll(/, (?=[a-z]+=)/g, "; ")};`,
    own,
    ...embedded.flatMap((one) => printBox(one, site, level + 1)),
    `${pad}}`,
  ];
}

/** An object: its name and type, then a row for each relation, bus, space and region, then what is wrong with it. */
function printTable(object: PictureNode, site: Site): string {
  const { picture } = site;
  const rows = picture.nodes.filter(({ parent, kind }) => parent === object.id && kind !== "object");
  const hidden = picture.hidden.get(object.id) ?? 0;
  const border = object.hazards.length > 0 ? ` COLOR="${warning}" BORDER="2"` : ' BORDER="1"';
  const marks = [
    object.hotplug ? "can be unplugged" : "",
    object.conditional ? "under a condition" : "",
    object.choice ? "may be chosen" : "",
  ].filter(Boolean);
  const named = object.parent === null || object.choice ? "" : `<B>${escaped(nameOf(object))}</B> : `;
  const title = `${named}${escaped(object.type)}${marks.map((mark) => `<BR/><I>${mark}</I>`).join("")}`;
  const cells = [
    cell(object, title, site, ' BGCOLOR="#f2f2f2"'),
    ...rows.map((row) => cell(row, rowText(row), site, ' ALIGN="LEFT"')),
    ...hazardCells([object]),
    ...(hidden > 0 ? [`<TR><TD ALIGN="LEFT"><I>${hidden} parts not shown</I></TD></TR>`] : []),
  ];
  return `<TABLE${border} CELLBORDER="0" CELLSPACING="0" CELLPADDING="4" BGCOLOR="white">${cells.join("")}</TABLE>`;
}

function cell(node: PictureNode, text: string, { links }: Site, attributes: string): string {
  const link = links ? ` HREF="#${node.id}" TITLE="${escaped(node.path)}"` : "";
  const warn = node.kind === "object" ? [] : node.hazards;
  const shown = [text, ...warn.map(({ code }) => `<FONT COLOR="${warning}"><B>! ${escaped(code)}</B></FONT>`)];
  return `<TR><TD PORT="${node.id}"${attributes}${link}>${shown.join("<BR/>")}</TD></TR>`;
}

function hazardCells(nodes: readonly PictureNode[]): string[] {
  const codes = new Set(nodes.flatMap(({ hazards }) => hazards.map(({ code }) => code)));
  return [...codes].map(
    (code) => `<TR><TD ALIGN="LEFT"><FONT COLOR="${warning}"><B>! ${escaped(code)}</B></FONT></TD></TR>`,
  );
}

function rowText(row: PictureNode): string {
  const type = row.type === "" || row.kind === "bus" ? "" : ` : ${escaped(row.type)}`;
  const sign = signs[row.kind];
  return `${sign === "" ? "" : `<FONT COLOR="#666666">${sign}</FONT> `}${escaped(nameOf(row))}${type}${row.conditional ? " <I>if</I>" : ""}`;
}

function nameOf({ name, many }: PictureNode): string {
  return many ? `${name}[]` : name;
}

function printEdge({ from, to, strength, what, hazards }: PictureEdge, site: Site): string {
  const codes = [...new Set(hazards.map(({ code }) => code))];
  const label = [
    escaped(what.replaceAll("`", "")),
    ...codes.map((code) => `<FONT COLOR="${warning}"><B>! ${escaped(code)}</B></FONT>`),
  ];
  const wrong = codes.length > 0 ? `, color="${warning}", penwidth=2.6` : "";
  const plain = strength === "owned" || what.startsWith("map into") || objectOf(from, site) === objectOf(to, site);
  const text = plain && codes.length === 0 ? "" : `, label=<${label.join("<BR/>")}>`;
  // By its classes a page finds the lines of what is clicked.
  const classes = site.links ? `, class="from-${from} to-${to} ${strength}"` : "";
  return `  ${portOf(from, site)} -> ${portOf(to, site)} [${edgeStyles[strength]}${text}${wrong}${classes}];`;
}

/** An end of an edge: an object, or a row of one. */
function portOf(id: string, site: Site): string {
  return `${objectOf(id, site)}:${id}`;
}

function objectOf(id: string, { picture }: Site): string {
  const node = picture.nodes.find((one) => one.id === id)!;
  return node.kind === "object" ? id : node.parent!;
}

/** The name of what is drawn, and what the lines mean that the picture has. */
function titleOf({ type, typename, edges }: Folded): string {
  const present = (Object.keys(legend) as PictureEdge["strength"][]).filter((strength) =>
    edges.some((edge) => edge.strength === strength),
  );
  const lines = [
    "thick box: a storage; what lies in it shares its memory",
    ...present.map((strength) => legend[strength]),
  ];
  const rows = lines.map(
    (line) => `<TR><TD ALIGN="LEFT"><FONT POINT-SIZE="10" COLOR="#444444">${escaped(line)}</FONT></TD></TR>`,
  );
  const title = `<TR><TD ALIGN="LEFT"><FONT POINT-SIZE="16"><B>${escaped(type)}</B> (${escaped(typename)})</FONT></TD></TR>`;
  return `<TABLE BORDER="0" CELLPADDING="1">${title}${rows.join("")}</TABLE>`;
}

/** Text in an HTML-like label. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
