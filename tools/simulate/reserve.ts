import { type Operation, type Script, type Statement, type TypeStatement, typeNameOf } from "./script.ts";

/**
 * Room that storages need, by the name of the object that is the root, for what the script embeds there later: a storage
 * is one extent, so all of it is reserved when the object is made. In words.
 */
export function planReserves({ lines }: Script): ReadonlyMap<string, number> {
  const types = new Map<string, TypeStatement>();
  const embeddings: { readonly name: string; readonly parent: string; readonly type: string }[] = [];
  for (const { statement } of lines) {
    if (statement.kind === "type") types.set(statement.name, statement);
    const operation = operationOf(statement);
    if (operation?.name === "embed" || operation?.name === "embedprops")
      embeddings.push({
        name: operation.words[0]!,
        parent: operation.words[2]!,
        type: typeNameOf(operation.name, operation.words),
      });
  }
  const parents = new Map(embeddings.map(({ name, parent }) => [name, parent]));
  const reserves = new Map<string, number>();
  for (const { parent, type } of embeddings) {
    const root = rootOf(parent, parents);
    reserves.set(root, (reserves.get(root) ?? 0) + wordsOf(type, types));
  }
  return reserves;
}

function operationOf(statement: Statement): Operation | null {
  if (statement.kind === "type") return null;
  return statement.kind === "hook" ? operationOf(statement.then) : statement;
}

/** The object in whose storage that of `name` lies; `o.k` is embedded in `o` by its type. */
function rootOf(name: string, parents: ReadonlyMap<string, string>): string {
  let at = name;
  for (let steps = 0; steps <= parents.size + name.length; steps++) {
    const dot = at.lastIndexOf(".");
    const up = parents.get(at) ?? (dot > 0 ? at.slice(0, dot) : undefined);
    if (up === undefined) return at;
    at = up;
  }
  return at;
}

/** Size of an instance: one word for each type of the chain, and what these embed. */
function wordsOf(name: string, types: ReadonlyMap<string, TypeStatement>): number {
  let words = 0;
  for (let at = types.get(name); at; at = types.get(at.parent ?? ""))
    words += 1 + at.embeds.reduce((sum, { type }) => sum + wordsOf(type, types), 0);
  return words;
}
