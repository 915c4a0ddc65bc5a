import type * as ast from "../1-parse/ast.ts";
import { type Log } from "../diagnostics/log.ts";
import { type BoundFile, type Entity, spanOf, type TypeEntity } from "./model.ts";
import { didYouMean } from "./suggest.ts";

/** The type that a reference names, or null after a report. `wanted` completes "name … here". */
export function findType(file: BoundFile, node: ast.TypeRef, log: Log, wanted = "a type"): TypeEntity | null {
  const entity = file.names.get(node.name.text);
  if (node.list) log.report("bind/counted-type", spanOf(file, node), { name: node.name.text });
  if (entity?.kind === "type") return entity;
  if (entity?.kind === "broken") return null;
  const span = spanOf(file, node.name);
  if (entity) log.report("bind/not-a-type", span, { name: entity.name, what: describe(entity), wanted });
  else {
    const hint = didYouMean(node.name.text, file.names.keys(), "declare it, or import it from the file that does");
    log.report("bind/unknown-type", span, { name: node.name.text, hint });
  }
  return null;
}

/** An entity in a word or two, for messages. */
export function describe(entity: Entity): string {
  return { type: "a type", enum: "an enum", const: "a constant", broken: "unreadable" }[entity.kind];
}
