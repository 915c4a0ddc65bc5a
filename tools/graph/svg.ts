/** Draws a text in the language of Graphviz; the same text gives the same bytes. Throws `Error` for what Graphviz refuses. */
export async function drawSvg(dot: string): Promise<string> {
  // Loaded here: it brings Graphviz along, which nothing else needs.
  const { instance } = await import("@viz-js/viz");
  const viz = await instance();
  const svg = viz.renderString(dot, { format: "svg", engine: "dot" });
  // Viz knows the widths of Courier; what readers have instead is as wide.
  const fonts = 'font-family="DejaVu Sans Mono,Menlo,Consolas,Courier,monospace"';
  // Neither the tool's version nor its way of naming the type of the document is part of the picture.
  return `${svg
    .slice(svg.indexOf("<svg"))
    .replaceAll(/<!--[\s\S]*?-->\n?/g, "")
    .replaceAll("&#45;", "-")
    .replaceAll('font-family="Courier,monospace"', fonts)
    .trim()}\n`;
}
