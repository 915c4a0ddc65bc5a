/** What a build may say about its definitions. */
export interface Options {
  /** The project folder, which imports may not leave, relative to the working folder. Default: as in `qdl.config.json`, else the working folder. */
  readonly root?: string;
  /** Writes `pl011.d.qdl.ts` beside every definition that is compiled, with a map, for TypeScript's `allowArbitraryExtensions`. Default: false. */
  readonly types?: boolean;
}
