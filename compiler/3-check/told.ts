import { type MemberEntity, type TypeEntity } from "../2-bind/model.ts";
import { Log } from "../diagnostics/log.ts";
import { evaluate, evaluateInt, inLoop } from "./evaluate.ts";
import { type Scope } from "./scope.ts";
import { type Value } from "./value.ts";

/** What somebody says about the numbers and truth values among the properties of a part: it has no other values than these. */
export type Told = ReadonlyMap<string, Value>;

/** What `type`, of which others said `outer`, tells a part of its own; nothing where `member` is none. */
export function toldBy({ node, owner }: MemberEntity, type: TypeEntity, outer: Told, scope: Scope): Told {
  if (node.kind !== "child" || node.settings.length === 0) return new Map();
  const home: Scope = { ...scope, file: owner.file, type, locals: outer, log: new Log() };
  const count = node.bound ? evaluateInt(node.bound.count, home, "a count") : null;
  const inside = inLoop(home, node.bound?.index?.text, 0n, count?.max ?? 1n);
  const arms = node.choose?.arms ?? [];
  const byArms = new Set(arms.flatMap(({ settings }) => settings.map(({ target }) => target.root.text)));
  const values = node.settings.flatMap(({ target, value }): [string, Value][] =>
    target.steps.length > 0 || byArms.has(target.root.text) ? [] : [[target.root.text, evaluate(value, inside)]],
  );
  return new Map(values.filter(([, value]) => value.kind === "int" || value.kind === "bool"));
}
