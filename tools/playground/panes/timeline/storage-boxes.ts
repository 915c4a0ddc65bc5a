import { type RecordedObject } from "../../../simulate/record.ts";
import { make } from "../../../graph/view/make.ts";
import { type Moment } from "./moments.ts";

/** What memory holds after a step: a box a storage with its count, in it the objects with theirs. */
export function makeStorageBoxes({ objects, before, legacy }: Moment): HTMLElement[] {
  const roots = objects.filter(({ name, storage }) => name === storage);
  const gone = before.filter(({ name, storage }) => name === storage && !objects.some((one) => one.name === name));
  const boxes = roots.map((root) => {
    const inside = objects.filter(({ storage }) => storage === root.name);
    const lost = legacy.dangling.some((name) => inside.some((one) => one.name === name));
    return make(
      "section",
      { className: lost ? "storage lost" : "storage" },
      make("h4", {}, `storage of ${root.name} `, count(root.storage_ref!, formerOf(root, before)?.storage_ref ?? null)),
      ...inside.map((object) => card(object, before)),
      lost ? make("p", { className: "today" }, "Today this memory is freed.") : null,
    );
  });
  const freed = gone.map(({ name }) =>
    make("section", { className: "storage gone" }, make("h4", {}, `storage of ${name}`), make("p", {}, "freed")),
  );
  if (boxes.length + freed.length > 0) return [...boxes, ...freed];
  return [make("p", { className: "empty" }, "Nothing is allocated.")];
}

function card(object: RecordedObject, before: readonly RecordedObject[]): HTMLElement {
  const { name, type, state, ref, parent } = object;
  return make(
    "div",
    { className: `object ${state}`, "data-object": name },
    make("b", {}, name),
    make("span", { className: "type" }, ` : ${type} `),
    count(ref, formerOf(object, before)?.ref ?? null),
    make(
      "span",
      { className: "parent" },
      state === "finalized" ? "finalized" : parent === null ? "no parent" : `in ${parent}`,
    ),
  );
}

function formerOf({ name }: RecordedObject, before: readonly RecordedObject[]): RecordedObject | undefined {
  return before.find((one) => one.name === name);
}

/** A count, with what it was if it changed. */
function count(now: number, former: number | null): HTMLElement {
  const changed = former !== now;
  const text = changed && former !== null ? `${former} → ${now}` : String(now);
  return make("span", { className: changed ? "count changed" : "count", title: "references" }, text);
}
