import { type Draft, type Drawing, isA, type Part, type Relation } from "./draft.ts";
import { interfaces } from "./glue.ts";
import { type Draw } from "./members.ts";
import { type Tape } from "./tape.ts";

/** A relation to a type that is known already, or the way up. */
export const relation: Draw = (draft, { tape, types }) => {
  if (!draft.inside && tape.often(25) && draft.name !== "Board") {
    const name = draft.named("up");
    draft.members.push(`up ${name} : Device;`);
    draft.usable.push(name);
    draft.ups.push(name);
    draft.inside = true;
    return;
  }
  const name = draft.named("rel");
  const type = tape.often(15) ? tape.one([...interfaces.keys()]) : (tape.any(types)?.name ?? "Device");
  const word = tape.one(["link", "link", "ref", "hold"] as const);
  const optional = draft.name === "Board" || tape.below(10) < 7;
  const count = tape.often(30) ? 1 + tape.below(3) : null;
  const bound = count === null ? "" : `[${tape.often(50) ? "i : " : ""}${count}]`;
  draft.members.push(`${word} ${name}${bound} : ${type}${optional ? " optional" : ""};`);
  draft.relations.push({ name, word, type, optional, count });
  draft.usable.push(name);
};

/** One element of a part. */
function element({ path, count }: Part): string {
  return count === null ? path : `${path}[0]`;
}

/** Parts below a draft, two levels deep. */
export function within(draft: Draft): Part[] {
  return draft.all("parts").flatMap((part) => {
    const inner = part.type.all("parts").map((one) => ({ ...one, path: `${element(part)}.${one.path}` }));
    return [part, ...inner];
  });
}

/** What a relation is set to: of an array one by one, in a loop, or a slice at once. */
function settingOf({ name, count, optional }: Relation, found: readonly Part[], tape: Tape): string[] {
  const part = tape.any(found)!;
  if (count === null) return [`${name} = ${element(part)};`];
  const most = Math.min(count, part.count ?? 0);
  const many = most === count || (most > 0 && optional);
  const slice = `[0..${most - 1}]`;
  switch (tape.one(["one by one", "all alike", "loop", "slice"])) {
    case "loop":
      if (many) return [`${name}[z] = ${part.path}[z] for z in 0..${most};`];
      break;
    case "slice":
      if (many) return [`${name}${slice} = ${part.path}${slice};`];
      break;
    case "all alike":
      return [`${name}[z] = ${element(part)} for z in 0..${count};`];
  }
  return Array.from({ length: count }, (_, at) => `${name}[${at}] = ${element(tape.any(found)!)};`);
}

/** What is set of a new part; null when something that it needs is not there. */
export function settingsOf(type: Draft, draft: Draft, { tape }: Drawing): string[] | null {
  const settings: string[] = [];
  for (const relation of type.all("relations")) {
    const found = within(draft).filter((part) => isA(part.type, relation.type));
    if (found.length === 0 && !relation.optional) return null;
    if (found.length > 0 && (!relation.optional || tape.often(60))) settings.push(...settingOf(relation, found, tape));
  }
  for (const inner of type.all("parts"))
    if (inner.type.all("relations").some(({ optional }) => !optional) && tape.often(30)) return null;
  return settings;
}
