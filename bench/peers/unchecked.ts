/** Counts without any check: what a reference would cost if nobody noticed misuse. */
export class Unchecked {
  declare count: number;
  ended: boolean;
  constructor() {
    this.count = 1;
    this.ended = false;
  }
}

export function uncheckedRef(object: Unchecked): Unchecked {
  object.count++;
  return object;
}

export function uncheckedUnref(object: Unchecked): void {
  if (--object.count === 0) object.ended = true;
}
