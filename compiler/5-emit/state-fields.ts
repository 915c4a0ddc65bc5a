import type * as ast from "../1-parse/ast.ts";
import { isShown } from "../3-check/accessors.ts";
import { object } from "./code.ts";
import { type ClassContext } from "./context.ts";
import { text } from "./literal.ts";

/** What lies where in the state of the type: static data, by which snapshots of another layout are told apart. */
export function writeStateFields({ type, writer }: ClassContext): void {
  const fields: string[] = type.states.map(({ node, word, bits, count }) => fieldOf(node, word, bits, count ?? 1));
  for (const bank of type.banks)
    for (const register of bank.registers.filter(isShown)) {
      const { node, word, bytes, count } = register;
      fields.push(fieldOf(node, bank.word + word, 8 * bytes, count ?? 1));
    }
  if (fields.length === 0) return;
  if (fields.length === 1) writer.line(`fields: [${fields[0]!}],`);
  else writer.block("fields: [", () => fields.forEach((field) => writer.line(`${field},`)), "],");
}

interface Field {
  readonly name: ast.Name;
  readonly transient?: boolean;
}

function fieldOf({ name, transient }: Field, word: number, bits: number, length: number): string {
  const place = [
    ["word", word],
    ["bits", bits],
    ["length", length],
  ] as const;
  const entries = place.map(([key, value]) => [key, String(value)] as const);
  const kept = transient ? [["transient", "true"] as const] : [];
  return object(["name", text(name.text)], ...entries, ...kept);
}
