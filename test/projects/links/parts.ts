import { type GateHooks, type JournalHooks } from "./generated/parts.ts";

export const gateHooks: GateHooks = {
  kick(self, value) {
    const core = self.cpus.get(value % self.cpus.length);
    if (core) core.kicks++;
    for (const page of self.pages) if (page) page.writes++;
  },
  look(self) {
    self.seen = [...self.cpus].filter((core) => core !== null).length;
  },
  forget(self) {
    self.seen = 0;
  },
};

/** What finalizers of journals have read. */
export const counted: number[][] = [];

export const journalHooks: JournalHooks = {
  countUp(self) {
    counted.push([...self.pages].map((page) => page?.writes ?? -1));
  },
};
