import { type Machine, type ObjectClass } from "@qdl/runtime";
import * as runtime from "@qdl/runtime";
import { type Diagnostic, Log } from "qdl";
import { type MachineDefinition } from "./definitions.ts";
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
import { reportEnd, reportThrown, reportUnloadable } from "./reports.ts";

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

/** What came of a question. */
export interface Answer {
  readonly output: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes the machine, asks, and ends it. What its modules and hooks throw is reported. */
export async function ask(definition: MachineDefinition, query: Query): Promise<Answer> {
  const log = new Log();
  const of = await load(definition, log);
  const output = of ? show(of, { definition, query, log }) : "";
  return { output, diagnostics: log.all };
}

async function load({ compilation, type, root }: MachineDefinition, log: Log): Promise<ObjectClass<Machine> | null> {
  const { modules } = compilation;
  const { path } = modules.find(({ source }) => source === type.source)!;
  try {
    return (await loadModule({ modules, root }, path))[type.name] as ObjectClass<Machine>;
  } catch (thrown) {
    reportUnloadable({ thrown, root }, log);
    return null;
  }
}

interface Showing {
  readonly definition: MachineDefinition;
  readonly query: Query;
  readonly log: Log;
}

function show(of: ObjectClass<Machine>, { definition: { root }, query, log }: Showing): string {
  let machine: Machine | undefined;
  try {
    machine = runtime.createMachine(of, { stacks: true, prepare: (made) => prepare(made, query.settings) });
    if (query.realize) {
      machine.realize();
      machine.reset();
    }
    return textOf(machine, query.subject);
  } catch (thrown) {
    const failure = machine?.session.failure;
    reportThrown({ thrown, root, path: failure?.error === thrown ? failure?.path : undefined }, log);
    return "";
  } finally {
    if (machine) reportEnd(machine.shutdown(), root, log);
  }
}

function prepare(machine: Machine, settings: readonly string[]): void {
  for (const setting of settings) setNamed(machine, splitMachineSetting(setting));
}

function textOf(machine: Machine, subject: Subject): string {
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
  const object = findObject(machine, path, runtime);
  if (setting === undefined) {
    const listed = runtime.propertiesOf(object);
    return listed.map(({ name, type, get }) => `${name} (${type}) = ${printValue(get(object), type)}\n`).join("");
  }
  const { name, value } = splitSetting(setting);
  if (value !== undefined) setNamed(machine, { path, name, value });
  const property = findProperty(object, name, runtime);
  return `${printValue(property.get(object), property.type)}\n`;
}

function setNamed(machine: Machine, { path, name, value }: NamedProperty & { readonly value: string }): void {
  const object = findObject(machine, path, runtime);
  const { type } = findProperty(object, name, runtime);
  try {
    const read = readValue(value, type, (to) => findObject(machine, to, runtime));
    runtime.setPropertyAt(machine, object.path, [name, read]);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new NamingError(`${object.path}: ${error.message}`, `\`${name}\` is of type ${type}`);
  }
}
