import { type Row } from "./row.ts";
import { families } from "./rows/families.ts";
import { files } from "./rows/files.ts";
import { life } from "./rows/life.ts";
import { linkArrays } from "./rows/link-arrays.ts";
import { memory } from "./rows/memory.ts";
import { properties } from "./rows/properties.ts";
import { registers } from "./rows/registers.ts";
import { relations } from "./rows/relations.ts";
import { rules } from "./rows/rules.ts";
import { types } from "./rows/types.ts";
import { wiring } from "./rows/wiring.ts";

/** The language's table: what every construct is shown by. */
export const groups: readonly (readonly [string, readonly Row[]])[] = [
  ["files", files],
  ["types", types],
  ["properties", properties],
  ["relations", relations],
  ["arrays of relations", linkArrays],
  ["memory", memory],
  ["registers", registers],
  ["wiring", wiring],
  ["life", life],
  ["families, and the glue of boards", families],
  ["rules of the whole language", rules],
];
