import { type Draft, type Drawing, isA, type Part } from "./draft.ts";
import { interfaces } from "./glue.ts";
import { type Draw } from "./members.ts";

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
  draft.members.push(`${word} ${name} : ${type}${optional ? " optional" : ""};`);
  draft.relations.push({ name, word, type, optional });
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

/** What is set of a new part; null when something that it needs is not there. */
export function settingsOf(type: Draft, draft: Draft, { tape }: Drawing): string[] | null {
  const settings: string[] = [];
  for (const { name, type: wanted, optional } of type.all("relations")) {
    const found = tape.any(within(draft).filter((part) => isA(part.type, wanted)));
    if (!found && !optional) return null;
    if (found && (!optional || tape.often(60))) settings.push(`${name} = ${element(found)};`);
  }
  for (const inner of type.all("parts"))
    if (inner.type.all("relations").some(({ optional }) => !optional) && tape.often(30)) return null;
  return settings;
}
