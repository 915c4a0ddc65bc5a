import { create, Heap, ObjectType, QomObject, type RegisterBank } from "@qdl/runtime";

/** An object of a test with 64 words of state; a device when it says that it is realized. */
export class Part extends QomObject {
  static override readonly type: ObjectType = new ObjectType<Part>({
    name: "part",
    parent: QomObject.type,
    class: Part,
    words: 64,
    unparent: (part) => part.leave?.(),
    finalize: (part) => part.ended?.(),
  }) as unknown as ObjectType;
  leave: (() => void) | null = null;
  ended: (() => void) | null = null;
}

/** A part that must be realized before its regions answer, and that is guarded against itself. */
export class DevicePart extends Part {
  static override readonly type: ObjectType = new ObjectType<DevicePart>({
    name: "device-part",
    parent: Part.type,
    class: DevicePart,
  }) as unknown as ObjectType;
  realized = true;
}

/** A new machine's heap and an object without a parent in it; the caller holds its only reference. */
export function board(): { heap: Heap; owner: Part } {
  const heap = new Heap();
  return { heap, owner: create(heap, Part).consume() };
}

/** First word of a bank's register in the heap. */
export function wordOf(owner: QomObject, bank: RegisterBank<never>, offset: number): number {
  return owner.base + bank.first + bank.wordAt(offset);
}
