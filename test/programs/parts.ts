import { type Draft, type Drawing } from "./draft.ts";
import { looseWires } from "./glue.ts";
import { type Draw } from "./members.ts";
import { settingsOf } from "./relations.ts";

function usableTypes({ types }: Drawing): Draft[] {
  return types.filter(({ abstract }) => !abstract);
}

/** A part, embedded or owned, alone or many. */
export const part: Draw = (draft, drawing) => {
  const { tape } = drawing;
  const type = tape.any(usableTypes(drawing));
  if (!type) return;
  const settings = settingsOf(type, draft, drawing);
  if (!settings) return;
  const name = draft.named("part");
  const number = tape.any(draft.numbers);
  const shape = tape.below(4);
  const count = shape === 2 ? 2 : null;
  const bound = shape === 2 ? "[i : 2]" : shape === 3 && number !== undefined ? `[i : ${number}]` : "";
  const word = tape.one(["embed", "own"]);
  draft.members.push(`${word} ${name}${bound} : ${type.name}${block(settings)}`);
  if (!type.hotplug || tape.often(5)) draft.usable.push(name);
  // What depends on a property need not be there.
  if (bound === "" || count !== null) draft.parts.push({ path: name, type, count });
  if (type.sits !== null) seat(draft, drawing, { name, sits: type.sits, count, bound });
};

interface Seated {
  readonly name: string;
  readonly sits: string;
  readonly count: number | null;
  readonly bound: string;
}

/** Mostly a part that needs a bus gets one here. */
function seat(draft: Draft, { tape }: Drawing, { name, sits, count, bound }: Seated): void {
  if (tape.below(40) === 39) return;
  const lane = laneOf(draft, sits);
  draft.taken.add(name);
  const each = bound !== "" && count !== null;
  draft.members.push(each ? `plug ${name}[i] on ${lane} for i in 0..${count};` : `plug ${name} on ${lane};`);
}

/** A bus of a kind, made if there is none. */
function laneOf(draft: Draft, kind: string): string {
  const found = draft.buses.find(({ type }) => type === kind);
  if (found) return found.path;
  const path = draft.named("bus");
  draft.buses.push({ path, type: kind });
  draft.members.push(`bus ${path} : ${kind};`);
  return path;
}

function block(settings: readonly string[]): string {
  return settings.length > 0 ? ` { ${settings.join(" ")} }` : ";";
}

/** A part whose type is chosen when the device is realized. */
export const choice: Draw = (draft, drawing) => {
  const { tape, types } = drawing;
  const family = tape.any(types.filter(({ abstract }) => abstract));
  if (!family) return part(draft, drawing);
  const arms = types.filter((type) => type.parent === family && !type.abstract);
  const [first, second] = [tape.any(arms), tape.any(arms)];
  if (!first || !second) return;
  const texts = [first, second].map((arm) => settingsOf(arm, draft, drawing));
  if (texts.includes(null)) return;
  const [prop, name] = [draft.named("model"), draft.named("pick")];
  const kind = tape.one(["own", "embed"]);
  const reserve = kind === "embed" ? ` reserve ${tape.one([1024, 1024, 1024, 16])}` : "";
  draft.members.push(
    `prop ${prop} : Model = first;`,
    `${kind} ${name} : ${family.name}${reserve} = choose ${prop} { first => ${first.name}${block(texts[0]!)} second => ${second.name}${block(texts[1]!)} }`,
  );
  if (![first, second].some(({ hotplug }) => hotplug)) draft.usable.push(name);
  if (family.sits !== null) seat(draft, drawing, { name, sits: family.sits, count: null, bound: "" });
};

/** What is said of a part that may not be there: the bus that it needs, and a map of what it shows. */
function uses(name: string, type: Draft, { draft, drawing: { tape } }: { draft: Draft; drawing: Drawing }): string[] {
  const lines: string[] = [];
  if (type.sits !== null) lines.push(`plug ${name} on ${laneOf(draft, type.sits)};`);
  const free = type.all("regions").filter(({ path }) => !type.line.some(({ taken }) => taken.has(path)));
  const region = type.hotplug ? undefined : tape.any(free);
  const [space] = draft.spaces;
  if (!region || space === undefined) return lines;
  const path = `${name}.${region.path}`;
  draft.taken.add(path);
  return [...lines, `map ${space} { ${path} @ ${0x10000 * draft.taken.size}; }`];
}

