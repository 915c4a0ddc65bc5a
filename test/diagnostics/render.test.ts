import fc from "fast-check";
import { expect, test } from "vitest";
import { arrange, type Details, Log, makeLineIndex, placeOf, renderText, type SourceFile, type Span } from "qdl";

const blanks = { expected: "`;`", found: "`}`", hint: "" };

function spanOf(file: SourceFile, part: string): Span {
  const start = file.text.indexOf(part);
  return { file, start, end: start + part.length };
}

/** The report of one mistake, from its place to the last frame. */
function rendered(span: Span, details: Details = {}): string {
  const log = new Log();
  log.report("parse/syntax", span, blanks, details);
  return renderText(log.all).split("\n  = why")[0]!.split("\n = why")[0]!.split("\n").slice(1).join("\n");
}

function file(text: string, name = "board.qdl"): SourceFile {
  return { name, text };
}

test("a report shows place, frame, label, reason, help and counts", () => {
  const log = new Log();
  log.report("parse/syntax", spanOf(file("qdl 1;\nsoc X }\n"), "}"), blanks, { label: "here" });
  expect(renderText(log.all)).toBe(`error[parse/syntax]: expected \`;\`, found \`}\`
 --> board.qdl:2:7
  |
2 | soc X }
  |       ^ here
  |
  = why: nothing is generated from a declaration that cannot be read
  = help: write \`;\` here, or remove what stands in its place

1 error in 1 file
`);
});

test("every place that takes part is shown in the frame of its file", () => {
  const board = file("a b\n\n\n\nc d\n\ne\n");
  const lib = file("x\ny\n", "lib.qdl");
  const related = [
    { span: spanOf(board, "b"), message: "embedded here" },
    { span: spanOf(lib, "y"), message: "ends here" },
    { span: spanOf(board, "e"), message: "held here" },
  ];
  expect(rendered(spanOf(board, "d"), { label: "used here", related })).toBe(` --> board.qdl:5:3
  |
1 | a b
  |   - embedded here
...
5 | c d
  |   ^ used here
6 |
7 | e
  | - held here
  |
 ::: lib.qdl:2:1
  |
2 | y
  | - ends here
  |`);
});

test("several labels on one line hang from their marks", () => {
  const board = file("one two three\n");
  const related = [
    { span: spanOf(board, "one"), message: "first" },
    { span: spanOf(board, "three"), message: "third" },
  ];
  expect(rendered(spanOf(board, "two"), { label: "second", related })).toBe(` --> board.qdl:1:5
  |
1 | one two three
  | --- ^^^ ----- third
  | |   |
  | |   second
  | first
  |`);
});

test("a mark inside another one gets its label below it", () => {
  const board = file("link a : B;\n");
  const related = [{ span: spanOf(board, "link a : B;"), message: "in this link" }];
  expect(rendered(spanOf(board, "B"), { label: "unknown", related })).toBe(` --> board.qdl:1:10
  |
1 | link a : B;
  | ---------^-
  | |        |
  | |        unknown
  | in this link
  |`);
});

test("one line between two places is shown, more are left out", () => {
  const board = file("a\n\nb\n\n\nc\n");
  const related = ["b", "c"].map((part) => ({ span: spanOf(board, part), message: "" }));
  expect(rendered(spanOf(board, "a"), { related })).toBe(` --> board.qdl:1:1
  |
1 | a
  | ^
2 |
3 | b
  | -
...
6 | c
  | -
  |`);
});

test("a place of many lines is marked where it begins and where it ends", () => {
  const board = file("a {\nb\nc\nd\n}\n");
  expect(rendered({ file: board, start: 2, end: 11 }, { label: "this block" })).toBe(` --> board.qdl:1:3
  |
1 | a {
  |   ^
...
5 | }
  | ^ this block
  |`);
});

test("tabs, wide characters and what a terminal would obey keep the mark in place", () => {
  const board = file("\t\u202E日本e\u0301\u001B[31m bad;\r\n");
  expect(rendered(spanOf(board, "bad"))).toBe(` --> board.qdl:1:13
  |
1 |     \\u{202e}日本e\u0301\\u{1b}[31m bad;
  | ${" ".repeat(4 + 8 + 4 + 1 + 6 + 5)}^^^
  |`);
});

test("messages, labels and names of files cannot speak to the terminal", () => {
  const log = new Log();
  const board = file("a\n", "\u001B]0;x\u0007.qdl");
  const evil = "\u001B[2J\u202E";
  log.report("parse/syntax", spanOf(board, "a"), { expected: evil, found: evil, hint: "" }, { label: evil, fixes: [] });
  // Of all control characters only line ends may be left.
  expect([...renderText(log.all)].filter((character) => character !== "\n" && character < " ")).toEqual([]);
  expect(renderText(log.all)).not.toContain("\u202E");
});

