import { posix } from "node:path";
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver/node";
import { type BoundFile } from "qdl";
import { entityDeclaration } from "../names/scope.ts";
import { type Project } from "../project.ts";
import { itemOf, wordItem } from "./candidates.ts";
import { type Context } from "./context.ts";

const core = "qdl:core";

/** In an import: the files of the project, or what the file that it names declares; of all files where it names none yet. */
export function importCompletion(context: Context, file: BoundFile, project: Project): CompletionItem[] {
  const { statement, quoted } = context;
  if (quoted !== null) return pathsFrom(file, project);
  if (statement.includes("}")) return statement.at(-1) === "}" ? [wordItem("from")] : [];
  if (!statement.includes("{") || !["{", ","].includes(statement.at(-1)!)) return [];
  return project.now.checked
    .filter((one) => one.file !== file)
    .flatMap((one) => exportsOf(one.file, pathTo(one.file, file)));
}

function exportsOf(from: BoundFile, path: string): CompletionItem[] {
  return [...from.declared].flatMap(([name, entity]) => {
    const of = entityDeclaration(entity);
    return of ? [{ ...itemOf(name, of), labelDetails: { description: path } }] : [];
  });
}

function pathsFrom(file: BoundFile, project: Project): CompletionItem[] {
  const others = project.now.checked.map((one) => one.file).filter((other) => other !== file);
  return others.map((other) => ({ label: pathTo(other, file), kind: CompletionItemKind.File }));
}

/** What an import in `from` calls a file. */
function pathTo(file: BoundFile, from: BoundFile): string {
  if (file.core) return core;
  if (file.module !== null) return file.module.replace(/\.js$/, ".qdl");
  const way = posix.relative(posix.dirname(from.source.name), file.source.name);
  return way.startsWith(".") ? way : `./${way}`;
}
