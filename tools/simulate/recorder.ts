import { LifetimeError, type QomObject, type TraceEvent } from "@qdl/runtime";
import {
  type Leaked,
  type MisuseEvent,
  type RecordedEvent,
  type RecordedObject,
  type RecordedStep,
  type Recording,
} from "./record.ts";

/** Writes down what happens while a script is played. What comes after misuse is not written down. */
export class Recorder {
  readonly #root: QomObject;
  readonly #objects = new Map<string, QomObject>();
  readonly #names = new Map<QomObject, string>();
  readonly #steps: RecordedStep[] = [];
  #announced: string | null = null;
  #operation = "";
  #events: RecordedEvent[] = [];
  #error: MisuseEvent | null = null;

  constructor(root: QomObject) {
    this.#root = root;
    this.#names.set(root, "root");
  }

  /** Whether misuse has ended the play. */
  get aborted(): boolean {
    return this.#error !== null;
  }

  begin(operation: string): void {
    this.#operation = operation;
    this.#events = [];
  }

  /** Says what the next object to be made is called. */
  announce(name: string): void {
    const former = this.#objects.get(name);
    if (former && former.phase !== "freed" && former.refs > 0 && this.#events.at(-1)?.ev !== "clobber")
      throw new TypeError(`there is an object ${name} already`);
    this.#announced = name;
  }

  nameOf(object: QomObject): string {
    return this.#names.get(object) ?? object.path;
  }

  /** The object of that name. Throws `TypeError` when it is not made yet. */
  find(name: string): QomObject {
    const object = name === "root" ? this.#root : this.#objects.get(name);
    if (!object) throw new TypeError(`there is no object ${name} yet`);
    return object;
  }

  say(event: RecordedEvent): void {
    if (!this.#error) this.#events.push(event);
  }

  /** Writes down what the runtime tells. */
  hear(event: TraceEvent): void {
    const { object } = event;
    if (event.event === "init" && !this.#names.has(object)) this.#enter(object);
    switch (event.event) {
      case "init":
      case "post_init":
      case "finalize":
        // The script's types only, not what they are based on.
        if (event.type.name !== "object" && event.type.name !== "script-object")
          this.say({ ev: event.event, obj: this.nameOf(object), type: event.type.name });
        break;
      case "unparent":
      case "complete":
      case "free":
        this.say({ ev: event.event, obj: this.nameOf(object) });
        break;
      case "misuse":
        this.#misuse(event.error, object);
        break;
    }
  }

  /** Writes down what ended an operation, unless it was written down when it happened. */
  fail(error: unknown): void {
    if (!this.#error) this.#misuse(error as Error, null);
  }

  end(): void {
    const step = { i: this.#steps.length, op: this.#operation, events: this.#events };
    if (this.#error) this.#steps.push({ ...step, objects: null, aborted: true });
    else this.#steps.push({ ...step, objects: this.#present() });
  }

  recording(name: string, script: readonly string[]): Recording {
    const error = this.#error;
    const leaked = error ? null : this.#leaked();
    const outcome = error ? "error" : leaked!.length > 0 ? "leak" : "clean";
    return { name, outcome, error, script, steps: this.#steps, leaked };
  }

  #enter(object: QomObject): void {
    const name = this.#announced ?? object.path;
    this.#announced = null;
    this.#objects.set(name, object);
    this.#names.set(object, name);
  }

  #misuse(error: Error, object: QomObject | null): void {
    const named = error instanceof LifetimeError ? error : null;
    const event: MisuseEvent = {
      ev: "error",
      kind: error.name,
      obj: object && this.nameOf(object),
      type: named?.type ?? null,
      path: named?.path ?? null,
      msg: error.message,
    };
    this.say(event);
    this.#error ??= event;
  }

  #present(): RecordedObject[] {
    const present: RecordedObject[] = [];
    for (const [name, object] of this.#objects) {
      if (object.phase === "freed") continue;
      const { root, parent } = object;
      present.push({
        name,
        type: object.type.name,
        state: object.refs > 0 ? "live" : "finalized",
        ref: object.refs,
        storage_ref: root === object ? root.storageRefs : null,
        storage: this.nameOf(root),
        parent: parent && this.nameOf(parent),
      });
    }
    return present;
  }

  #leaked(): Leaked[] {
    const leaked: Leaked[] = [];
    for (const [name, object] of this.#objects) {
      const freed = object.phase === "freed";
      const finalized = object.refs === 0;
      // A finalized part is no leak of its own: its memory is that of its root.
      const keepsMemory = object.root === object && !freed && !object.heap.isFixed(object);
      if (!finalized || keepsMemory) leaked.push({ name, finalized, freed });
    }
    return leaked;
  }
}
