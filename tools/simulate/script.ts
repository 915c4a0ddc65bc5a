import { nearestName, printable } from "qdl";

/** A type of a script: `type T [: PARENT] [uc] [embeds name:TYPE ...]`. */
export interface TypeStatement {
  readonly kind: "type";
  readonly name: string;
  readonly parent: string | null;
  readonly userCreatable: boolean;
  readonly embeds: readonly { readonly name: string; readonly type: string }[];
}

/** What is done to objects; `words` are the operation's arguments. */
export interface Operation {
  readonly kind: "operation";
  readonly name: OperationName;
  readonly words: readonly string[];
}

/** Something that is done once, when `event` happens to `object`: `hook EVENT obj OP...`. */
export interface HookStatement {
  readonly kind: "hook";
  readonly event: HookEvent;
  readonly object: string;
  readonly then: Operation | HookStatement;
}

export type Statement = TypeStatement | Operation | HookStatement;

/** A line of a script: what it says, and where. */
export interface ScriptLine {
  readonly line: number;
  readonly text: string;
  readonly statement: Statement;
}

/** A line that says nothing that can be played. */
export interface ScriptProblem {
  readonly code: "simulate/operation" | "simulate/arguments" | "simulate/name";
  readonly line: number;
  readonly text: string;
  readonly message: string;
  readonly help: string;
}

/** A script, or what is wrong with it. */
export interface Script {
  readonly lines: readonly ScriptLine[];
  readonly problems: readonly ScriptProblem[];
}

/** Events at which a hook can be played. */
export const hookEvents = ["init", "post_init", "unparent", "finalize"] as const;
export type HookEvent = (typeof hookEvents)[number];

/**
 * Every operation with its arguments: `type` names a type, `new` a new object, `object` one that exists, `name` a child
 * or link, `-` may stand for none after `|`; `flags` are `fail` and `failcomplete`.
 */
export const operations = {
  new: ["new", "type"],
  static: ["new", "type"],
  embed: ["new", "in", "object", "type", "name"],
  embedprops: ["new", "in", "object", "type", "name", "flags"],
  reembed: ["object", "name"],
  newprops: ["new", "type", "object|-", "name|-", "flags"],
  own: ["new", "in", "object", "type", "name"],
  addchild: ["object", "object", "name"],
  unparent: ["object"],
  delprop: ["object", "name"],
  ref: ["object"],
  unref: ["object"],
  sref: ["object"],
  sunref: ["object"],
  slink: ["object", "name", "object"],
  wlink: ["object", "name", "object"],
  clink: ["object", "name", "object"],
  setlink: ["object", "name", "object|-"],
  state: [],
} as const satisfies Record<string, readonly Argument[]>;

export type OperationName = keyof typeof operations;

type Argument = "new" | "object" | "object|-" | "type" | "name" | "name|-" | "in" | "flags";

const flags = ["fail", "failcomplete"];

/** Where a line is read: what was declared before it. */
interface Reader {
  readonly line: number;
  readonly text: string;
  readonly types: Map<string, TypeStatement>;
  readonly objects: Map<string, string>;
}

class Problem extends Error {
  readonly code: ScriptProblem["code"];
  readonly help: string;

  constructor(code: ScriptProblem["code"], message: string, help: string) {
    super(message);
    this.code = code;
    this.help = help;
  }
}

/**
 * Reads a script, one statement a line; empty lines and those that begin with `#` say nothing. Types must be declared
 * before they are used, objects somewhere: a hook may name one that is made later.
 */
