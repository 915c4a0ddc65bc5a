import { type TypeEntity } from "../2-bind/model.ts";
import { runtimeNames } from "./runtime-names.ts";

/**
 * A name in TypeScript case: `read_fifo` and `LCR_H` become `readFifo` and `lcrH`. A name that the classes of the runtime
 * have gets a `_`; which these are depends on what `owner` extends, the type that declares the member.
 */
export function memberName(text: string, owner: TypeEntity | null = null): string {
  return freeName(inCase(text), owner);
}

function inCase(text: string): string {
  // Most names are one word, which needs no taking apart.
  if (/^[a-z][A-Za-z0-9]*$/.test(text)) return text;
  if (/^[A-Z][A-Z0-9]*$/.test(text)) return text.toLowerCase();
  const parts = text.split("_").filter((part) => part !== "");
  const words = parts.map((part) => (/[a-z]/.test(part) ? part : part.toLowerCase()));
  const name = words.map((word, at) => (at === 0 ? lower(word) : capital(word))).join("");
  return /^[A-Za-z]/.test(name) ? name : `_${name}`;
}

/** A name of the generated class, with a `_` if the classes of the runtime have it. */
export function freeName(name: string, owner: TypeEntity | null): string {
  return isTaken(name, owner) ? `${name}_` : name;
}

/** The name of a register or field, which begins the names of the methods that get, set and work out its elements. */
export function accessorName(name: string, owner: TypeEntity | null): string {
  const names = takenBy(owner);
  const ending = capital(name);
  const isFree = !names.has(name) && verbs.every((verb) => !names.has(verb + ending));
  return isFree ? name : `${name}_`;
}

const verbs = ["get", "set", "update"];

function isTaken(name: string, owner: TypeEntity | null): boolean {
  return takenBy(owner).has(name);
}

const takenByBase = new Map<string, ReadonlySet<string>>();

/** The names that the runtime's classes have which a type extends; what `qdl:core` declares is itself what the runtime has. */
function takenBy(owner: TypeEntity | null): ReadonlySet<string> {
  if (!owner || owner.file.core) return taken;
  let base = owner.base;
  while (base && !base.file.core) base = base.base;
  if (!base) return taken;
  const known = takenByBase.get(base.name);
  if (known) return known;
  const names = new Set(taken);
  for (let at: TypeEntity | null = base; at; at = at.base)
    for (const name of runtimeNames.get(at.name) ?? []) names.add(name);
  takenByBase.set(base.name, names);
  return names;
}

/** A name that begins with a capital: `regs` and `LCR_H` become `Regs` and `LcrH`. */
export function capital(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}

/** A name that begins with a small letter. */
export function lower(word: string): string {
  return word[0]!.toLowerCase() + word.slice(1);
}

/** Members of the runtime's objects and devices, and names that every object has: no member of a definition has them. */
const taken: ReadonlySet<string> = new Set(
  "new acquired addBackend addLines addRegion adopt advance announced base busAddress busIndex chardevs childBuses clocks constructor count drain ending hasOwnProperty heap hotplugged inputs isPrototypeOf life line lines live name now outputs parent parentBus path pendingDeleted peripheral peripheralAnon phase plug property propertyIsEnumerable prototype realize realized realizedPath refs region regions reset resetState resident root session shutdown slots storageRefs systemBus then timers toLocaleString toString treeRoot type unattached unplug unplugBlockers unplugPending valueOf".split(
    " ",
  ),
);

/** The name that a member would have if the runtime did not have it; null for a name of its own. */
export function takenName(text: string, owner: TypeEntity): string | null {
  const plain = memberName(text, owner).replace(/_$/, "");
  return isTaken(plain, owner) ? plain : null;
}
