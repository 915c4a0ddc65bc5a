/** A name in TypeScript case: `read_fifo` and `LCR_H` become `readFifo` and `lcrH`. */
export function memberName(text: string): string {
  const parts = text.split("_").filter((part) => part !== "");
  const words = parts.map((part) => (/[a-z]/.test(part) ? part : part.toLowerCase()));
  const name = words.map((word, at) => (at === 0 ? lower(word) : word[0]!.toUpperCase() + word.slice(1))).join("");
  const safe = /^[A-Za-z]/.test(name) ? name : `_${name}`;
  return taken.has(safe) ? `${safe}_` : safe;
}

/** A name that begins with a capital: `regs` and `LCR_H` become `Regs` and `LcrH`. */
export function capital(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}

function lower(word: string): string {
  return word[0]!.toLowerCase() + word.slice(1);
}

/** Members of the runtime's classes, and names that every object has: a definition's member of that name gets a `_`. */
export const taken: ReadonlySet<string> = new Set(
  "acquired addBackend addLines addRegion adopt advance announced base busIndex chardevs childBuses clocks constructor core count drain ending hasOwnProperty heap hotplugged inputs isPrototypeOf life line lines live name now outputs parent parentBus path pendingDeleted peripheral peripheralAnon phase plug property propertyIsEnumerable prototype realize realized realizedPath refs region regions reset resetState resident root session shutdown slots storageRefs systemBus then timers toLocaleString toString treeRoot type unattached unplug unplugBlockers unplugPending valueOf".split(
    " ",
  ),
);

/** The name that a member would have if the runtime did not have it; null for a name of its own. */
export function takenName(text: string): string | null {
  const plain = memberName(text).replace(/_$/, "");
  return taken.has(plain) ? plain : null;
}
