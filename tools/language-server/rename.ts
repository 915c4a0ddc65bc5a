import {
  ResponseError,
  LSPErrorCodes,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { memberName, type BoundFile } from "qdl";
import { hookPlace } from "./behaviour.ts";
import { type Cursor, nameAt } from "./cursor.ts";
import { type Declaration, isWritten, type Occurrence } from "./names/declaration.ts";
import { usesOf } from "./references.ts";
import { rangeOf, uriOf } from "./texts.ts";

function refuse(message: string): never {
  throw new ResponseError(LSPErrorCodes.RequestFailed, message);
}

/** The name that can be renamed at the cursor; a refusal, with the reason, for one that cannot. */
export function renamableAt(cursor: Cursor): Range {
  return rangeOf(cursor.file.source, renamable(cursor));
}

function renamable(cursor: Cursor): Occurrence {
  const found = nameAt(cursor);
  if (!found) return refuse("there is no name here");
  if (!isWritten(found.of)) return refuse(`\`${found.of.name.text}\` belongs to the language`);
  if (found.of.file.module !== null)
    return refuse(`\`${found.of.name.text}\` belongs to a package: \`${found.of.file.source.name}\``);
  return found;
}

/** Every change of text that gives what stands at the cursor another name; in its behaviour module too, if it is a hook. */
export async function renameAt(cursor: Cursor, name: string): Promise<WorkspaceEdit> {
  const found = renamable(cursor);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    refuse(`\`${name}\` is not a name: letters, digits and \`_\`, no digit first`);
  const { root } = cursor.project;
  const changes: Record<string, TextEdit[]> = {};
  const change = (
    file: BoundFile["source"],
    place: { readonly start: number; readonly end: number },
    newText: string,
  ) => {
    const uri = uriOf(root, file.name);
    changes[uri] = [...(changes[uri] ?? []), { range: rangeOf(file, place), newText }];
  };
  for (const { file, start, end } of placesOf(found, cursor)) {
    refuseTaken(name, file, found.of);
    change(file.source, { start, end }, name);
  }
  const hook = found.of.meaning === "hook" ? await hookPlace(found.of, cursor.project) : undefined;
  if (hook && hook.file.text.slice(hook.start, hook.end) === memberName(found.of.name.text))
    change(hook.file, hook, memberName(name));
  return { changes };
}

interface Place {
  readonly file: BoundFile;
  readonly start: number;
  readonly end: number;
}

/** An import may give a thing another name: that one is renamed in its file only, and not when the thing is. */
function placesOf({ of, start, end }: Occurrence, { file, project }: Cursor): readonly Place[] {
  const textAt = (one: Place) => one.file.source.text.slice(one.start, one.end);
  const written = textAt({ file, start, end });
  const uses = usesOf(of, project).filter((one) => textAt(one) === written);
  return written === of.name.text ? uses : uses.filter((one) => one.file === file);
}

/** Two things of one name would no longer be told apart. What is named within a member only is told by the reports. */
function refuseTaken(name: string, file: BoundFile, { meaning, type }: Declaration): void {
  const inside = meaning === "member" || (meaning === "constant" && type !== null);
  if (inside && type!.members.has(name)) refuse(`\`${type!.name}\` has a member \`${name}\``);
  const onTop = meaning === "type" || meaning === "enum" || (meaning === "constant" && type === null);
  if (onTop && file.names.has(name)) refuse(`\`${name}\` means something else in \`${file.source.name}\``);
}
