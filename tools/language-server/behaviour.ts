import { type Location } from "vscode-languageserver/node";
import { hookSetName, memberName, type SourceFile } from "qdl";
import { type ts } from "ts-morph";
import { type Declaration } from "./names/declaration.ts";
import { type Project } from "./project.ts";
import { locationOf } from "./texts.ts";

/** A hook in its behaviour module: the module, and the stretch of it that is the hook's name. */
export interface HookPlace {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** Where a behaviour module does what a hook asks for; nothing if there is no module, or it does not say. */
export async function hookPlace({ type, name }: Declaration, project: Project): Promise<HookPlace | undefined> {
  if (!type) return undefined;
  const path = type.file.source.name.replace(/\.qdl$/, ".ts");
  const text = project.textOf(path);
  if (text === undefined) return undefined;
  const file = { name: path, text };
  const found = await findMember(file, hookSetName(type.name), memberName(name.text));
  return found && { file, ...found };
}

/** The same as a place of the protocol. */
export async function behaviourOf(declaration: Declaration, project: Project): Promise<Location | undefined> {
  const place = await hookPlace(declaration, project);
  return place && locationOf(project.root, { file: place.file, start: place.start, end: place.end });
}

/** The name of a member in the object that a module exports under a name; the object's own name if it has it from elsewhere. */
async function findMember(file: SourceFile, object: string, member: string) {
  // Reading TypeScript takes more than half a second to begin with: only who asks for it waits.
  const { ts } = await import("ts-morph");
  const tree = ts.createSourceFile(file.name, file.text, ts.ScriptTarget.Latest, true);
  for (const statement of tree.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const found = statement.declarationList.declarations.find(({ name }) => name.getText() === object);
    if (!found) continue;
    const literal = found.initializer && objectIn(found.initializer, ts);
    const place = literal?.properties.find(({ name }) => name?.getText() === member)?.name ?? found.name;
    return { start: place.getStart(), end: place.getEnd() };
  }
  return undefined;
}

function objectIn(node: ts.Expression, api: typeof ts): ts.ObjectLiteralExpression | undefined {
  if (api.isSatisfiesExpression(node) || api.isAsExpression(node)) return objectIn(node.expression, api);
  return api.isObjectLiteralExpression(node) ? node : undefined;
}
