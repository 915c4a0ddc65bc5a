import { type Row } from "../row.ts";

/** Advice, and rules of the whole language. */
export const rules: readonly Row[] = [
  {
    construct: "a waiver with a reason",
    accepted: `// qdl-allow emit/no-behaviour: somebody writes it in another project\ndevice D : Device { on init => f; }`,
    refused: `// qdl-allow bind/unused-import\n//~^ parse/waiver-without-reason\nimport { Part } from "./b.qdl"; device D : Part {}`,
    near: `// qdl-allows nothing\nimport { Part } from "./b.qdl"; device D : Part {}`,
    beside: { "b.qdl": "device Part : Device {}" },
  },
  {
    construct: "words that are reserved only where they lead",
    accepted:
      "device D : Device { prop read : u32 = 1; prop width : u32 = 2; prop device : bool = true; state { reset : u32; field : u8; } region region : ram 4K; irq out on; }",
    refused: "device D : Device {\nproperty read : u32 = 1; //~ parse/unknown-word\n}",
    near: "device D : Device { prop prop : u32 = 1; }",
  },
  {
    construct: "what is written has an effect",
    accepted: "device D : Device { region r : ram 4K nonvolatile; }",
    refused: "device D : Device {\nregion r : container 4K nonvolatile; //~ check/region-attribute\n}",
    near: "device D : Device { region r : container 4K; }",
  },
  {
    construct: "arrays whose elements are as long as their stride",
    accepted:
      "device D : Device { space sys : 32; region r[i : 4] : ram 4K; map sys { r[i] @ 4K * i for i in 0..4; } }",
    refused:
      "device D : Device { space sys : 32; region r[i : 4] : ram 4K; map sys {\nr[i] @ 2K * i for i in 0..4; //~ check/map-overlap\n} }",
    near: "device D : Device { space sys : 32; region r[i : 4] : ram 2K; map sys { r[i] @ 2K * i for i in 0..4; } }",
  },
];