export function readScript(text: string): Script {
  const lines: ScriptLine[] = [];
  const problems: ScriptProblem[] = [];
  const types = new Map<string, TypeStatement>();
  const objects = new Map<string, string>([["root", ""]]);
  const attempt = (reader: { line: number; text: string }, action: () => void): void => {
    try {
      action();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { code, message, help } = error;
      problems.push({ code, message, help, line: reader.line, text: reader.text });
    }
  };
  for (const [at, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const reader: Reader = { line: at + 1, text: line, types, objects };
    attempt(reader, () => void lines.push({ line: at + 1, text: line, statement: readStatement(line, reader) }));
  }
  for (const line of lines) attempt(line, () => checkObjects(line.statement, types, objects));
  return { lines, problems: problems.sort((a, b) => a.line - b.line) };
}

function readStatement(line: string, reader: Reader): Statement {
  const words = line.split(/\s+/);
  return words[0] === "type" ? readType(words.slice(1), reader) : readAction(words, reader);
}

function readAction(words: readonly string[], reader: Reader): Operation | HookStatement {
  const [name = "", ...rest] = words;
  if (name === "hook") return readHook(rest, reader);
  if (!Object.hasOwn(operations, name)) {
    const near = nearestName(name, [...Object.keys(operations), "type", "hook"]);
    const all = `operations are type, hook, ${Object.keys(operations).join(", ")}`;
    throw new Problem(
      "simulate/operation",
      name === "" ? "an operation is missing" : `there is no operation \`${printable(name)}\``,
      near === undefined ? all : `did you mean \`${near}\`?`,
    );
  }
  return readOperation(name as OperationName, rest, reader);
}

function readOperation(name: OperationName, words: readonly string[], reader: Reader): Operation {
  const wanted: readonly Argument[] = operations[name];
  const fixed = wanted.filter((one) => one !== "flags");
  const usage = `write \`${usageOf(name)}\``;
  const extra = words.slice(fixed.length);
  if (words.length < fixed.length)
    throw new Problem("simulate/arguments", `\`${name}\` takes ${fixed.length} arguments, not ${words.length}`, usage);
  const surplus = wanted.includes("flags") ? extra.find((word) => !flags.includes(word)) : extra[0];
  if (surplus !== undefined)
    throw new Problem("simulate/arguments", `\`${name}\` does not take \`${printable(surplus)}\``, usage);
  for (const [at, argument] of fixed.entries()) checkArgument(argument, words[at]!, usage, reader);
  if (name === "newprops" && words[3] !== "-" && words[2] === "-")
    throw new Problem("simulate/arguments", "an id needs a parent", "name the parent, for example `root`");
  if (fixed[0] === "new") declare(words[0]!, typeNameOf(name, words), reader);
  return { kind: "operation", name, words };
}

function checkArgument(argument: Argument, word: string, usage: string, reader: Reader): void {
  if (argument === "in" && word !== "in")
    throw new Problem("simulate/arguments", `\`${printable(word)}\` stands where \`in\` belongs`, usage);
  if (argument === "type") requireType(word, reader.types);
}

/** The arguments of an operation, as a reader of a message writes them. */
function usageOf(name: OperationName): string {
  const shown: Readonly<Record<Argument, string>> = {
    new: "NAME",
    object: "OBJECT",
    "object|-": "OBJECT|-",
    type: "TYPE",
    name: "PROPERTY",
    "name|-": "ID|-",
    in: "in",
    flags: "[fail] [failcomplete]",
  };
  return [name, ...operations[name].map((argument) => shown[argument])].join(" ");
}

/** The typename among the arguments of an operation that makes an object. */
export function typeNameOf(name: OperationName, words: readonly string[]): string {
  return words[(operations[name] as readonly Argument[]).indexOf("type")]!;
}

function readHook(words: readonly string[], reader: Reader): HookStatement {
  const [event = "", object = "", ...then] = words;
  const usage = "write `hook EVENT OBJECT OPERATION...`";
  if (!(hookEvents as readonly string[]).includes(event))
    throw new Problem(
      "simulate/arguments",
      `there is no event \`${printable(event)}\` to hook`,
      `events are ${hookEvents.join(", ")}`,
    );
  if (object === "" || then.length === 0)
    throw new Problem("simulate/arguments", "`hook` takes an event, an object and an operation", usage);
  if (then[0] === "type") throw new Problem("simulate/arguments", "a hook cannot declare a type", usage);
  return { kind: "hook", event: event as HookEvent, object, then: readAction(then, reader) };
}

function readType(words: readonly string[], { types }: Reader): TypeStatement {
  const usage = "write `type NAME [: PARENT] [uc] [embeds NAME:TYPE ...]`";
  const [name = "", ...rest] = words;
  if (!isName(name)) throw new Problem("simulate/name", `\`${printable(name)}\` is no name of a type`, usage);
  if (types.has(name))
    throw new Problem("simulate/name", `type \`${name}\` is declared already`, "choose another name");
  const parent = rest[0] === ":" ? (rest.splice(0, 2)[1] ?? "") : null;
  if (parent !== null) requireType(parent, types);
  const userCreatable = rest[0] === "uc" && rest.splice(0, 1).length > 0;
  const embeds =
    rest[0] === "embeds"
      ? rest
          .splice(0)
          .slice(1)
          .map((word) => readEmbed(word, types, usage))
      : [];
  if (rest.length > 0)
    throw new Problem("simulate/arguments", `\`type\` does not take \`${printable(rest[0]!)}\``, usage);
  const statement: TypeStatement = { kind: "type", name, parent, userCreatable, embeds };
  types.set(name, statement);
  return statement;
}

function readEmbed(word: string, types: Reader["types"], usage: string): { name: string; type: string } {
  const [name = "", type = "", ...more] = word.split(":");
  if (name === "" || type === "" || more.length > 0)
    throw new Problem("simulate/arguments", `\`${printable(word)}\` is not \`NAME:TYPE\``, usage);
  requireType(type, types);
  return { name, type };
}

function requireType(name: string, types: ReadonlyMap<string, TypeStatement>): void {
  if (types.has(name)) return;
  const near = nearestName(name, [...types.keys()]);
  const help = near === undefined ? "declare it before, with `type`" : `did you mean \`${near}\`?`;
  throw new Problem("simulate/name", `there is no type \`${printable(name)}\``, help);
}

function declare(name: string, type: string, { objects }: Reader): void {
  if (!isName(name))
    throw new Problem("simulate/name", `\`${printable(name)}\` is no name of an object`, "use letters");
  if (name === "root") throw new Problem("simulate/name", "`root` is the root of the tree", "choose another name");
  objects.set(name, type);
}

function isName(name: string): boolean {
  return name !== "" && name !== "-" && !name.includes(":");
}

function checkObjects(
  statement: Statement,
  types: ReadonlyMap<string, TypeStatement>,
  objects: ReadonlyMap<string, string>,
): void {
  if (statement.kind === "type") return;
  if (statement.kind === "hook") {
    requireObject(statement.object, types, objects);
    checkObjects(statement.then, types, objects);
    return;
  }
  for (const [at, argument] of operations[statement.name].entries())
    if (argument === "object" || (argument === "object|-" && statement.words[at] !== "-"))
      requireObject(statement.words[at]!, types, objects);
}

/** Throws unless the script makes an object of that name; `o.k` is what the type of `o` embeds as `k`. */
function requireObject(
  name: string,
  types: ReadonlyMap<string, TypeStatement>,
  objects: ReadonlyMap<string, string>,
): void {
  if (typeOfObject(name, types, objects) !== undefined) return;
  const near = nearestName(name, [...objects.keys()]);
  const help = near === undefined ? "make it, for example with `new`" : `did you mean \`${near}\`?`;
  throw new Problem("simulate/name", `nothing in the script makes an object \`${printable(name)}\``, help);
}

function typeOfObject(
  name: string,
  types: ReadonlyMap<string, TypeStatement>,
  objects: ReadonlyMap<string, string>,
): string | undefined {
  const declared = objects.get(name);
  if (declared !== undefined) return declared;
  const dot = name.lastIndexOf(".");
  if (dot < 0) return undefined;
  const owner = typeOfObject(name.slice(0, dot), types, objects);
  for (let at = types.get(owner ?? ""); at; at = types.get(at.parent ?? "")) {
    const found = at.embeds.find((one) => one.name === name.slice(dot + 1));
    if (found) return found.type;
  }
  return undefined;
}
