import { children, type QomObject } from "../object/index.ts";
import { type Machine } from "./machine.ts";
import { objectAt } from "./properties.ts";

/** The composition tree below `path`, one object a line, siblings by name: what `info qom-tree` prints. */
export function qomTree(machine: Machine, path = "/machine"): string {
  const lines: string[] = [];
  const walk = (object: QomObject, indent: string): void => {
    lines.push(`${indent}/${object.name === "/" ? "" : object.name} (${typeNameOf(object)})`);
    const below = children(object).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (const child of below) walk(child, `${indent}  `);
  };
  const start = objectAt(machine, path);
  if (start) walk(start, "");
  return lines.map((line) => `${line}\n`).join("");
}

/** A machine's typename is printed with its suffix, as the field does. */
function typeNameOf(object: QomObject): string {
  const { name } = object.type;
  const isMachine = object.type.chain.some((type) => type.name === "machine");
  return isMachine && !name.endsWith("-machine") ? `${name}-machine` : name;
}
