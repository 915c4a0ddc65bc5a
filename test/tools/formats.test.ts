import { expect, test } from "vitest";
import { Log, type SourceFile, type Span } from "qdl";
import { renderGithub } from "../../tools/cli/formats/github.ts";
import { renderJson } from "../../tools/cli/formats/json.ts";
import { renderSarif } from "../../tools/cli/formats/sarif.ts";

const board: SourceFile = { name: "a, b: 100%.qdl", text: "qdl 1;\r\nsoc X {\r\n}\r\n" };

function spanOf(part: string): Span {
  const start = board.text.indexOf(part);
  return { file: board, start, end: start + part.length };
}

function reports() {
  const log = new Log();
  log.report(
    "parse/syntax",
    spanOf("X"),
    { expected: "50%\r\n::error::", found: "`}`", hint: "" },
    {
      label: "here",
      related: [{ span: spanOf("qdl"), message: "the edition" }],
      fixes: [{ title: "rename it", edits: [{ span: spanOf("X"), text: "Y" }] }],
    },
  );
  log.report("parse/syntax", spanOf("{\r\n}"), { expected: "a", found: "b", hint: "" });
  return log.all;
}

const nameOf = (file: SourceFile) => `lib/${file.name}`;

test("JSON gives each place by file, line, column and offset, and fixes as edits", () => {
  const { diagnostics, errors, files } = JSON.parse(renderJson(reports(), nameOf, { files: [] }));
  const location = {
    file: "lib/a, b: 100%.qdl",
    start: { line: 2, column: 5, offset: 12 },
    end: { line: 2, column: 6, offset: 13 },
  };
  expect({ errors, files }).toEqual({ errors: 2, files: [] });
  expect(diagnostics[0]).toMatchObject({
    code: "parse/syntax",
    label: "here",
    location,
    related: [{ message: "the edition", location: { start: { line: 1, column: 1, offset: 0 } } }],
    fixes: [{ title: "rename it", edits: [{ location, text: "Y" }] }],
  });
});

test("a workflow command is one line, whatever names and texts hold; columns only within one line", () => {
  const lines = renderGithub(reports(), nameOf).split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(
    /^::error file=lib\/a%2C b%3A 100%25\.qdl,line=2,endLine=2,col=5,endColumn=6,title=parse\/syntax::expected 50%25\\u\{d\}\\u\{a\}::error::, found/,
  );
  expect(lines[1]).toMatch(/^::error file=[^:]*,line=2,endLine=3,title=parse\/syntax::expected a, found b%0Awhy: /);
});

test("SARIF has regions, related places and fixes, with file names as URIs", () => {
  const log = JSON.parse(renderSarif(reports(), nameOf));
  const region = { startLine: 2, startColumn: 5, endLine: 2, endColumn: 6 };
  expect(log.runs[0].results[0]).toMatchObject({
    ruleId: "parse/syntax",
    locations: [{ physicalLocation: { artifactLocation: { uri: "lib/a,%20b:%20100%25.qdl" }, region } }],
    relatedLocations: [{ id: 0, message: { text: "the edition" } }],
    fixes: [{ artifactChanges: [{ replacements: [{ deletedRegion: region, insertedContent: { text: "Y" } }] }] }],
  });
});

test("formats without reports are whole documents", () => {
  expect(JSON.parse(renderJson([], nameOf))).toEqual({ diagnostics: [], errors: 0, warnings: 0, notes: 0 });
  expect(JSON.parse(renderSarif([], nameOf)).runs[0].results).toEqual([]);
  expect(renderGithub([], nameOf)).toBe("");
});
