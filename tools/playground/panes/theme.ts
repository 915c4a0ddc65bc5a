import { keep, kept } from "../state/kept.ts";
import { byId } from "../../graph/view/make.ts";

const key = "colours";

/** Light or dark as the system has it, or as the user wants it on this page, which is kept. */
export function followTheme(): void {
  const select = byId<HTMLSelectElement>("theme");
  const wear = (theme: string): void => {
    if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
    else delete document.documentElement.dataset["theme"];
  };
  select.value = kept(key) ?? "";
  wear(select.value);
  select.addEventListener("change", () => {
    keep(key, select.value);
    wear(select.value);
  });
}
