import { join } from "node:path";
import { generateCore } from "./core.ts";
import { generateGrammar } from "./grammar.ts";
import { generateGraphScript } from "./graph-script.ts";
import { generateTextMate } from "./textmate.ts";

/** Rebuilds everything in the tree that is made from something else, in the order of dependence. */
const root = join(import.meta.dirname, "../..");
generateGrammar(root);
generateTextMate(root);
generateGraphScript(root);
generateCore(root);
// Imported late: the rest needs the compiler, and the compiler needs the parser that was just made.
const { generateErrors } = await import("./errors.ts");
await generateErrors(root);
const { generateLifetimes } = await import("./lifetimes.ts");
await generateLifetimes(root);
const { generateModules } = await import("./modules.ts");
generateModules(root);
