import { booleanProperty, embed, type ObjectClass, ObjectType, QomObject, userCreatable } from "@qdl/runtime";
import { type HookEvent, type TypeStatement } from "./script.ts";

/** What the objects of a script tell the player while they live. */
export interface Stage {
  /** Plays what is hooked to an event of the object. */
  fire(event: HookEvent, object: ScriptObject): void;
  /** Says what the next object to be made is called. */
  announce(name: string): void;
  nameOf(object: QomObject): string;
  /** Keeps in mind where an embedded object lies. */
  place(object: QomObject, berth: Berth): void;
}

/** Where an embedded object lies, to make another one in its place. */
export interface Berth {
  readonly parent: QomObject;
  /** From the parent's first word, in words. */
  readonly offset: number;
  readonly of: ObjectClass<ScriptObject>;
}

/** The failure that a script asks for: a property that cannot be set, an object that cannot be completed. */
export class RequestedFailure extends Error {}

/** An object of a script. Its state is one word for each type of its chain, then what the type embeds. */
export class ScriptObject extends QomObject {
  /** Whether to refuse in `complete`. */
  refuses = false;
}

/** The types of a script, as classes that the runtime makes objects of. */
export class ScriptTypes {
  readonly #stage: Stage;
  readonly #base: ObjectType;
  readonly #classes = new Map<string, ObjectClass<ScriptObject>>();

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#base = new ObjectType<ScriptObject>({
      name: "script-object",
      parent: QomObject.type,
      class: ScriptObject,
      abstract: true,
      properties: [failure(), refusal()],
      unparent: (self) => stage.fire("unparent", self),
      complete(self) {
        if (self.refuses) throw new RequestedFailure("complete failed");
      },
    });
  }

  /** Declares a type. */
  declare(statement: TypeStatement): void {
    const parent = statement.parent === null ? this.#base : this.find(statement.parent).type;
    let words = parent.words + 1;
    const embeds = statement.embeds.map(({ name, type }) => {
      const of = this.find(type);
      const offset = words;
      words += of.type.words;
      return { name, of, offset };
    });
    const stage = this.#stage;
    const type = new ObjectType<ScriptObject>({
      name: statement.name,
      parent,
      class: ScriptObject,
      words,
      interfaces: statement.userCreatable ? [userCreatable] : [],
      init(self) {
        stage.fire("init", self);
        for (const { name, of, offset } of embeds) {
          stage.announce(`${stage.nameOf(self)}.${name}`);
          embed(self, name, of, {
            offset,
            prepare: (object) => stage.place(object, { parent: self, offset, of }),
          });
        }
      },
      postInit: (self) => stage.fire("post_init", self),
      finalize: (self) => stage.fire("finalize", self as ScriptObject),
    });
    this.#classes.set(
      statement.name,
      class extends ScriptObject {
        static override readonly type = type as unknown as ObjectType;
      },
    );
  }

  /** The class of a type that is declared. */
  find(name: string): ObjectClass<ScriptObject> {
    return this.#classes.get(name)!;
  }

  /** Whether `type` is one of the script's, and not what they are all based on. */
  isDeclared(type: ObjectType): boolean {
    return this.#classes.get(type.name)?.type === type;
  }
}

function failure(): ReturnType<typeof booleanProperty<ScriptObject>> {
  return booleanProperty<ScriptObject>({
    name: "fail",
    get: () => false,
    set() {
      throw new RequestedFailure("property 'fail' set");
    },
  });
}

function refusal(): ReturnType<typeof booleanProperty<ScriptObject>> {
  return booleanProperty<ScriptObject>({
    name: "failcomplete",
    get: (self) => self.refuses,
    set(self, value) {
      self.refuses = value;
    },
  });
}
