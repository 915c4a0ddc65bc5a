import { isolateHistory } from "@codemirror/commands";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { type EditorView } from "@codemirror/view";
import { make, marked } from "../../graph/view/make.ts";
import { type OfferedFix, type Report } from "../studio/questions.ts";

/** Shows reports where they belong in a text, with their reasons and fixes; places are those of the text as it is now. */
export function showReports(view: EditorView, reports: readonly Report[]): void {
  const shown = reports.flatMap((report) => (report.at ? [placed(view, report, report.at)] : []));
  view.dispatch(setDiagnostics(view.state, shown));
}

function placed(view: EditorView, report: Report, { from, to }: { from: number; to: number }): Diagnostic {
  const { length } = view.state.doc;
  return {
    from: Math.min(from, length),
    to: Math.min(Math.max(to, from), length),
    severity: report.severity === "note" ? "info" : report.severity,
    message: `${report.code}: ${report.message}\nwhy: ${report.why}\nhelp: ${report.help}`,
    renderMessage: () => describe(report),
    actions: report.fixes.map((fix) => ({ name: fix.title.replaceAll("`", ""), apply: () => applyFix(view, fix) })),
  };
}

function describe({ code, message, why, help }: Report): HTMLElement {
  return make(
    "div",
    { className: "tip" },
    make("code", { className: "code" }, code),
    make("p", { className: "message" }, ...marked(message)),
    make("p", {}, make("b", {}, "why "), ...marked(why)),
    make("p", {}, make("b", {}, "help "), ...marked(help)),
  );
}

/** Makes the changes of a fix as one step that can be undone. */
export function applyFix(view: EditorView, { edits }: OfferedFix): void {
  const changes = [...edits].sort((a, b) => a.from - b.from);
  view.dispatch({ changes, annotations: isolateHistory.of("full"), scrollIntoView: true });
  view.focus();
}

/** Puts the cursor at a place and shows it. */
export function goTo(view: EditorView, from: number, to = from): void {
  const { length } = view.state.doc;
  view.dispatch({ selection: { anchor: Math.min(from, length), head: Math.min(to, length) }, scrollIntoView: true });
  view.focus();
}