test("a line of a megabyte is cut around the mark", () => {
  const board = file(`${"x".repeat(1e6)} bad ${"y".repeat(1e6)}`);
  const report = rendered(spanOf(board, "bad"));
  expect(report).toMatch(/\n1 \| …x{39} bad y+…\n {2}\| {42}\^\^\^\n/);
  expect(report.length).toBeLessThan(500);
});

test("places far apart on one long line are each shown", () => {
  const board = file(`first ${"x".repeat(1000)} second`);
  const report = rendered(spanOf(board, "second"), {
    label: "b",
    related: [{ span: spanOf(board, "first"), message: "a" }],
  });
  expect(report).toMatch(/1 \| first x+…\n {2}\| -{5} a\n1 \| …x+ second\n {2}\| +\^{6} b\n/);
});

test("a name of a megabyte keeps its ends only", () => {
  const log = new Log();
  const span = spanOf(file("a\n"), "a");
  const details = { label: "y".repeat(1e6), related: [{ span, message: "z".repeat(1e6) }] };
  log.report("parse/syntax", span, { expected: "x".repeat(1e6), found: "`}`", hint: "" }, details);
  expect(renderText(log.all).length).toBeLessThan(1500);
});

test("the end of a text can be marked, of an empty one too", () => {
  const board = file("a\n");
  expect(rendered({ file: board, start: 2, end: 2 })).toBe(" --> board.qdl:2:1\n  |\n2 |\n  | ^\n  |");
  expect(rendered({ file: file(""), start: 0, end: 0 })).toBe(" --> board.qdl:1:1\n  |\n1 |\n  | ^\n  |");
});

test("fixes are shown as the change they make", () => {
  const board = file("qdl 1;\nlink a : B;\nlink c : D;\n");
  const edits = [{ span: spanOf(board, "B"), text: "B2" }];
  const insert = [{ span: { file: board, start: 7, end: 7 }, text: 'import { B } from "./b.qdl";\n' }];
  const log = new Log();
  log.report("parse/syntax", spanOf(board, "B"), blanks, {
    fixes: [
      { title: "rename it", edits },
      { title: "import it", edits: insert },
    ],
  });
  expect(renderText(log.all)).toContain(`fix: rename it
 --> board.qdl:2
  |
2 - link a : B;
2 + link a : B2;
  |
fix: import it
 --> board.qdl:2
  |
2 + import { B } from "./b.qdl";
  |
`);
});

test("reports come by file and place, each once, and the last line counts them", () => {
  const log = new Log();
  const [a, b] = [file("x\ny\n", "a.qdl"), file("x\n", "b.qdl")];
  for (const span of [spanOf(b, "x"), spanOf(a, "y"), spanOf(a, "x"), spanOf(a, "y"), undefined]) {
    log.report("parse/syntax", span, blanks);
  }
  const reports = arrange(log.all);
  expect(reports.map(({ span }) => span && `${span.file.name}:${span.start}`)).toEqual([
    undefined,
    "a.qdl:0",
    "a.qdl:2",
    "b.qdl:0",
  ]);
  const whole = { file: a, start: 0, end: 4 };
  const inner = new Log();
  for (const span of [spanOf(a, "y"), whole]) inner.report("parse/syntax", span, blanks);
  expect(arrange(inner.all).map(({ span }) => span!.start)).toEqual([0, 2]);
  expect(renderText(reports)).toMatch(/\n\n4 errors in 2 files\n$/);
});

test("colours are the caller's, and each piece says what it is", () => {
  const log = new Log();
  log.report("parse/syntax", spanOf(file("a"), "a"), blanks, { label: "here" });
  const report = renderText(log.all, { paint: (role, text) => `<${role}>${text}</${role}>` });
  expect(report).toContain("<error>error[parse/syntax]</error>");
  expect(report).toContain("<error>^</error> <error>here</error>");
});

test("a line index agrees with counting, wherever the line ends are", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "\n", "\r\n", "\t", "é") });
  fc.assert(
    fc.property(texts, fc.nat({ max: 30 }), (text, offset) => {
      const at = Math.min(offset, text.length);
      expect(makeLineIndex()(file(text)).place(at)).toEqual(placeOf(text, at));
    }),
  );
});

test("any places on any text can be shown, and every shown line fits its frame", () => {
  const texts = fc.string({
    unit: fc.constantFrom("a", " ", "\n", "\r\n", "\t", "\u202E", "日", "\uD800", "x".repeat(90)),
  });
  const stretch = fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 60 }));
  fc.assert(
    fc.property(texts, fc.array(stretch, { minLength: 1, maxLength: 5 }), (text, stretches) => {
      const board = file(text);
      const spans = stretches.map(([start, length]) => ({ file: board, start, end: start + length }));
      const related = spans.slice(1).map((span, at) => ({ span, message: `label ${at}` }));
      const report = rendered(spans[0]!, { label: "label", related });
      for (const { message } of related) expect(report).toContain(message);
      for (const line of report.split("\n")) expect(line).toMatch(/^( *--> .*|\s*\d* [|].*|\.\.\.)$/);
    }),
  );
});
