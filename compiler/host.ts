/** What the compiler asks of the world: texts by path. Everything else about files belongs to `tools/project`. */
export interface Host {
  /**
   * The text at a project path, or why there is none. Paths are relative to the project root, with `/`, already normalised
   * and never leading out of the root.
   */
  read(path: string): ReadResult;
}

/** A text, or the reason why a path has none; the reasons are diagnostics, so they never throw. */
export type ReadResult =
  | { readonly text: string }
  | { readonly problem: "missing" | "directory" | "encoding" | "unreadable"; readonly detail?: string };
