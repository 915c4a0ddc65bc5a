import { type PropertyInfo, type PropertyValue, type QomObject } from "../object/index.ts";
import { type Device } from "./device.ts";
import { PropertyError } from "./errors.ts";

/** Reads a declared property. Throws `PropertyError` if there is none of that name. */
export function getProperty(object: QomObject, name: string): PropertyValue {
  return known(object, name).get(object);
}

/**
 * Sets a declared property. Throws `PropertyError` for an unknown or read-only one, and for one that is not dynamic
 * once its device is realized (lifetimes, section 3.3); `RangeError` or `TypeError` for a value that it does not take.
 */
export function setProperty(object: QomObject, name: string, value: PropertyValue): void {
  const property = known(object, name);
  if (!property.set) throw new PropertyError(object, name, "is read-only");
  if (!property.dynamic && "life" in object) requireUnrealized(object as Device, name);
  property.set(object, value);
}

/** Throws `PropertyError` once the device is realized: what the typed setter of a property calls first. */
export function requireUnrealized(device: Device, name: string): void {
  if (device.life === "realized" || device.life === "unrealizing")
    throw new PropertyError(device, name, "cannot be set any more: the device is realized");
}

/** Gives a new device the defaults that its machine declares for its type; later ones win (rule 3.8). */
export function applyGlobals(self: Device): void {
  for (const { type, property, value } of self.session.globals)
    if (self.type.chain.some(({ name }) => name === type)) setProperty(self, property, value);
}

function known(object: QomObject, name: string): PropertyInfo<QomObject> {
  const property = object.property(name);
  if (!property) throw new PropertyError(object, name, `is not one of type ${object.type.name}`);
  return property;
}
