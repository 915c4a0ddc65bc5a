import { join } from "node:path";
import { compile, type Diagnostic } from "qdl";
import { makeDiskHost } from "../project/disk-host.ts";
import { findInputs } from "../project/inputs.ts";
import { planOutput } from "../project/output.ts";
import { writeOutput } from "../project/write.ts";

/** Folders of definitions in this tree, with the folder that their modules are committed in and the way back from it. */
export const committed = [
  { definitions: "devices", output: "generated", sources: "../devices" },
  { definitions: "examples/threads/systems", output: "examples/threads/generated", sources: "../systems" },
  { definitions: "examples/library/src", output: "examples/library/src/generated", sources: ".." },
  ...[
    "soc",
    "registers",
    "fabric",
    "choice",
    "family",
    "usb",
    "types",
    "wires",
    "buses",
    "offers",
    "props",
    "values",
    "links",
  ].map((project) => ({
    definitions: `test/projects/${project}`,
    output: `test/projects/${project}/generated`,
    sources: "..",
  })),
];

/** Compiles every folder of definitions in the tree. Throws with all reports if one has mistakes. */
export function generateModules(root: string): void {
  for (const { definitions, output, sources } of committed) {
    const folder = join(root, definitions);
    const { files } = findInputs({ cwd: root, paths: [], root: folder });
    const { modules, diagnostics } = compile(files, makeDiskHost(folder), { sources });
    const plan = planOutput(modules, { folder: join(root, output), name: output, isGone: () => true });
    const mistakes = [...diagnostics, ...plan.diagnostics];
    if (mistakes.length === 0) mistakes.push(...writeOutput(plan));
    if (mistakes.length > 0) throw new Error(mistakes.map(inALine).join("\n"));
  }
}

function inALine({ code, message, span }: Diagnostic): string {
  return `${span?.file.name ?? ""} ${span?.start ?? ""} ${code}: ${message}`;
}
