import { type TypeEntity } from "../2-bind/model.ts";
import { runtimeNames } from "./runtime-names.ts";

/**
 * A name in TypeScript case: `read_fifo` and `LCR_H` become `readFifo` and `lcrH`. A name that the classes of the runtime
 * have gets a `_`; which these are depends on what `owner` extends, the type that declares the member.
 */
export function memberName(text: string, owner: TypeEntity | null = null): string {
  const parts = text.split("_").filter((part) => part !== "");
  const words = parts.map((part) => (/[a-z]/.test(part) ? part : part.toLowerCase()));
  const name = words.map((word, at) => (at === 0 ? lower(word) : word[0]!.toUpperCase() + word.slice(1))).join("");
  return freeName(/^[A-Za-z]/.test(name) ? name : `_${name}`, owner);
}

/** A name of the generated class, with a `_` if the classes of the runtime have it. */
export function freeName(name: string, owner: TypeEntity | null): string {
  return isTaken(name, owner) ? `${name}_` : name;
}

/** The name of a register or field, which begins the names of the methods that get, set and work out its elements. */
export function accessorName(name: string, owner: TypeEntity | null): string {
  const accessors = ["get", "set", "update"].map((verb) => `${verb}${capital(name)}`);
  return [name, ...accessors].some((one) => isTaken(one, owner)) ? `${name}_` : name;
}

function isTaken(name: string, owner: TypeEntity | null): boolean {
  if (taken.has(name)) return true;
  // What `qdl:core` declares is itself what the runtime has.
  if (owner?.file.core) return false;
  for (let at = owner?.base; at; at = at.base) if (at.file.core && runtimeNames.get(at.name)?.has(name)) return true;
  return false;
}

/** A name that begins with a capital: `regs` and `LCR_H` become `Regs` and `LcrH`. */
export function capital(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}

function lower(word: string): string {
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
