import { byId, make } from "../../graph/view/make.ts";

/** Tells the user that the page itself failed; the same thing is said once. */
export function alarm(what: string): void {
  const list = byId("alarms");
  if ([...list.children].some((one) => one.firstChild?.textContent === what)) return;
  const line: HTMLElement = make(
    "div",
    { className: "alarm" },
    make("span", {}, what),
    make("button", { type: "button", "aria-label": "Dismiss", click: () => line.remove() }, "×"),
  );
  list.append(line);
}

/** Everything that nobody caught is told. */
export function watchForFailures(): void {
  addEventListener("error", ({ message }) => alarm(`The page failed: ${message}`));
  addEventListener("unhandledrejection", ({ reason }) =>
    alarm(`The page failed: ${reason instanceof Error ? reason.message : String(reason)}`),
  );
}
