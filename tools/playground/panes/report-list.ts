import { counted } from "qdl";
import { type OfferedFix, type Report, type Stretch } from "../studio/questions.ts";
import { make, marked } from "../../graph/view/make.ts";

/** What can be done from the list. */
export interface ReportActions {
  goTo(at: Stretch): void;
  apply(fix: OfferedFix): void;
}

/** Shows reports as a list: each with its place, its reason and its help, what takes part, and its fixes. */
export function listReports(parent: HTMLElement, reports: readonly Report[], actions: ReportActions): void {
  const counts = (["error", "warning", "note"] as const).flatMap((kind) => {
    const count = reports.filter(({ severity }) => severity === kind).length;
    return count > 0 ? [counted(count, kind)] : [];
  });
  const summary = counts.join(", ") || "No reports: this compiles.";
  parent.replaceChildren(
    make("p", { className: reports.length > 0 ? "summary" : "summary well", role: "status" }, summary),
    make(
      "ul",
      {},
      ...reports.map((report) => make("li", { className: report.severity }, ...describe(report, actions))),
    ),
  );
}

function describe(report: Report, actions: ReportActions): HTMLElement[] {
  const { code, message, why, help, at, related, fixes } = report;
  const places = related.map((one) => make("li", {}, placeOf(one.at, actions), " ", ...marked(one.message)));
  return [
    make(
      "p",
      { className: "head" },
      make("code", { className: "code" }, code),
      " ",
      placeOf(at, actions),
      make("span", { className: "message" }, ...marked(message)),
    ),
    make("p", {}, make("b", {}, "why "), ...marked(why)),
    make("p", {}, make("b", {}, "help "), ...marked(help)),
    ...(places.length > 0 ? [make("ul", { className: "related" }, ...places)] : []),
    ...fixes.map((fix) =>
      make(
        "button",
        { type: "button", className: "fix", click: () => actions.apply(fix) },
        "Fix: ",
        ...marked(fix.title),
      ),
    ),
  ];
}

function placeOf(at: Stretch | null, { goTo }: ReportActions): HTMLElement {
  if (!at) return make("span", { className: "place" }, "elsewhere");
  return make("button", { type: "button", className: "place", click: () => goTo(at) }, `line ${at.line}`);
}
