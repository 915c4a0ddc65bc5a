import { type CollectorHooks, type PartHooks } from "../../generated/teardown/board.ts";

/** What has happened, in order. */
export const events: string[] = [];

export const partHooks: PartHooks = {
  stopped: (self) => void events.push(`stopped ${self.path}`),
  gone: () => void events.push("a part is gone"),
};

export const collectorHooks: CollectorHooks = {
  heard: (_self, line, level) => void events.push(`line ${line} is ${level}`),
};
