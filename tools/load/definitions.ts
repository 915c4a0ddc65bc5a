import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { check, compile, type Compilation, type DeclaredType, type Diagnostic, nearestName } from "qdl";
import { makeDiskHost } from "../project/disk-host.ts";
import { findInputs, type Inputs } from "../project/inputs.ts";

/** Definitions that declare a machine: where they are, which of their types it is, and everything that it needs. */
export interface MachineDefinition {
  /** Absolute. */
  readonly root: string;
  readonly type: DeclaredType;
  readonly compilation: Compilation;
}

/** A machine was not found. */
export interface Missing {
  /** Every machine there is, by typename, sorted. */
  readonly known: readonly string[];
  /** The one that is spelt almost like it. */
  readonly near?: string;
  /** The typename is declared more than once: in these files. */
  readonly twice?: readonly string[];
  /** What is wrong with the definitions that were searched. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The folder of the definitions that come with this package. */
export function shippedDefinitions(): string {
  return join(dirname(createRequire(import.meta.url).resolve("qdl/package.json")), "devices");
}

/**
 * Finds a machine by typename: in the definitions of a project, then in those of this package. Of the project only what the machine
 * needs is compiled, so that a mistake in another file does not matter. Mistakes are in the diagnostics, nothing is thrown.
 */
export function findMachine(typename: string, inputs: Inputs): MachineDefinition | Missing {
  const shipped = shippedDefinitions();
  const places = [inputs, findInputs({ cwd: shipped, paths: [] })];
  const known: string[] = [];
  const diagnostics: Diagnostic[] = [...inputs.diagnostics];
  for (const { root, files } of places) {
    const checked = check(files, makeDiskHost(root));
    const machines = checked.types.filter(({ form, abstract }) => form === "machine" && !abstract);
    const found = machines.filter((type) => type.typename === typename);
    if (found.length > 1)
      return { known: [typename], twice: [...new Set(found.map(({ source }) => source))], diagnostics: [] };
    if (found[0])
      return { root, type: found[0], compilation: compile([found[0].source], makeDiskHost(root), { sources: ".." }) };
    known.push(...machines.map((type) => type.typename));
    if (root !== shipped) diagnostics.push(...checked.diagnostics);
  }
  const names = [...new Set(known)].sort();
  const near = nearestName(typename, names);
  return { known: names, ...(near !== undefined && { near }), diagnostics };
}
