import { type Row } from "../row.ts";

const part = "device Part : Device {}";

/** Files, packages, imports. */
export const files: readonly Row[] = [
  {
    construct: "the edition of the language, in the first line",
    accepted: "qdl 1;\n// nothing yet",
    refused: "qdl 2; //~ parse/unsupported-edition",
    near: "// before it may stand a comment\nqdl 1;",
  },
  {
    construct: "a package",
    accepted: "package arm.uart;",
    refused: "package arm.; //~ parse/syntax",
    near: "package package.device;",
  },
  {
    construct: "an import",
    accepted: 'import { Part } from "./b.qdl"; device D : Device { embed part : Part; }',
    refused: 'import { Prat } from "./b.qdl"; //~ bind/unknown-export\ndevice D : Device { embed part : Prat; }',
    near: 'import { Part, } from "./b.qdl"; device D : Part {}',
    beside: { "b.qdl": part },
  },
  {
    construct: "an import under another name",
    accepted:
      'import { Part as Other } from "./b.qdl"; device Part : Device { typename "own-part"; embed other : Other; }',
    refused: 'import { Part } from "./b.qdl"; //~ bind/duplicate-name\nenum Part { a }',
    near: 'import { Part as Part } from "./b.qdl"; device D : Part {}',
    beside: { "b.qdl": part },
  },
  {
    construct: "what a file is imported for",
    accepted:
      'import { SIZE, Mode } from "./b.qdl"; device D : Device { prop mode : Mode = fast; prop size : u32 = SIZE; }',
    refused:
      'import { SIZE, Mode } from "./b.qdl"; //~ bind/unused-import\ndevice D : Device { prop mode : Mode = fast; }',
    near: 'import { SIZE } from "./b.qdl"; device D : Device { state { data : u8[SIZE]; } }',
    beside: { "b.qdl": "const SIZE = 4; enum Mode { slow, fast }" },
  },
  {
    construct: "an import that stays inside the project",
    accepted: 'import { Part } from "./b.qdl"; device D : Part {}',
    refused: 'import { Part } from "/b.qdl"; //~ bind/not-a-path\ndevice D : Part {}',
    near: 'import { Part } from "./x/../b.qdl"; device D : Part {}',
    beside: { "b.qdl": part },
  },
  {
    construct: "files that import each other",
    accepted: 'import { B } from "./b.qdl"; device A : Device { link b : B optional; }',
    refused:
      'import { C } from "./c.qdl";\ndevice A : Device { link c : C optional; } device B : C {} //~ bind/import-cycle',
    near: 'import { B } from "./b.qdl"; device A : Device { link other : A optional; link b : B optional; }',
    beside: {
      "b.qdl": 'import { A } from "./a.qdl"; device B : Device { link a : A optional; }',
      "c.qdl": 'import { A } from "./a.qdl"; device C : A {}',
    },
  },
  {
    construct: "numbers, sizes, frequencies and times",
    accepted:
      "device D : Device { prop a : u32 = 0x1000; prop b : u32 = 0b101; prop c : u32 = 1_000; prop d : size = 2G; clock out f = 1.8432MHz; }",
    refused: "const A = 0b12; //~ parse/bad-number",
    near: "const A = 0x12; const B = 0xb12; const C = 10ns; const D = 0K;",
  },
  {
    construct: "constant expressions over properties, constants and loop variables",
    accepted: `const STEP = 4;
device D : Device {
  prop base : u32 = 0x100 in 0x100..0x200;
  space sys : 16;
  region part[i : 3] : ram 16;
  map sys { part[i] @ base + i * STEP * 4 for i in 0..3; }
}`,
    refused: `const A = B + 1; //~ check/constant-cycle
const B = A - 1;`,
    near: "const A = B + 1; const B = C << 2; const C = (7 & 6) * 2 == 12 ? 1 : 0;",
  },
  {
    construct: "comments and doc comments",
    accepted: "/// A device.\ndevice D : Device { /* none */ // yet\n/// How many.\nprop n : u32 = 1; }",
    refused: "device D : Device {}\n/* not closed //~ parse/unterminated-comment",
    near: "device D : Device {} /* // */ // /*",
  },
  {
    construct: "names without invisible characters that turn the text around",
    accepted: "device D : Device { /* Gerät */ }",
    refused: "device D : Device {} // \u202e //~ parse/bidi-control",
    near: "device D : Device {} // \u200b",
  },
];
