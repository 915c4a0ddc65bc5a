import { type Log } from "../diagnostics/log.ts";
import { type SourceFile } from "../source.ts";
import type * as ast from "./ast.ts";
import { type Context, withBroken } from "./build/context.ts";
import { declarationOf, importOf, packageOf } from "./build/declarations.ts";
import { type Edition, type Item, Parser } from "./parser.generated.ts";
import { describeToken, endOfToken } from "./pieces.ts";
import { recover } from "./recover.ts";
import { Reports } from "./reports.ts";
import { type Scan, scan } from "./scan.ts";
import { waiversOf } from "./waivers.ts";

/**
 * Reads a file. What is not the language is reported, each mistake once and in the order of the text, and left out of the tree as `Broken`;
 * everything else is in the tree. No text makes it throw.
 */
export function parse(file: SourceFile, log: Log): ast.File {
  const reports = new Reports(file, log);
  const scanned = scan(file.text, reports);
  const { items, broken } = readItems(scanned, reports);
  const blanked = scanned.blanked.map(({ start, end }): ast.Broken => ({ kind: "broken", start, end }));
  const lost = [...blanked, ...broken].sort((a, b) => a.start - b.start);
  const context: Context = { text: file.text, docs: scanned.docs, reports, broken: lost };
  const packages = items.filter((item) => item.rule === "Package");
  for (const extra of packages.slice(1)) {
    const others = [{ at: packages[0]!, message: "it stands here already" }];
    reports.add("parse/repeated-clause", extra, { clause: "package" }, { others });
  }
  const declarations = items
    .filter((item) => item.rule !== "Package" && item.rule !== "Import")
    .map((item) => declarationOf(context, item));
  const whole = { rule: "File", start: 0, end: file.text.length, slots: [] };
  const result: ast.File = {
    kind: "file",
    edition: 1,
    ...(packages[0] && { package: packageOf(context, packages[0]) }),
    imports: items.filter((item) => item.rule === "Import").map((item) => importOf(context, item)),
    declarations: withBroken(context, whole, declarations),
    comments: scanned.comments,
    waivers: waiversOf(file.text, scanned.comments, reports),
    start: 0,
    end: file.text.length,
  };
  reports.flush();
  return result;
}

function readItems({ text }: Scan, reports: Reports): { items: readonly Item[]; broken: readonly ast.Broken[] } {
  const items: Item[] = [];
  const broken: ast.Broken[] = [];
  let parser = new Parser(text);
  readEdition(parser, reports);
  while (!parser.atEnd() && !reports.full) {
    const start = parser.pos;
    const item = parser.Item();
    if (item) items.push(item);
    else {
      const recovered = recover(parser.text, start, reports);
      broken.push(...recovered.broken);
      if (recovered.item) items.push(recovered.item);
      parser = new Parser(recovered.text, recovered.item?.end ?? start);
    }
  }
  return { items, broken };
}

function readEdition(parser: Parser, reports: Reports): void {
  parser.tracing = true;
  const edition = parser.Edition();
  parser.tracing = false;
  if (edition) return checkEdition(edition, parser.text, reports);
  parser.atEnd();
  const { pos, text } = parser;
  if (!/^qdl\b/.test(text.slice(pos, pos + 4)))
    return reports.add("parse/missing-edition", { start: pos, end: pos }, {});
  const at = { start: parser.furthest, end: endOfToken(text, parser.furthest) };
  const expected = [...parser.expected].join(" or ");
  reports.add("parse/syntax", at, { expected, found: describeToken(text, at.start) });
  const line = text.indexOf("\n", pos);
  parser.pos = line < 0 ? text.length : line;
}

function checkEdition({ slots: [number] }: Edition, text: string, reports: Reports): void {
  const edition = text.slice(number.start, number.end);
  if (edition !== "1") reports.add("parse/unsupported-edition", number, { edition: describeToken(edition, 0) });
}
