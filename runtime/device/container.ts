import { type ObjectType, QomObject } from "../object/index.ts";
import { objectType } from "./type.ts";

/** A node of the composition tree that only has children. */
export class Container extends QomObject {
  static override readonly type: ObjectType = objectType({
    name: "container",
    parent: QomObject.type,
    class: Container,
  });
}
