import { join } from "node:path";
import { generateErrors } from "./errors.ts";

/** Rebuilds everything in the tree that is made from something else, in the order of dependence. */
const root = join(import.meta.dirname, "../..");
await generateErrors(root);
