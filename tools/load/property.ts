import type * as runtime from "@qdl/runtime";
import { type Machine, type PropertyInfo, type PropertyValue, type QomObject } from "@qdl/runtime";
import { nearestName } from "qdl";

/** A property of a machine that someone named in text; `value` if they want to set it. */
export interface NamedProperty {
  /** Path of the object, as typed. */
  readonly path: string;
  readonly name: string;
  readonly value?: string;
}

/** The text does not lead to a property, or is no value of it. */
export class NamingError extends Error {
  readonly help: string;

  constructor(problem: string, help: string) {
    super(problem);
    this.name = "NamingError";
    this.help = help;
  }
}

/** Takes `NAME` or `NAME=VALUE` apart; a value may contain `=`. */
export function splitSetting(text: string): { readonly name: string; readonly value?: string } {
  const at = text.indexOf("=");
  return at < 0 ? { name: text } : { name: text.slice(0, at), value: text.slice(at + 1) };
}

/** Takes `NAME=VALUE` apart, where `uart0.NAME` is a property of a part of the machine. Throws `NamingError`. */
export function splitMachineSetting(text: string): NamedProperty & { readonly value: string } {
  const { name: place, value } = splitSetting(text);
  if (value === undefined) throw new NamingError(`\`${text}\` sets nothing`, "write NAME=VALUE, as in ram_size=1M");
  const dot = place.lastIndexOf(".");
  const path = dot < 0 ? "/machine" : `/machine/${place.slice(0, dot).replaceAll(".", "/")}`;
  return { path, name: place.slice(dot + 1), value };
}

/** What of the runtime is needed to find things by name: its own, handed in by whoever has loaded it. */
type Finder = Pick<typeof runtime, "children" | "objectAt" | "propertiesOf">;

/**
 * The object at a path; one that does not begin with `/` is looked for below `/machine`. Links are followed like children.
 * Throws `NamingError`.
 */
export function findObject(machine: Machine, path: string, { children, objectAt }: Finder): QomObject {
  let at: QomObject = path.startsWith("/") ? machine.treeRoot : machine;
  for (const step of path.split("/").filter((name) => name !== "")) {
    const next = objectAt(machine, `${at.path}/${step}`);
    if (!next) {
      const names = children(at).map(({ name }) => name);
      throw new NamingError(`${at.path} has no child \`${step}\``, suggestion(step, names, "it has no children"));
    }
    at = next;
  }
  return at;
}

/** A property of an object by name. Throws `NamingError`. */
export function findProperty(object: QomObject, name: string, { propertiesOf }: Finder): PropertyInfo<QomObject> {
  const all = propertiesOf(object);
  const property = all.find((one) => one.name === name);
  if (property) return property;
  const names = all.map((one) => one.name);
  throw new NamingError(
    `${object.path} (${object.type.name}) has no property \`${name}\``,
    suggestion(name, names, "it has no properties"),
  );
}

function suggestion(name: string, names: readonly string[], none: string): string {
  if (names.length === 0) return none;
  const near = nearestName(name, names);
  return near === undefined ? `it has ${names.map((one) => `\`${one}\``).join(", ")}` : `did you mean \`${near}\`?`;
}

const units: ReadonlyMap<string, bigint> = new Map(
  ["", "k", "m", "g", "t"].map((unit, at) => [unit, 1024n ** BigInt(at)]),
);
const truth: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["on", true],
  ["yes", true],
  ["false", false],
  ["off", false],
  ["no", false],
]);

/**
 * The value that a text is for a property: `on` or `false`; `128K`, `0x20000`; a path for a link, empty for none; anything else
 * as it stands. Throws `NamingError`.
 */
export function readValue(text: string, type: string, objectAt: (path: string) => QomObject): PropertyValue {
  if (type.startsWith("link<")) return text === "" ? null : objectAt(text);
  if (type === "bool") {
    const value = truth.get(text.toLowerCase());
    if (value === undefined) throw new NamingError(`\`${text}\` is neither true nor false`, "write on or off");
    return value;
  }
  if (type !== "size" && !/^[ui]\d+$/.test(type)) return text;
  const match = /^(-?)(0x[0-9a-f]+|\d+)([kmgt]?)$/i.exec(text);
  if (!match) throw new NamingError(`\`${text}\` is not an integer`, "write one as in 128K, 131072 or 0x20000");
  const value = BigInt(match[2]!) * units.get(match[3]!.toLowerCase())! * (match[1] ? -1n : 1n);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** A value as one word of JSON; an object is its path, none the empty text. */
export function printValue(value: PropertyValue, type: string): string {
  if (value === null) return type.startsWith("link<") ? '""' : "null";
  if (typeof value === "object") return JSON.stringify(value.path);
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}
