import { hasProperty, type PropertyInfo, type PropertyValue, type QomObject, type Slot } from "../object/index.ts";
import { Bus, Device, type IrqOut, PropertyError, realize, requireUnrealized, unrealize } from "../device/index.ts";
import { type Machine } from "./machine.ts";

/**
 * The object at a path such as `/machine/soc/uart0`, or null. Empty components are skipped; links, and properties that read
 * as an object, are followed like children (rule 7.1).
 */
export function objectAt(machine: Machine, path: string): QomObject | null {
  let at: PropertyValue = machine.treeRoot;
  for (const name of path.split("/")) {
    if (name === "") continue;
    at = propertyNamed(at as QomObject, name)?.get(at as QomObject) ?? null;
    if (at === null || typeof at !== "object") return null;
  }
  return at as QomObject;
}

/** Reads property `name` of the object at `path`; see `propertiesOf`. Throws `PropertyError`. */
export function propertyAt(machine: Machine, path: string, name: string): PropertyValue {
  const object = existing(machine, path);
  return known(object, name).get(object);
}

/**
 * Sets property `name` of the object at `path`. Throws `PropertyError` for an unknown or read-only one, and for one that is
 * not dynamic once its device is realized; `RangeError` or `TypeError` for a value that it does not take.
 */
export function setPropertyAt(machine: Machine, path: string, [name, value]: readonly [string, PropertyValue]): void {
  const object = existing(machine, path);
  const property = known(object, name);
  if (!property.set) throw new PropertyError(object, name, "is read-only");
  if (!property.dynamic && object instanceof Device) requireUnrealized(object, name);
  property.set(object, value);
}

/**
 * What can be read of an object by name, as `qom-list` lists it: what every object, device or bus has, what its type
 * declares, its children and links, its output lines, the devices on a bus.
 */
export function propertiesOf(object: QomObject): readonly PropertyInfo<QomObject>[] {
  return [
    ofEveryObject,
    ...(object instanceof Device ? ofEveryDevice : []),
    ...(object instanceof Bus ? ofEveryBus : []),
    ...[...object.type.properties.values()].filter((property) => hasProperty(object, property)),
    ...slotsOf(object).map(slotProperty),
    ...(object instanceof Device ? object.outputs.flatMap(({ lines }) => lines.map(lineProperty)) : []),
    ...(object instanceof Bus ? object.kids.map(kidProperty) : []),
  ];
}

const ofEveryObject: PropertyInfo<QomObject> = { name: "type", type: "string", get: (self) => self.type.name };

const ofEveryDevice = [
  {
    name: "realized",
    type: "bool",
    dynamic: true,
    get: (self) => self.realized,
    set: (self, value) => {
      if (typeof value !== "boolean") throw new TypeError("realized takes true or false");
      if (value === self.realized) return;
      if (value) realize(self);
      else unrealize(self);
    },
  },
  { name: "hotpluggable", type: "bool", get: (self) => self.type.hotpluggable },
  { name: "hotplugged", type: "bool", get: (self) => self.hotplugged },
  { name: "parent_bus", type: "link<bus>", get: (self) => self.parentBus },
] satisfies PropertyInfo<Device>[] as unknown as PropertyInfo<QomObject>[];

const ofEveryBus = [
  { name: "realized", type: "bool", get: (self) => self.realized },
] satisfies PropertyInfo<Bus>[] as unknown as PropertyInfo<QomObject>[];

/** Children and links that can be followed, oldest first. */
function slotsOf(object: QomObject): Slot[] {
  const found: Slot[] = [];
  for (let slot = object.slots; slot; slot = slot.older)
    if (slot.kind !== "hold" && !object.type.properties.has(slot.name)) found.push(slot);
  return found.reverse();
}

function slotProperty(slot: Slot): PropertyInfo<QomObject> {
  const { name, kind, target } = slot;
  const type = kind === "child" ? `child<${target!.type.name}>` : `link<${target?.type.name ?? "object"}>`;
  return { name, type, get: () => slot.target };
}

function lineProperty({ name, index, target }: IrqOut): PropertyInfo<QomObject> {
  return {
    name: `${name}[${index}]`,
    type: "link<irq>",
    get: () => (target && "refs" in target ? target : null) as PropertyValue,
  };
}

function kidProperty(kid: Device): PropertyInfo<QomObject> {
  return { name: `child[${kid.busIndex}]`, type: `link<${kid.type.name}>`, get: () => kid };
}

function existing(machine: Machine, path: string): QomObject {
  const object = objectAt(machine, path);
  if (!object) throw new PropertyError(machine, path, "leads to no object");
  return object;
}

function known(object: QomObject, name: string): PropertyInfo<QomObject> {
  const property = propertyNamed(object, name);
  if (!property) throw new PropertyError(object, name, `is not one of type ${object.type.name}`);
  return property;
}

function propertyNamed(object: QomObject, name: string): PropertyInfo<QomObject> | undefined {
  return propertiesOf(object).find((one) => one.name === name);
}
