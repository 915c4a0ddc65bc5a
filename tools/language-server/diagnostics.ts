import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic as Shown,
  DiagnosticSeverity,
  DiagnosticTag,
  type TextEdit,
} from "vscode-languageserver/node";
import { type Diagnostic, type Fix, type SourceFile } from "qdl";
import { type Project } from "./project.ts";
import { locationOf, rangeOf, uriOf } from "./texts.ts";

/** The reports of every file of a project, by address; a file without any has an empty list. */
export function reportsOf(project: Project): ReadonlyMap<string, readonly Shown[]> {
  const reports = new Map<string, Shown[]>();
  for (const { name } of project.now.files) reports.set(uriOf(project.root, name), []);
  const add = (root: string, all: readonly Diagnostic[]) => {
    for (const report of all) {
      // What has no place is about a file that is not there: its importers say so at theirs.
      if (!report.span) continue;
      const uri = uriOf(root, report.span.file.name);
      reports.set(uri, [...(reports.get(uri) ?? []), shown(report, report.span.file, root)]);
    }
  };
  add(project.root, project.diagnostics);
  add(project.configured.folder, project.configured.diagnostics);
  return reports;
}

function shown(report: Diagnostic, file: SourceFile, root: string): Shown {
  const related = report.related.map(({ span, message }) => ({ location: locationOf(root, span), message }));
  return {
    range: rangeOf(file, report.span!),
    severity: report.severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code: report.code,
    source: "qdl",
    message: `${report.message}\n${report.why}\nhelp: ${report.help}`,
    ...(report.code === "bind/unused-import" && { tags: [DiagnosticTag.Unnecessary] }),
    ...(related.length > 0 && { relatedInformation: related }),
  };
}

/** What can be done about the reports of a file that touch a stretch of it. */
export function actionsFor(
  project: Project,
  path: string,
  { start, end }: { readonly start: number; readonly end: number },
): CodeAction[] {
  const here = project.diagnostics.filter(
    ({ span }) => span?.file.name === path && span.start <= end && span.end >= start,
  );
  return here.flatMap((report) =>
    report.fixes.map((fix) => ({
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [shown(report, report.span!.file, project.root)],
      isPreferred: report.fixes.length === 1,
      edit: { changes: changesOf(fix, project.root) },
    })),
  );
}

function changesOf(fix: Fix, root: string): Record<string, TextEdit[]> {
  const changes: Record<string, TextEdit[]> = {};
  for (const { span, text } of fix.edits) {
    const uri = uriOf(root, span.file.name);
    changes[uri] = [...(changes[uri] ?? []), { range: rangeOf(span.file, span), newText: text }];
  }
  return changes;
}
