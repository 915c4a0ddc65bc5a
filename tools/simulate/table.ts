import { printable } from "qdl";
import { type RecordedEvent, type RecordedObject, type RecordedStep, type Recording } from "./record.ts";

/**
 * The play of a script as a timeline for people: each operation with the events that it caused, in order, then the
 * objects whose counts it changed. `refs` is the object's own count, `storage` the count of the storage that it is the
 * root of, or the object in whose storage it lies.
 */
export function renderTimeline(recording: Recording): string {
  const rows = [["step", "operation", "events", "object", "refs", "storage", "state", "parent"]];
  let before: readonly RecordedObject[] = [];
  for (const step of recording.steps) {
    rows.push(...rowsOf(step, before));
    before = step.objects ?? [];
  }
  return `${aligned(rows)}\n${ending(recording)}`;
}

function rowsOf(step: RecordedStep, before: readonly RecordedObject[]): string[][] {
  const events = step.events.map(eventText);
  const objects = step.objects ? changes(before, step.objects) : [];
  const rows: string[][] = [];
  for (let at = 0; at < Math.max(1, events.length, objects.length); at++) {
    const head = at === 0 ? [String(step.i), step.op] : ["", ""];
    rows.push([...head, events[at] ?? "", ...(objects[at] ?? ["", "", "", "", ""])]);
  }
  return rows;
}

/** Rows of what is new or different, and of what is gone. */
function changes(before: readonly RecordedObject[], after: readonly RecordedObject[]): string[][] {
  const former = new Map(before.map((object) => [object.name, JSON.stringify(object)]));
  const present = new Set(after.map(({ name }) => name));
  const changed = after.filter((object) => former.get(object.name) !== JSON.stringify(object));
  return [
    ...changed.map((object) => [
      object.name,
      String(object.ref),
      object.storage_ref === null ? `in ${object.storage}` : String(object.storage_ref),
      object.state,
      object.parent ?? "-",
    ]),
    ...before.filter(({ name }) => !present.has(name)).map(({ name }) => [name, "", "", "freed", ""]),
  ];
}

function eventText(event: RecordedEvent): string {
  switch (event.ev) {
    case "init":
    case "post_init":
    case "finalize":
      return `${event.ev} ${event.obj} (${event.type})`;
    case "result":
      return "ok" in event ? `result ${event.ok ? "ok" : "refused"}` : `result storage of ${event.storage}`;
    case "err":
      return `refused: ${event.msg}`;
    case "error":
      return `MISUSE ${event.kind}`;
    default:
      return `${event.ev} ${event.obj}`;
  }
}

function aligned(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map((cell) => clipped(printable(cell))));
  const widths = shown[0]!.map((_, column) => Math.max(...shown.map((row) => row[column]!.length)));
  const lines = shown.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("  "));
  return `${lines.join("\n")}\n`;
}

/** A cell no wider than a reader wants to scroll. */
function clipped(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function ending({ error, leaked, steps }: Recording): string {
  if (error) return `misuse in step ${steps.length - 1}: ${error.kind}: ${printable(error.msg)}\n`;
  if (!leaked || leaked.length === 0) return "clean: no misuse, nothing left\n";
  const lines = leaked.map(
    ({ name, finalized }) => `  ${printable(name)}: ${finalized ? "memory not freed" : "alive"}`,
  );
  return `leaked: ${leaked.length} left at the end\n${lines.join("\n")}\n`;
}
