import { type ast, type BoundFile, type TypeEntity } from "qdl";

/** What a name can stand for. */
export type Meaning =
  | "type"
  | "enum"
  | "enum value"
  | "constant"
  | "member"
  | "line"
  | "register"
  | "field"
  | "parameter"
  | "variable"
  | "hook";

/** Where a name gets its meaning. Hooks have it in the behaviour module: `name` is then the first place that calls it. */
export interface Declaration {
  readonly meaning: Meaning;
  readonly name: ast.Name;
  readonly file: BoundFile;
  /** What the name is of: its own declaration, or, of a hook, what calls it. */
  readonly node: ast.Node;
  /** The type around it; null at the top of a file. */
  readonly type: TypeEntity | null;
}

/** A name in a file, and what it stands for. */
export interface Occurrence {
  readonly start: number;
  readonly end: number;
  readonly of: Declaration;
  /** The name is declared here, not used. */
  readonly declares: boolean;
}

/** Whether two declarations are one. */
export function isSame(a: Declaration, b: Declaration): boolean {
  if (a.meaning === "hook" || b.meaning === "hook")
    return a.meaning === b.meaning && a.type === b.type && a.name.text === b.name.text;
  return a.file.source === b.file.source && a.name.start === b.name.start && a.name.end === b.name.end;
}

/** The name of a declaration that generated members such as the lines of a gate have nowhere in the text. */
export function isWritten({ file, name }: Declaration): boolean {
  return !file.core && file.source.text.slice(name.start, name.end) === name.text;
}
