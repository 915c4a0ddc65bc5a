import { type Draft } from "./draft.ts";
import { type Draw, hook, someUses } from "./members.ts";

/** Interfaces that every program has, each with the method that it asks for. */
export const interfaces: ReadonlyMap<string, string> = new Map([
  ["Talk", "talk"],
  ["Look", "look"],
]);

/** What every program says of them. */
export const interfaceTexts = [...interfaces].map(
  ([name, method]) => `interface ${name} { method ${method}(word : u32) : u32; }`,
);

/** A type does what an interface asks for, or does it in another way than the type that it extends. */
export const method: Draw = (draft, { tape }) => {
  const name = tape.one([...interfaces.keys()]);
  const asked = interfaces.get(name)!;
  if (draft.variantOf || draft.interfaces.includes(name) || draft.hooks.some((one) => one.name === asked)) return;
  const inherited = draft.line.some((one) => one.interfaces.includes(name));
  if (!inherited) draft.interfaces.push(name);
  draft.members.push(`${inherited ? "override " : ""}method ${asked}(word : u32) : u32;`);
  draft.hooks.push({ name: asked, form: "method", uses: [] });
};

/** Memory behind a translation, into an address space of its own if there is one. */
export const translation: Draw = (draft, drawing) => {
  const name = draft.named("mmu");
  const into = draft.spaces[0];
  const uses = someUses(draft, drawing);
  const answer = hook(draft, { form: "translate", uses, ...(into === undefined ? {} : { into }) });
  draft.members.push(`region ${name} : iommu 4K = ops ${answer};`);
  draft.regions.push({ path: name, size: 0x1000 });
  draft.usable.push(name);
};

interface Loose {
  readonly path: string;
  readonly kind: Draft["wires"][number]["kind"];
}

/** Lines and clocks of parts that nobody has connected yet. */
export function looseWires(draft: Draft): Loose[] {
  return draft
    .all("parts")
    .flatMap(({ path, type, count }) =>
      type
        .all("wires")
        .map(({ path: wire, kind }) => ({ path: `${path}${count === null ? "" : "[1]"}.${wire}`, kind })),
    )
    .filter(({ path }) => !draft.taken.has(path));
}

/** A line, a clock or a region of a part, shown as one of our own. */
export const alias: Draw = (draft, { tape }) => {
  const name = draft.named("alias");
  const wire = tape.any(looseWires(draft));
  if (wire && tape.often(60)) {
    draft.taken.add(wire.path);
    draft.members.push(`alias ${wire.kind.split(" ")[0]!} ${name} = ${wire.path};`);
    draft.wires.push({ path: name, kind: wire.kind });
    return;
  }
  const part = tape.any(
    draft.all("parts").filter(({ count, type }) => count === null && (!type.hotplug || tape.often(5))),
  );
  const region = tape.any(part?.type.all("regions") ?? []);
  const path = part && region ? `${part.path}.${region.path}` : "";
  if (!part || !region || draft.taken.has(path) || part.type.line.some(({ taken }) => taken.has(region.path))) return;
  draft.taken.add(path);
  draft.members.push(`alias region ${name} = ${path};`);
  draft.regions.push({ path: name, size: region.size });
};

/** Lines that meet in a gate, and go on from there, or are shown. */
export const gate: Draw = (draft, { tape }) => {
  const loose = looseWires(draft);
  const outs = loose.filter(({ kind }) => kind === "irq out").slice(0, 2);
  const target = tape.any(loose.filter(({ kind }) => kind === "irq in"));
  if (outs.length === 0) return;
  const name = draft.named("gate");
  const lines = outs.map(({ path }, at) => `connect ${path} -> ${name}.in[${at}];`);
  for (const { path } of outs) draft.taken.add(path);
  if (tape.often(30) && outs.length === 1) {
    // One line to two places: what the gate drives, and somebody outside.
    const shown = draft.named("shown");
    draft.members.push(
      `split ${name}[2];`,
      `connect ${outs[0]!.path} -> ${name}.in;`,
      `alias irq ${shown} = ${name}.out[1];`,
    );
    draft.wires.push({ path: shown, kind: "irq out" });
    if (!target) return;
    draft.taken.add(target.path);
    draft.members.push(`connect ${name}.out[0] -> ${target.path};`);
    return;
  }
  draft.members.push(`or ${name}[2];`, ...lines);
  if (target) {
    draft.taken.add(target.path);
    draft.members.push(`connect ${name}.out -> ${target.path};`);
  } else {
    const shown = draft.named("shown");
    draft.members.push(`alias irq ${shown} = ${name}.out;`);
    draft.wires.push({ path: shown, kind: "irq out" });
  }
};
