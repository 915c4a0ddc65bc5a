/** What the compiler asks of the world: texts by path. Everything else about files belongs to `tools/project`. */
export interface Host {
  /**
   * The text at a project path, or why there is none. Paths are relative to the project root, with `/`, already normalised
   * and never leading out of the root, but for files of packages: `node_modules/name/x.qdl`, or `../node_modules/name/x.qdl`
   * for one that is installed above it. A byte order mark is not part of the text.
   */
  read(path: string): ReadResult;
  /**
   * The project path at which a file of a package really lies, where its folder is a link into a store of packages; nothing
   * if it lies where the path says, or outside of every `node_modules`. A host without links need not have it.
   */
  real?(path: string): string | undefined;
}

/** A text, or the reason why a path has none; the reasons are diagnostics, so they never throw. */
export type ReadResult = { readonly text: string } | Unread;

/** Why there is no text at a path. */
export type Unread =
  /** `near`: a path that exists and is spelt almost like this one. */
  | { readonly problem: "missing"; readonly near?: string }
  | { readonly problem: "directory" }
  /** `offset`: how many bytes of the file are UTF-8 before the first that is not. */
  | { readonly problem: "encoding"; readonly offset: number }
  /** The path leads out of the project, by itself or through a symbolic link. */
  | { readonly problem: "outside" }
  /** `reason`: what the system says, in its words. */
  | { readonly problem: "unreadable"; readonly reason: string };