/** Something that is there under a condition only. */
export const conditional: Draw = (draft, drawing) => {
  const { tape } = drawing;
  const flag = tape.any(draft.flags);
  if (flag === undefined) return part(draft, drawing);
  const type = tape.any(usableTypes(drawing));
  const settings = type && settingsOf(type, draft, drawing);
  const inside: string[] = [];
  if (type && settings) {
    const name = draft.named("maybe");
    inside.push(`${tape.one(["embed", "own"])} ${name} : ${type.name}${block(settings)}`);
    const behind = uses(name, type, { draft, drawing });
    if (tape.often(50)) inside.push(...behind);
    else if (behind.length > 0) {
      const other = tape.one(draft.flags);
      inside.push(`} when ${other === flag ? flag : `${other} && ${flag}`} { ${behind.join(" ")}`);
    }
  }
  if (tape.often(50)) inside.push(`region ${draft.named("spare")} : ram 4K;`);
  if (tape.often(30)) inside.push(`bus ${draft.named("lane")} : ${tape.one(drawing.buses)};`);
  if (inside.length > 0) draft.members.push(`when ${flag} { ${inside.join(" ")} }`);
};

/** Buses, and who sits on them. */
export const busses: Draw = (draft, { tape, buses }) => {
  const name = draft.named("bus");
  const type = tape.one(buses);
  draft.members.push(`bus ${name} : ${type};`);
  draft.buses.push({ path: name, type });
};

/** Puts a part on a bus of this device, or of a part. */
export const plug: Draw = (draft, { tape }) => {
  const lanes = [
    ...draft.all("buses"),
    ...draft
      .all("parts")
      .filter(({ count }) => count === null)
      .flatMap(({ path, type }) => type.all("buses").map((bus) => ({ ...bus, path: `${path}.${bus.path}` }))),
  ];
  const lane = tape.any(lanes);
  const found = draft.all("parts").filter(({ path, type }) => type.sits === lane?.type && !draft.taken.has(path));
  const one = tape.any(found);
  if (!lane || !one || lane.path.startsWith(`${one.path}.`)) return;
  draft.taken.add(one.path);
  draft.members.push(`plug ${one.path} on ${lane.path};`);
};

/** Connects two lines, or two clocks. */
export const wire: Draw = (draft, { tape }) => {
  const wires = looseWires(draft);
  const from = tape.any(wires.filter(({ kind }) => kind.endsWith("out")));
  const to = from && tape.any(wires.filter(({ kind }) => kind === from.kind.replace("out", "in")));
  if (!from || !to) return;
  draft.taken.add(from.path).add(to.path);
  draft.members.push(`connect ${from.path} -> ${to.path};`);
};

/** Which of two parts goes first, or is realized first. */
export const order: Draw = (draft, { tape }) => {
  const names = draft.parts.map(({ path }) => path);
  const [first, second] = [tape.any(names), tape.any(names)];
  if (first === undefined || second === undefined || first === second) return;
  if (tape.often(40) && !draft.events.has("order")) {
    draft.events.add("order");
    draft.members.push(
      `realize ${[first, second, ...names.filter((name) => name !== first && name !== second)].join(", ")};`,
    );
  } else draft.members.push(`unparent ${first} ${tape.one(["before", "after"])} ${second};`);
};

/** An address space, and what it shows. */
export const space: Draw = (draft, { tape }) => {
  const name = draft.spaces[0] ?? draft.named("space");
  if (draft.spaces.length === 0) {
    draft.spaces.push(name);
    draft.members.push(`space ${name} : 32;`);
  }
  const shown = [
    ...draft.regions,
    ...draft.all("parts").flatMap(({ path, type, count }) =>
      type
        .all("regions")
        .filter((one) => !type.line.some(({ taken }) => taken.has(one.path)) && (!type.hotplug || tape.often(5)))
        .map((one) => ({ ...one, path: `${path}${count === null ? "" : "[0]"}.${one.path}` })),
    ),
  ];
  const entries: string[] = [];
  for (const { path } of shown) {
    if (draft.taken.has(path) || !tape.often(60)) continue;
    draft.taken.add(path);
    entries.push(`${path} @ ${0x10000 * draft.taken.size};`);
  }
  if (entries.length > 0) draft.members.push(`map ${name} { ${entries.join(" ")} }`);
};
