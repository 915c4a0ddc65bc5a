import { LifetimeError, PropertyError, type ShutdownReport } from "@qdl/runtime";
import { counted, type Log, printable } from "qdl";
import { type Missing } from "./definitions.ts";
import { failuresOf, placeIn } from "./failure.ts";
import { NamingError } from "./property.ts";

/** Something that a module or a hook threw. */
export interface Thrown {
  readonly thrown: unknown;
  /** The project folder, absolute. */
  readonly root: string;
  /** The path of the object whose hook it was, where that is known. */
  readonly path?: string | undefined;
}

/** Reports that there is no machine of a typename, or more than one. */
export function reportMissing(typename: string, { known, near, twice }: Missing, log: Log): void {
  const name = printable(typename);
  const list = known.map((one) => `\`${printable(one)}\``).join(", ");
  if (twice) log.report("info/several-machines", undefined, { name, files: twice.join(", ") });
  else {
    const hint = near === undefined ? `there are ${list}` : `did you mean \`${printable(near)}\`?`;
    log.report("info/no-machine", undefined, { name, hint });
  }
}

/** Reports modules that cannot be loaded. */
export function reportUnloadable({ thrown, root }: Thrown, log: Log): void {
  for (const { message, place } of failuresOf(thrown, root)) {
    const hint = place === null ? "build the project and run `tsc` on it" : `look at ${place}`;
    log.report("info/module", undefined, { reason: message, hint });
  }
}

/** Reports what was thrown while a machine was made, used or ended. */
export function reportThrown({ thrown, root, path }: Thrown, log: Log): void {
  if (thrown instanceof NamingError)
    return log.report("info/property", undefined, { problem: thrown.message, hint: thrown.help });
  if (thrown instanceof PropertyError) {
    const hint = thrown.message.endsWith("is read-only")
      ? "it can only be read"
      : "set it before the machine is realized, with --set or --no-realize";
    return log.report("info/property", undefined, { problem: thrown.message, hint });
  }
  const named = path !== undefined && !(thrown instanceof LifetimeError);
  for (const { message, place } of failuresOf(thrown, root)) {
    const hint = place === null ? "look at the hooks of its type" : `it was thrown at ${place}`;
    log.report("info/failed", undefined, { problem: named ? `${path}: ${message}` : message, hint });
  }
}

/** Reports what the end of a machine came to, if it did not end well. */
export function reportEnd({ errors, left }: ShutdownReport, root: string, log: Log): void {
  for (const thrown of errors) reportThrown({ thrown, root }, log);
  for (const { path, type, refs, holders, takenAt = [] } of left) {
    const places = new Set(takenAt.flatMap((stack) => placeIn(stack, root) ?? []));
    const taken = places.size === 0 ? "" : `; a reference was taken at ${[...places].join(", ")}`;
    const count = counted(refs, "reference");
    const hint = `dispose of what holds it in unrealize${taken}`;
    log.report("info/left", undefined, { path, type, count, holders: holders.join(", "), hint });
  }
}
