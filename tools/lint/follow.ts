import { type Host } from "qdl";
import { type Fixed, overlay } from "./fix.ts";
import { type Project, runLint } from "./run.ts";

/** The texts of a fix together with those of the behaviour modules that have to follow it. */
export async function followChanges(fixed: Fixed, host: Host, project: Project): Promise<ReadonlyMap<string, string>> {
  const { texts, changes } = fixed;
  if (changes.length === 0) return texts;
  const over = overlay(host, texts);
  const { behaviour, embedded, modules } = await runLint(over, project);
  if (modules.length === 0) return texts;
  const { followInModules } = await import("../behaviour/follow.ts");
  return new Map([...texts, ...followInModules(changes, over, { behaviour, embedded })]);
}
