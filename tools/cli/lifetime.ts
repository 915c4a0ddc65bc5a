import { type Lifetime, lifetimes, type Lifetimes, Log, nearestName } from "qdl";
import { makeDiskHost } from "../project/disk-host.ts";
import { withLevels } from "../project/levels.ts";
import { shippedDefinitions } from "../load/definitions.ts";
import { findInputs, type Inputs } from "../project/inputs.ts";
import { hasErrors, report } from "./report.ts";
import { settle } from "./settings.ts";
import { type Terminal } from "./terminal.ts";

/** Which type a command asks for, and where. */
export interface Wanted {
  readonly name: string;
  readonly paths: readonly string[];
  readonly root: string | undefined;
  /** Whether what is wrong with the definitions is part of the answer, rather than the end of it. */
  readonly evenWrong?: boolean;
}

/** What is known of a type, with the reports on its definitions. */
export type FoundLifetime = Lifetime & Pick<Lifetimes, "diagnostics">;

/** The lifetime of the type that is called `name`; nothing, after reports and with the status set, where there is none. */
export async function findLifetime(terminal: Terminal, wanted: Wanted): Promise<FoundLifetime | undefined> {
  const { name, paths, root, evenWrong = false } = wanted;
  const settings = await settle(terminal, paths, root === undefined ? {} : { root });
  if (!settings) return undefined;
  const { found, folder, diagnostics: all } = searchLifetime(name, settings.inputs);
  const diagnostics = withLevels(all, settings.levels);
  await report(terminal, "text", { diagnostics, root: folder });
  const wrong = hasErrors(diagnostics);
  if (wrong) terminal.exit(1);
  return found && (evenWrong || !wrong) ? { ...found, diagnostics } : undefined;
}

/** Looks for a type in the definitions of a project, then in those of this package; reports only on what it needs. */
export function searchLifetime(name: string, inputs: Inputs) {
  const log = new Log();
  const known: Lifetimes["types"][number][] = [];
  for (const { root, files } of [inputs, findInputs({ cwd: shippedDefinitions(), paths: [] })]) {
    const host = makeDiskHost(root);
    const { found, types } = lifetimes(files, host, name);
    known.push(...types);
    if (found.length === 0) continue;
    const sources = found.map(({ graph }) => graph.type.file.source.name);
    if (found.length > 1) log.report("project/ambiguous-type", undefined, { name, files: sources.join(", ") });
    const needed = lifetimes(sources, host, name);
    return {
      found: found.length > 1 ? undefined : needed.found[0],
      folder: root,
      diagnostics: [...needed.diagnostics, ...log.all],
    };
  }
  reportUnknown(name, known, log);
  return { found: undefined, folder: inputs.root, diagnostics: [...inputs.diagnostics, ...log.all] };
}

function reportUnknown(name: string, types: Lifetimes["types"], log: Log): void {
  const near = nearestName(
    name,
    types.flatMap((type) => [type.name, type.typename]),
  );
  const hint = near === undefined ? "types of `qdl:core` are the runtime's own" : `did you mean \`${near}\`?`;
  log.report("project/unknown-type", undefined, { name, hint });
}
