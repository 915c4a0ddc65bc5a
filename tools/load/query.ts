import { type Machine, type ObjectClass } from "@qdl/runtime";
import * as runtime from "@qdl/runtime";
import { type MachineDefinition } from "./definitions.ts";
import { failuresOf } from "./failure.ts";
import { loadModule } from "./modules.ts";
import {
  findObject,
  findProperty,
  type NamedProperty,
  NamingError,
  printValue,
  readValue,
  splitMachineSetting,
  splitSetting,
} from "./property.ts";

/** What is to be shown of a machine. */
export type Subject =
  | { readonly kind: "qom-tree" | "qtree" }
  | { readonly kind: "mtree"; readonly flat: boolean; readonly disabled: boolean }
  /** `setting` is NAME, NAME=VALUE, or absent for all properties of the object. */
  | { readonly kind: "property"; readonly path: string; readonly setting: string | undefined };

/** A question about a machine. */
export interface Query {
  readonly subject: Subject;
  /** NAME=VALUE, set before the machine is realized. */
  readonly settings: readonly string[];
  readonly realize: boolean;
}

/** Something that went wrong on the way, for a report. */
export interface Problem {
  readonly code: "module" | "property" | "machine" | "end" | "left";
  readonly message: string;
  readonly notes: readonly string[];
  readonly help?: string;
}

/** What came of a question. */
export interface Answer {
  readonly output: string;
  readonly problems: readonly Problem[];
}

/** Makes the machine, asks, and ends it. What its modules and hooks throw becomes problems. */
export async function ask(definition: MachineDefinition, query: Query): Promise<Answer> {
  const { compilation, type, root } = definition;
  const problems: Problem[] = [];
  const fail = (code: Problem["code"], what: string, thrown: unknown): void => {
    problems.push(...problemsOf({ code, what, thrown, root }));
  };
  let of: ObjectClass<Machine>;
  try {
    const path = compilation.modules.find(({ source }) => source === type.source)!.path;
    of = (await loadModule({ modules: compilation.modules, root }, path))[type.name] as ObjectClass<Machine>;
  } catch (error) {
    fail("module", "a module cannot be loaded: ", error);
    return { output: "", problems };
  }
  let output = "";
  let machine: Machine | undefined;
  try {
    machine = runtime.createMachine(of, { prepare: (made) => prepare(made, query.settings) });
    if (query.realize) {
      machine.realize();
      machine.reset();
    }
    output = show(machine, query.subject);
  } catch (error) {
    fail("machine", whereOf(machine, error), error);
  }
  if (machine) problems.push(...end(machine, root));
  return { output, problems };
}

function prepare(machine: Machine, settings: readonly string[]): void {
  for (const setting of settings) setNamed(machine, splitMachineSetting(setting));
}

/** What a failure's own message does not say: the device whose hook it was. */
function whereOf(machine: Machine | undefined, error: unknown): string {
  const failure = machine?.session.failure;
  return failure && failure.error === error && !(error instanceof runtime.LifetimeError) ? `${failure.path}: ` : "";
}

/** Something thrown, and how a report of it begins. */
interface Thrown {
  readonly code: Problem["code"];
  readonly what: string;
  readonly thrown: unknown;
  /** The project folder. */
  readonly root: string;
}

function problemsOf({ code, what, thrown, root }: Thrown): Problem[] {
  if (thrown instanceof NamingError)
    return [{ code: "property", message: thrown.message, notes: [], help: thrown.help }];
  if (thrown instanceof runtime.PropertyError)
    return [{ code: "property", message: thrown.message, notes: [], help: "set it before: --set, or --no-realize" }];
  return failuresOf(thrown, root).map(({ message, place }) => ({
    code,
    message: `${what}${message}`,
    notes: place === null ? [] : [`thrown at ${place}`],
  }));
}

function show(machine: Machine, subject: Subject): string {
  switch (subject.kind) {
    case "qom-tree":
      return runtime.qomTree(machine);
    case "qtree":
      return runtime.qtree(machine);
    case "mtree": {
      const { memory } = machine.session;
      return subject.flat ? runtime.flatViews(memory) : runtime.regionTrees(memory, { disabled: subject.disabled });
    }
    case "property":
      return showProperty(machine, subject.path, subject.setting);
  }
}

function showProperty(machine: Machine, path: string, setting: string | undefined): string {
  const object = findObject(machine, path, runtime.children);
  if (setting === undefined) {
    const listed = [...object.type.properties.values()];
    return listed.map(({ name, type, get }) => `${name} (${type}) = ${printValue(get(object), type)}\n`).join("");
  }
  const { name, value } = splitSetting(setting);
  if (value !== undefined) setNamed(machine, { path, name, value });
  const property = findProperty(object, name);
  return `${printValue(property.get(object), property.type)}\n`;
}

function setNamed(machine: Machine, { path, name, value }: NamedProperty & { readonly value: string }): void {
  const object = findObject(machine, path, runtime.children);
  const { type } = findProperty(object, name);
  try {
    const read = readValue(value, type, (to) => findObject(machine, to, runtime.children));
    runtime.setProperty(object, name, read);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new NamingError(`${object.path}: ${error.message}`, `\`${name}\` is of type ${type}`);
  }
}

/** Ends the machine; what is left of it is a mistake of the definitions or of their behaviour. */
function end(machine: Machine, root: string): Problem[] {
  const { errors, left } = machine.shutdown();
  return [
    ...errors.flatMap((thrown) => problemsOf({ code: "end", what: "while the machine ended: ", thrown, root })),
    ...left.map(({ path, type, refs, holders }): Problem => ({
      code: "left",
      message: `${path} (${type}) is left at the end, with ${refs} reference(s)`,
      notes: holders,
    })),
  ];
}
