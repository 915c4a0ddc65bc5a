import { type Picture } from "./picture.ts";
import { behaviour } from "./page-script.generated.ts";

const style = `
:root { color-scheme: light; font: 14px/1.45 system-ui, sans-serif; }
body { margin: 0; display: grid; grid-template-columns: minmax(0, 1fr) 24rem; height: 100vh; }
main { overflow: auto; padding: 1rem; }
aside { overflow: auto; padding: 1rem; border-left: 1px solid #ccc; background: #fafafa; }
h1 { font-size: 1.1rem; margin: 0 0 .5rem; } h2 { font-size: .95rem; margin: 1rem 0 .25rem; }
ul { margin: 0; padding-left: 1.1rem; } li { margin: .2rem 0; } code { font-size: .92em; }
p { margin: .25rem 0; } button { font: inherit; padding: 0; border: 0; background: none; color: #1a4f8b; text-decoration: underline; cursor: pointer; }
.place { color: #666; font-size: .85em; } .code.error { color: #b00020; }
svg a { cursor: pointer; } svg a text { text-decoration: none; } svg a.chosen polygon { fill: #ffe9a8; } svg a.chosen text { font-weight: bold; text-decoration: underline; }
svg .edge { transition: opacity .15s; } svg.focused .edge:not(.near) { opacity: .2; }
svg .edge.keeps path { stroke-width: 3.5; } svg a.keeper text { fill: #1a4f8b; font-weight: bold; }
input { font: inherit; width: 100%; box-sizing: border-box; margin-bottom: .5rem; }
@media (max-width: 50rem) { body { display: block; height: auto; } aside { border: 0; border-top: 1px solid #ccc; } }
`;

/**
 * A page of its own, without anything from elsewhere: the drawing, and beside it, of what is clicked, who keeps it alive and
 * what ends it. Every text of the definitions is in it as data.
 */
export function printPage(picture: Picture, svg: string): string {
  const title = escaped(`${picture.type} (${picture.typename})`);
  const data = JSON.stringify(picture)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Lifetimes of ${title}</title>
<style>${style}</style>
</head>
<body>
<main>
${svg}</main>
<aside>
<h1>Lifetimes of ${title}</h1>
<input id="search" type="search" placeholder="find a part" aria-label="find a part">
<p id="hint">Click a part to see who keeps it alive, and what ends it when.</p>
<div id="details" aria-live="polite"></div>
</aside>
<script type="application/json" id="picture">${data}</script>
<script>${behaviour}</script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
