import { type Draft, type Drawing, type Hook } from "./draft.ts";

/** Adds something to a type. */
export type Draw = (draft: Draft, drawing: Drawing) => void;

/** Up to two members that a hook says it uses. */
export function someUses(draft: Draft, { tape }: Drawing): string[] {
  const count = tape.below(3);
  const picked = Array.from({ length: count }, () => tape.any(draft.usable)).filter((one) => one !== undefined);
  return [...new Set(picked)];
}

/** Declares a hook; the end of the clause that names it. */
export function hook(draft: Draft, one: Omit<Hook, "name">): string {
  const name = draft.named("hook");
  draft.hooks.push({ name, ...one });
  return one.uses.length > 0 ? `${name} uses ${one.uses.join(", ")}` : name;
}

function props(draft: Draft, { tape }: Drawing): void {
  const name = draft.named("prop");
  const kind = tape.below(5);
  const number = `prop ${name} : u32 = ${1 + tape.below(3)} in 1..4;`;
  const flag = `prop ${name} : bool = ${tape.often(50)};`;
  const others = [
    `prop ${name} : size = 4K in 4K..64K dynamic;`,
    `prop ${name} : Model = ${tape.one(["first", "second"])};`,
    `prop ${name} : string = "a";`,
  ];
  draft.members.push([number, flag, ...others][kind]!);
  if (kind === 0) draft.numbers.push(name);
  if (kind === 1) draft.flags.push(name);
}

function state(draft: Draft, { tape }: Drawing): void {
  const fields = [draft.named("s"), draft.named("s")];
  const length = 1 + tape.below(9);
  draft.members.push(
    `state { ${fields[0]} : u32; ${fields[1]} : ${tape.one(["u8", "u16", "u32", "u64"])}[${length}]; }`,
  );
}

function memory(draft: Draft, { tape }: Drawing): void {
  const name = draft.named("ram");
  const own = tape.often(20) ? "own " : "";
  draft.members.push(`${own}region ${name} : ${tape.one(["ram", "rom", "ram"])} 4K;`);
  draft.regions.push({ path: name, size: 0x1000 });
  draft.usable.push(name);
  if (tape.often(25)) {
    const alias = draft.named("alias");
    draft.members.push(`region ${alias} : alias of ${name} at 0x400 size 1K;`);
    draft.regions.push({ path: alias, size: 0x400 });
  }
}

function sized(draft: Draft, drawing: Drawing): void {
  const { tape } = drawing;
  const count = tape.any(draft.numbers);
  if (count === undefined) return memory(draft, drawing);
  const name = draft.named("some");
  draft.members.push(
    tape.often(50) ? `region ${name} : ram ${count} * 4K;` : `region ${name}[i : ${count}] : ram 4K * (i + 1);`,
  );
  draft.usable.push(name);
}

function ops(draft: Draft, drawing: Drawing): void {
  const { tape } = drawing;
  const name = draft.named("io");
  const kind = tape.one(["io 256", "romd 4K"]);
  const own = tape.often(20) ? "own " : "";
  const uses = someUses(draft, drawing);
  const answer = hook(draft, { form: "ops", uses });
  draft.members.push(`${own}region ${name} : ${kind} = ops ${answer}${tape.often(20) ? " reentrant" : ""};`);
  draft.regions.push({ path: name, size: 0x1000 });
  draft.usable.push(name);
}

function bank(draft: Draft, drawing: Drawing): void {
  const { tape } = drawing;
  const [region, name] = [draft.named("mmio"), draft.named("regs")];
  const writes = hook(draft, { form: "act", uses: someUses(draft, drawing) });
  const reads = tape.often(30) ? ` on read => ${hook(draft, { form: "take", uses: [] })};` : "";
  draft.members.push(
    `region ${region} : io 256 = ${name};`,
    `bank ${name} { width 32; endian ${tape.one(["little", "big"])}; access 1..4; impl 4; unmapped read 0 log guest_error;`,
    `  register ${draft.named("CR")} @ 0 reset ${tape.below(9)} { field F [7:0] rw;${reads} on write => ${writes}; }`,
    `  register ${draft.named("ST")}[i : ${1 + tape.below(3)}] @ 0x10 + 4 * i { field S [3:0] ${tape.one(["rw", "ro", "w1c", "rc"])}; }`,
    `}`,
  );
  draft.regions.push({ path: region, size: 0x1000 });
  draft.usable.push(region);
}

function container(draft: Draft, drawing: Drawing): void {
  const { tape } = drawing;
  const name = draft.named("box");
  const many = tape.any(draft.numbers);
  const subs = [`sub one @ 0 : ram 1K;`];
  if (tape.often(50)) subs.push(`sub two @ 0x400 : io 64 = ops ${hook(draft, { form: "ops", uses: [] })};`);
  if (many !== undefined && tape.often(60)) subs.push(`sub more[i : ${many}] @ 0x800 + 0x100 * i : ram 256;`);
  draft.members.push(`region ${name} : container 4K { ${subs.join(" ")} }`);
  draft.regions.push({ path: name, size: 0x1000 });
}

function line(draft: Draft, drawing: Drawing): void {
  const { tape } = drawing;
  const kind = tape.one(["irq out", "irq in", "clock in", "clock out"] as const);
  const name = draft.named(kind.replace(" ", ""));
  const uses = kind === "irq in" ? someUses(draft, drawing) : [];
  const change = kind.endsWith("in") ? ` on change => ${hook(draft, { form: "act", uses })}` : "";
  draft.members.push(`${kind} ${name}${kind === "clock out" ? " = 1MHz" : change};`);
  draft.wires.push({ path: name, kind });
}

function timer(draft: Draft, drawing: Drawing): void {
  const name = draft.named("timer");
  draft.members.push(`timer ${name} => ${hook(draft, { form: "act", uses: someUses(draft, drawing) })};`);
}

const events = [
  "reset hold",
  "realize",
  "unrealize",
  "reset enter",
  "reset exit",
  "init",
  "unparent",
  "finalize",
] as const;

function life(draft: Draft, drawing: Drawing): void {
  const event = drawing.tape.one(events);
  if (draft.line.some((one) => one.events.has(event))) return;
  const holds = draft.relations.filter(({ word }) => word === "hold").map(({ name }) => name);
  const quiet = event === "finalize" && drawing.tape.below(10) < 8;
  const uses = quiet ? holds.slice(0, 1) : someUses(draft, drawing);
  declareEvent(draft, event, uses);
  // What is taken in realize is given back.
  if (event === "realize" && uses.length > 0 && !draft.events.has("unrealize")) declareEvent(draft, "unrealize", uses);
}

function declareEvent(draft: Draft, event: string, uses: readonly string[]): void {
  draft.events.add(event);
  draft.members.push(`on ${event} => ${hook(draft, { form: "act", uses, fails: event === "realize" })};`);
}

/** What any type can have of itself. */
export const plainMembers: readonly Draw[] = [
  memory,
  props,
  life,
  bank,
  line,
  state,
  timer,
  ops,
  sized,
  container,
  life,
];
