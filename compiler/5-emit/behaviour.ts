import { isOwn, spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedFile } from "../3-check/index.ts";
import { takenName } from "../3-check/names.ts";
import { type Log } from "../diagnostics/log.ts";
import { type Host } from "../host.ts";
import { hookSetName } from "./hooks.ts";

/** Warns of hooks that no behaviour module implements: said here, it is not said by `tsc` in generated code. */
export function checkBehaviour({ file, types }: CheckedFile, host: Host, log: Log): void {
  const hooked = types.filter((type) => type.hooks.length > 0);
  if (!isOwn(file) || hooked.length === 0) return;
  const path = file.source.name.replace(/\.qdl$/, ".ts");
  const found = host.read(path);
  for (const { entity } of hooked) {
    const name = hookSetName(entity.name);
    if ("text" in found && new RegExp(`\\b${name}\\b`).test(found.text)) {
      reportMistaken(entity, { path, text: hooksIn(found.text, name) }, log);
      continue;
    }
    const problem =
      "text" in found ? `\`${path}\` does not export \`${name}\`` : `there is no behaviour module \`${path}\` yet`;
    log.report("emit/no-behaviour", spanOf(file, entity.node.name), { problem, type: entity.name, name });
  }
}

/** The text of a hook set: from its name up to what is exported next. */
function hooksIn(text: string, name: string): string {
  const start = text.search(new RegExp(`\\bconst ${name}\\b`));
  if (start < 0) return "";
  const end = text.indexOf("\nexport ", start);
  return text.slice(start, end < 0 ? undefined : end);
}

/** Warns where behaviour says `self.count` and means a member that is called `count_`, because the runtime has a `count`. */
function reportMistaken(type: TypeEntity, module: { readonly path: string; readonly text: string }, log: Log): void {
  for (const { name, owner, node } of type.members.values()) {
    const plain = takenName(name, owner);
    if (plain === null || !isOwn(owner.file) || !new RegExp(`\\bself\\.${plain}\\b`).test(module.text)) continue;
    log.report("emit/runtime-name", spanOf(owner.file, node.name), { name, plain, path: module.path });
  }
}
