import { LifetimeError, type QomObject } from "../object/index.ts";

/** A device cannot be realized, unrealized, plugged or unplugged as asked. Names the device by path and type. */
export class DeviceError extends LifetimeError {
  static override readonly name: string = "DeviceError";
}

/** A property was set that the device does not let change now, or that it does not have. */
export class PropertyError extends LifetimeError {
  static override readonly name: string = "PropertyError";

  /** Name of the property. */
  readonly property: string;

  constructor(object: QomObject, property: string, problem: string) {
    super(object, `property ${JSON.stringify(property.slice(0, 80))} ${problem}`);
    this.property = property;
  }
}

/** A line or clock was asked for by a name or an index that the device does not have, or was connected twice. */
export class WiringError extends LifetimeError {
  static override readonly name: string = "WiringError";
}

/** A reset was begun or ended where the three phases do not allow it. */
export class ResetError extends LifetimeError {
  static override readonly name: string = "ResetError";
}
