import { spanOf } from "../2-bind/model.ts";
import { type CheckedFile } from "../3-check/index.ts";
import { type Log } from "../diagnostics/log.ts";
import { type Host } from "../host.ts";
import { hookSetName } from "./hooks.ts";

/** Warns of hooks that no behaviour module implements: said here, it is not said by `tsc` in generated code. */
export function checkBehaviour({ file, types }: CheckedFile, host: Host, log: Log): void {
  const hooked = types.filter((type) => type.hooks.length > 0);
  if (file.core || hooked.length === 0) return;
  const path = file.source.name.replace(/\.qdl$/, ".ts");
  const found = host.read(path);
  for (const { entity } of hooked) {
    const name = hookSetName(entity.name);
    if ("text" in found && new RegExp(`\\b${name}\\b`).test(found.text)) continue;
    const problem =
      "text" in found ? `\`${path}\` does not export \`${name}\`` : `there is no behaviour module \`${path}\` yet`;
    log.report("emit/no-behaviour", spanOf(file, entity.node.name), { problem, type: entity.name, name });
  }
}
