import { type RecordedEvent, type RecordedObject, type RecordedStep, type Recording } from "./record.ts";

/** What would differ in a step if nobody counted storages: each would be freed with the object that it was made for. */
export interface LegacyNote {
  /** Storages that are freed in this step although something in them is alive, by the object that they were made for. */
  readonly freed: readonly { readonly storage: string; readonly alive: readonly string[] }[];
  /** Objects that are used in this step although their memory was freed in one before. */
  readonly used: readonly string[];
  /** Objects that are alive after this step, in memory that is freed. */
  readonly dangling: readonly string[];
}

/** Operations that the rules of today do not have. */
const counting: ReadonlySet<string> = new Set(["sref", "sunref", "state"]);

/**
 * By step, what a recorded play would come to under the rules that QEMU has today, where an embedded object does not keep the
 * storage that it lies in (lifetimes, section 1.3, is what counts it).
 */
export function legacyOf({ steps }: Recording): readonly LegacyNote[] {
  const freed = new Set<string>();
  const fixed = new Set(steps.flatMap(({ op }) => (op.startsWith("static ") ? [op.split(/\s+/)[1]!] : [])));
  let before: readonly RecordedObject[] = [];
  return steps.map((step) => {
    const used = usedIn(
      step,
      before.filter(({ storage }) => freed.has(storage)),
    );
    const objects = step.objects ?? [];
    const ended = objects.filter(({ name, storage, state }) => storage === name && state === "finalized");
    const now = ended.map(({ name }) => name).filter((name) => !freed.has(name) && !fixed.has(name));
    const losses = now.map((storage) => ({ storage, alive: aliveIn(storage, objects) }));
    for (const name of now) freed.add(name);
    // The name is free under either rule, and may be given again.
    for (const event of step.events) if (event.ev === "free") freed.delete(event.obj);
    before = objects;
    const dangling = [...freed].flatMap((storage) => aliveIn(storage, objects));
    return { freed: losses.filter(({ alive }) => alive.length > 0), used, dangling };
  });
}

function aliveIn(root: string, objects: readonly RecordedObject[]): string[] {
  return objects.filter(({ storage, state }) => storage === root && state === "live").map(({ name }) => name);
}

/** Those of `gone` that the operation names, or that something happens to. */
function usedIn({ op, events }: RecordedStep, gone: readonly RecordedObject[]): string[] {
  const [operation, ...words] = op.split(/\s+/);
  if (counting.has(operation!)) return [];
  const hit = new Set([...words, ...events.map(subjectOf)]);
  return gone.filter(({ name }) => hit.has(name)).map(({ name }) => name);
}

/** What an event happens to; that memory goes is no use of it. */
function subjectOf(event: RecordedEvent): string | null {
  return "obj" in event && event.ev !== "free" ? event.obj : null;
}
