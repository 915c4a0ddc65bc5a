import { placeOf, type Rule, whyFreeable } from "../project.ts";

/** Where storages are not counted: a bus in the storage of something that can go, before the devices on it have. */
export const busStorage: Rule = {
  check({ type }, project, log) {
    const why = project.model === "legacy" ? whyFreeable(type, project) : null;
    if (!why) return;
    for (const member of type.members.values()) {
      if (member.owner !== type || member.node.kind !== "bus") continue;
      const blanks = { name: member.name, gone: type.name };
      log.report("lint/bus-storage-lifetime", placeOf(member), blanks, { related: why });
    }
  },
};
