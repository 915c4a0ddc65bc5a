import { type Diagnostic, type Host, type StorageModel } from "qdl";
import { fixAll, overlay } from "../../tools/lint/fix.ts";
import { runLint } from "../../tools/lint/run.ts";

const project = (model: StorageModel) => ({ roots: ["input.qdl"], model, out: "generated" });

/** What lint finds in a project of `input.qdl`, and the behaviour beside it. */
export function look(model: StorageModel): (host: Host) => Promise<readonly Diagnostic[]> {
  return async (host) => (await runLint(host, project(model))).diagnostics;
}

/** A project of one definition file, and what lint finds in it. */
export function hostOf(text: string, behaviour?: string): Host {
  const texts = new Map([["input.qdl", text], ...(behaviour === undefined ? [] : [["input.ts", behaviour] as const])]);
  return overlay({ read: () => ({ problem: "missing" }) }, texts);
}

/** A definition file after all fixes. */
export async function fixText(text: string, model: StorageModel = "counted"): Promise<string> {
  const fixed = await fixAll(hostOf(text), look(model));
  return fixed.texts.get("input.qdl") ?? text;
}

/** The codes of reports, sorted. */
export const codes = (reports: readonly Diagnostic[]): string[] => reports.map(({ code }) => code).sort();
