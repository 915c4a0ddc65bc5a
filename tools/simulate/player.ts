import {
  addChild,
  Container,
  create,
  createRoot,
  embed,
  findSlot,
  Heap,
  LifetimeError,
  Link,
  type ObjectClass,
  own,
  Owned,
  type QomObject,
  Ref,
  ref,
  remove,
  requireOpen,
  storageRef,
  storageUnref,
  subscribe,
  unparent,
  unref,
} from "@qdl/runtime";
import { planReserves } from "./reserve.ts";
import { Recorder } from "./recorder.ts";
import { type Recording } from "./record.ts";
import {
  type HookEvent,
  type HookStatement,
  type Operation,
  type OperationName,
  type Script,
  type Statement,
  typeNameOf,
} from "./script.ts";
import { type Berth, RequestedFailure, type ScriptObject, ScriptTypes } from "./types.ts";

/** Plays a script whose lines are all readable: on a heap of its own, through the public interface of the runtime. */
export function play(name: string, script: Script): Recording {
  return new Player(script).play(name, script);
}

class Player {
  readonly #heap = new Heap();
  readonly #recorder: Recorder;
  readonly #types: ScriptTypes;
  readonly #reserves: ReadonlyMap<string, number>;
  readonly #hooks: HookStatement[] = [];
  readonly #berths = new Map<QomObject, Berth>();
  /** By storage root, how far its reserve is used. */
  readonly #used = new Map<QomObject, number>();
  /** Links that nobody may set. */
  readonly #constants = new Set<Link<QomObject>>();

  constructor(script: Script) {
    const root = createRoot(this.#heap, Container).consume();
    this.#recorder = new Recorder(root);
    this.#types = new ScriptTypes({
      fire: (event, object) => this.#fire(event, object),
      announce: (name) => this.#recorder.announce(name),
      nameOf: (object) => this.#recorder.nameOf(object),
      place: (object, berth) => void this.#berths.set(object, berth),
    });
    this.#reserves = planReserves(script);
    subscribe(this.#heap, (event) => this.#recorder.hear(event));
  }

  play(name: string, { lines }: Script): Recording {
    for (const { text, statement } of lines) {
      this.#recorder.begin(text);
      try {
        this.#playStatement(statement);
      } catch (error) {
        this.#recorder.fail(error);
      }
      this.#recorder.end();
      if (this.#recorder.aborted) break;
    }
    return this.#recorder.recording(
      name,
      lines.map(({ text }) => text),
    );
  }

