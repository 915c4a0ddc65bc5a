/** Test files get our collection of tests where they ask for Vitest. */
export function resolve(specifier, context, next) {
  return specifier === "vitest"
    ? next("./vitest.ts", { ...context, parentURL: import.meta.url })
    : next(specifier, context);
}
