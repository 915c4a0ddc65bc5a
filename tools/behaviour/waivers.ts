import { type PlacedWaiver, type SourceFile } from "qdl";

const form = /^[ \t]*\/\/\s*qdl-allow\s+([^\s:]+)\s*:\s*(\S.*?)\s*$/;

/** The waivers in a behaviour module: `// qdl-allow CODE: reason` on a line of its own, for the next line that says something. */
export function waiversOf(file: SourceFile): PlacedWaiver[] {
  const lines = file.text.split("\n");
  const starts: number[] = [];
  for (let at = 0, line = 0; line < lines.length; line++) {
    starts.push(at);
    at += lines[line]!.length + 1;
  }
  return lines.flatMap((line, at) => {
    const [whole, code] = form.exec(line) ?? [];
    if (whole === undefined || code === undefined) return [];
    const next = lines.findIndex((other, index) => index > at && !/^\s*(\/\/.*)?$/.test(other));
    if (next < 0) return [];
    const covers = { start: starts[next]!, end: starts[next]! + lines[next]!.length };
    return [{ code, covers, file, start: starts[at]!, end: starts[at]! + line.length }];
  });
}