  #playStatement(statement: Statement): void {
    if (statement.kind === "type") this.#types.declare(statement);
    else if (statement.kind === "hook") this.#hooks.push(statement);
    else this.#plays[statement.name](statement.words, statement);
  }

  /** Plays what is hooked to an event of an object, each once, in the order in which it was hooked. */
  #fire(event: HookEvent, object: ScriptObject): void {
    const name = this.#recorder.nameOf(object);
    const due = this.#hooks.filter((hook) => hook.event === event && hook.object === name);
    for (const hook of due) this.#hooks.splice(this.#hooks.indexOf(hook), 1);
    for (const hook of due) this.#playStatement(hook.then);
  }

  readonly #plays: Readonly<Record<OperationName, (words: readonly string[], operation: Operation) => void>> = {
    new: ([name], operation) => void this.#create(name!, operation).consume(),
    static: ([name], operation) => {
      this.#recorder.announce(name!);
      create(this.#heap, this.#classOf(operation), { ...this.#reserve(name!), fixed: true }).consume();
    },
    embed: (words, operation) => this.#embed(words, operation, {}),
    embedprops: (words, operation) =>
      this.#attempt(() => this.#embed(words, operation, { properties: propertiesOf(words.slice(5)) })),
    reembed: ([name, property]) => this.#reembed(name!, property!),
    newprops: (words, operation) => this.#attempt(() => this.#newWithProperties(words, operation)),
    own: ([name, , parent, , property], operation) => {
      const container = this.#find(parent!);
      requireOpen(container);
      this.#give(container, property!, this.#create(name!, operation));
    },
    addchild: ([child, parent, property]) => {
      const container = this.#find(parent!);
      requireOpen(container);
      this.#give(container, property!, Owned.of(this.#find(child!)));
    },
    unparent: ([name]) => unparent(this.#touch(name!)),
    delprop: ([holder, property]) => remove(this.#find(holder!), property!),
    ref: ([name]) => void ref(this.#find(name!)),
    unref: ([name]) => unref(this.#find(name!)),
    sref: ([name]) => {
      const object = this.#find(name!);
      storageRef(object);
      this.#recorder.say({ ev: "result", storage: this.#recorder.nameOf(object.root) });
    },
    sunref: ([name]) => storageUnref(this.#find(name!)),
    slink: ([holder, property, target]) => void new Ref(this.#find(holder!), property!, this.#find(target!)),
    wlink: ([holder, property, target]) => void new Link(this.#find(holder!), property!, this.#touch(target!)),
    clink: ([holder, property, target]) =>
      void this.#constants.add(new Link(this.#find(holder!), property!, this.#touch(target!))),
    setlink: ([holder, property, target]) =>
      this.#attempt(() => this.#setLink(this.#find(holder!), property!, target === "-" ? null : this.#touch(target!))),
    state: () => undefined,
  };

  /** The object of that name. Throws when there is none yet. */
  #find(name: string): QomObject {
    return this.#recorder.find(name);
  }

  /** The same, for what uses its memory without counting on its life. Throws `StorageFreedError`. */
  #touch(name: string): QomObject {
    const object = this.#find(name);
    if (object.phase === "freed") requireOpen(object);
    return object;
  }

  #classOf({ name, words }: Operation): ObjectClass<ScriptObject> {
    return this.#types.find(typeNameOf(name, words));
  }

  #reserve(name: string): { readonly reserve?: number } {
    const words = this.#reserves.get(name);
    return words === undefined ? {} : { reserve: words };
  }

  #create(name: string, operation: Operation): Owned<ScriptObject> {
    this.#recorder.announce(name);
    return create(this.#heap, this.#classOf(operation), this.#reserve(name));
  }

  #give(parent: QomObject, property: string, child: Owned<QomObject>): void {
    try {
      addChild(parent, property, child);
    } finally {
      child[Symbol.dispose]();
    }
  }

  #embed(
    [name, , container, , property]: readonly string[],
    operation: Operation,
    setup: { properties?: Record<string, true> },
  ): void {
    const parent = this.#find(container!);
    requireOpen(parent);
    const of = this.#classOf(operation);
    const { root } = parent;
    const used = this.#used.get(root) ?? root.type.words;
    this.#used.set(root, used + of.type.words);
    this.#embedAt(name!, property!, { parent, offset: root.base + used - parent.base, of }, setup);
  }

  #embedAt(name: string, property: string, berth: Berth, setup: { properties?: Record<string, true> }): void {
    const { parent, of, offset } = berth;
    this.#recorder.announce(name);
    embed(parent, property, of, {
      ...setup,
      offset,
      prepare: (object) => void this.#berths.set(object, berth),
    });
  }

  #reembed(name: string, property: string): void {
    const former = this.#find(name);
    const berth = this.#berths.get(former);
    if (!berth) throw new TypeError(`${name} was not embedded by an operation; only such an object can be made again`);
    if (former.refs > 0) this.#recorder.say({ ev: "clobber", obj: name });
    this.#embedAt(name, property, berth, {});
  }

  #newWithProperties([name, , parent, id, ...failures]: readonly string[], operation: Operation): void {
    const setup = { properties: propertiesOf(failures), ...this.#reserve(name!) };
    const container = parent === "-" ? null : this.#find(parent!);
    if (container && id !== "-") requireOpen(container);
    this.#recorder.announce(name!);
    if (container && id !== "-") own(container, id!, this.#classOf(operation), setup);
    else create(this.#heap, this.#classOf(operation), setup).consume();
  }

  #setLink(holder: QomObject, property: string, target: QomObject | null): void {
    requireOpen(holder);
    const slot = findSlot(holder, property);
    if (!slot) throw new RequestedFailure(`property '${property}' not found`);
    if (!(slot instanceof Ref || slot instanceof Link) || this.#constants.has(slot as Link<QomObject>))
      throw new RequestedFailure(`property '${property}' is not writable`);
    slot.set(target);
  }

  /** Does what may be refused without misuse, and says how it went. */
  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (error instanceof LifetimeError || !(error instanceof RequestedFailure)) throw error;
      this.#recorder.say({ ev: "result", ok: false });
      this.#recorder.say({ ev: "err", msg: error.message });
      return;
    }
    this.#recorder.say({ ev: "result", ok: true });
  }
}

function propertiesOf(failures: readonly string[]): Record<string, true> {
  return Object.fromEntries(failures.map((name) => [name, true]));
}
