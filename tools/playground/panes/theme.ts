import { byId } from "./make.ts";

const key = "qdl-playground-colours";

/** Light or dark as the system has it, or as the user wants it on this page, which is kept. */
export function followTheme(): void {
  const select = byId<HTMLSelectElement>("theme");
  const wear = (theme: string): void => {
    if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
    else delete document.documentElement.dataset["theme"];
  };
  select.value = localStorage.getItem(key) ?? "";
  wear(select.value);
  select.addEventListener("change", () => {
    localStorage.setItem(key, select.value);
    wear(select.value);
  });
}
