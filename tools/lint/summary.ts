import { counted, type Diagnostic, type StorageModel, placeOf, type SourceFile, type SurveyedChild } from "qdl";

/** What a summary tells of. */
export interface Summary {
  readonly model: StorageModel;
  readonly files: number;
  readonly children: readonly SurveyedChild[];
  readonly diagnostics: readonly Diagnostic[];
  readonly nameOf: (file: SourceFile) => string;
}

/** A lint in a page of plain text, to be pasted into a mail: the embedded children by what they need, then counts by hazard and by file. */
export function summarizeLint(summary: Summary): string {
  const { model, files, children, diagnostics } = summary;
  const fixable = diagnostics.filter(({ fixes }) => fixes.length > 0).length;
  const head = `qdl lint, model ${model}: ${counted(files, "file")}, ${counted(diagnostics.length, "report")}`;
  const rest = diagnostics.length === 0 ? "" : `, ${fixable} with a fix`;
  const parts = [`${head}${rest}\n`, childrenPart(children, summary.nameOf), ...tables(diagnostics, summary.nameOf)];
  return parts.filter((part) => part !== "").join("\n");
}

function childrenPart(children: readonly SurveyedChild[], nameOf: Summary["nameOf"]): string {
  const of = (remedy: SurveyedChild["remedy"]): SurveyedChild[] => children.filter((child) => child.remedy === remedy);
  const clean = of("none needed").length;
  if (children.length === 0) return "";
  const groups = [
    ...groupByFix(of("fix")).map(([titles, group]) => listed(`${titles}, by \`qdl lint --fix\``, group, nameOf)),
    listed("to be decided", of("decision"), nameOf),
  ];
  const verb = clean === 1 ? "has" : "have";
  return `${counted(children.length, "embedded child").replace("childs", "children")}; ${clean} ${verb} no hazard\n${groups.join("")}`;
}

/** Children that the same changes help stand together; in what these are called, names give way to `them`. */
function groupByFix(children: readonly SurveyedChild[]): [string, SurveyedChild[]][] {
  const groups = new Map<string, SurveyedChild[]>();
  for (const child of children) {
    const titles = [...new Set(child.fixes.map((title) => title.replace(/,.*/, "").replace(/`[^`]*`/, "them")))]
      .sort()
      .join(" and ");
    groups.set(titles, [...(groups.get(titles) ?? []), child]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function listed(title: string, children: readonly SurveyedChild[], nameOf: Summary["nameOf"]): string {
  if (children.length === 0) return "";
  const rows = children.map(({ span, owner, name, type, hazards }) => {
    const place = `${nameOf(span.file)}:${placeOf(span.file.text, span.start).line}`;
    return [place, `${owner}.${name} : ${type}`, hazards.map((code) => code.replace(/^\w+\//, "")).join(", ")];
  });
  return `  ${title}:\n${columns(rows, "    ")}`;
}

function tables(diagnostics: readonly Diagnostic[], nameOf: Summary["nameOf"]): string[] {
  if (diagnostics.length === 0) return [];
  const byFile = (diagnostic: Diagnostic): string => (diagnostic.span ? nameOf(diagnostic.span.file) : "(no file)");
  return [table("hazard", diagnostics, ({ code }) => code), table("file", diagnostics, byFile)];
}

/** How often, and how often with a fix: most frequent first. */
function table(title: string, diagnostics: readonly Diagnostic[], keyOf: (diagnostic: Diagnostic) => string): string {
  const counts = new Map<string, { all: number; fixable: number }>();
  for (const diagnostic of diagnostics) {
    const count = counts.get(keyOf(diagnostic)) ?? { all: 0, fixable: 0 };
    count.all++;
    if (diagnostic.fixes.length > 0) count.fixable++;
    counts.set(keyOf(diagnostic), count);
  }
  const rows = [...counts].sort(([a, x], [b, y]) => y.all - x.all || (a < b ? -1 : 1));
  const cell = (value: string | number): string => String(value).padStart(7);
  const lines = rows.map(([key, { all, fixable }]) => `${cell(all)} ${cell(fixable)}  ${key}\n`);
  return `${cell("count")} ${cell("fixable")}  ${title}\n${lines.join("")}`;
}

function columns(rows: readonly (readonly string[])[], indent: string): string {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows
    .map(
      (row) =>
        `${indent}${row
          .map((cell, at) => cell.padEnd(widths[at]!))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
