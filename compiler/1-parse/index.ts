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
  reports.settle();
  const broken = scanned.blanked.map(({ start, end }): ast.Broken => ({ kind: "broken", start, end }));
  const context: Context = { text: scanned.text, docs: scanned.docs, reports, broken };
  const { packages, imports, declarations } = readItems(scanned, context);
  const whole = { rule: "File", start: 0, end: file.text.length, slots: [] };
  const result: ast.File = {
    kind: "file",
    edition: 1,
    ...(packages[0] && { package: packages[0] }),
    imports,
    declarations: withBroken(context, whole, declarations),
    comments: scanned.comments,
    waivers: waiversOf(file.text, scanned.comments, reports),
    start: 0,
    end: file.text.length,
  };
  reports.flush();
  return result;
}

/** What a file has at its top level, by kind. */
interface Items {
  readonly packages: ast.Package[];
  readonly imports: ast.Import[];
  readonly declarations: ast.Declaration[];
}

/** Every item becomes part of the tree as soon as it is read, so that its concrete tree need not be kept; what is broken joins `context`. */
function readItems({ text }: Scan, context: Context): Items {
  const { reports } = context;
  const items: Items = { packages: [], imports: [], declarations: [] };
  let parser = new Parser(text);
  readEdition(parser, reports);
  while (!parser.atEnd() && !reports.full) {
    const start = parser.pos;
    const item = parser.Item();
    if (item) addItem(item, items, context);
    else {
      const recovered = recover(parser.text, start, reports);
      context.broken.push(...recovered.broken);
      context.broken.sort((a, b) => a.start - b.start);
      if (recovered.item) addItem(recovered.item, items, context);
      parser = new Parser(recovered.text, recovered.item?.end ?? start);
    }
  }
  return items;
}

function addItem(item: Item, { packages, imports, declarations }: Items, context: Context): void {
  if (item.rule === "Import") imports.push(importOf(context, item));
  else if (item.rule !== "Package") declarations.push(declarationOf(context, item));
  else if (packages.push(packageOf(context, item)) > 1) {
    const others = [{ at: packages[0]!, message: "it stands here already" }];
    context.reports.add("parse/repeated-clause", item, { clause: "package" }, { others });
  }
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
  reports.add("parse/syntax", at, { expected, found: describeToken(text, at.start), hint: "" });
  const line = text.indexOf("\n", pos);
  parser.pos = line < 0 ? text.length : line;
}

function checkEdition({ slots: [number] }: Edition, text: string, reports: Reports): void {
  const edition = text.slice(number.start, number.end);
  if (edition !== "1") reports.add("parse/unsupported-edition", number, { edition: describeToken(edition, 0) });
}
