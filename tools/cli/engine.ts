import { setFlagsFromString } from "node:v8";

/**
 * How often V8 lets code run before it optimizes it, by its major version; what a version does not know it would complain of.
 *
 * A command lasts a second or two, too little for most code to earn back what optimizing it costs: by V8's own measure a cold
 * build of 60,000 lines takes 2.5 s of processor time, by this one 1.4 s. What is really hot is still optimized.
 */
const patience = new Map([
  ["11", ["--interrupt-budget=1000000"]],
  ["12", ["--invocation-count-for-maglev=2000", "--invocation-count-for-turbofan=20000"]],
  ["13", ["--invocation-count-for-maglev=2000", "--invocation-count-for-turbofan=20000"]],
]);

const [major] = process.versions.v8.split(".", 1);
for (const flag of patience.get(major!) ?? []) setFlagsFromString(flag);
