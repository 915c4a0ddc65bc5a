import { type Row } from "../row.ts";

/** Hooks, orders, timers, state. */
export const life: readonly Row[] = [
  {
    construct: "hooks of a life",
    accepted:
      "device D : Device { on init => a; on realize => b; on unrealize => c; on reset enter => d; on reset hold => e; on reset exit => f; on unparent => g; on finalize => h; }",
    refused: "device D : Device {\non reset => e; //~ parse/syntax\n}",
    near: "device D : Device { on reset hold => reset; }",
  },
  {
    construct: "what a hook uses",
    accepted: "device E : Device {} device D : Device { embed a : E; embed b : E; on reset hold => f uses a, b; }",
    refused:
      "device E : Device {} device D : Device { embed a : E;\non reset hold => f uses a, b; //~ check/unknown-member\n}",
    near: "device E : Device {} device D : Device { embed a : E; on reset hold => f uses a; on reset exit => g uses a; }",
  },
  {
    construct: "the order of realize",
    accepted: "device E : Device {} device D : Device { embed a : E; embed b : E; realize b, a; }",
    refused:
      "device E : Device {} device D : Device { embed a : E; embed b : E;\nrealize b; //~ check/realize-order\n}",
    near: "device E : Device {} device D : Device { embed a : E; own b : E; region r : ram 4K; realize a, b; }",
  },
  {
    construct: "the order of unparent",
    accepted: "device E : Device {} device D : Device { embed a : E; embed b : E; unparent a before b; }",
    refused:
      "device E : Device {} device D : Device { embed a : E; embed b : E; unparent a before b;\nunparent a after b; //~ lifetime/unparent-order\n}",
    near: "device E : Device {} device D : Device { embed a : E; embed b : E; embed c : E; unparent a before b; unparent a after c; }",
  },
  {
    construct: "a timer",
    accepted: "device D : Device { timer t => expired; timer u[2] => also; }",
    refused: "object O : Object {\ntimer t => expired; //~ check/wrong-form\n}",
    near: "device D : Device { timer t => expired; timer u => expired; }",
  },
  {
    construct: "state of fixed layout",
    accepted: "device D : Device { state { a : u8; b : u64 = 5; c : bool = true; d : i16[4]; } }",
    refused: "device D : Device { state {\nname : string; //~ check/state-type\n} }",
    near: "device D : Device { state { name : u8[16]; } }",
  },
  {
    construct: "state that is no part of a snapshot",
    accepted: "device D : Device { state { a : u32 transient; b : u8[4] transient; } }",
    refused: "device D : Device { state {\na : u32 transient = 1; //~ parse/syntax\n} }",
    near: "device D : Device { state { a : u32 = 1 transient; } }",
  },
  {
    construct: "what follows a snapshot that was put in place",
    accepted: "device D : Device { state { a : u32; } on restored => again; }",
    refused: "object O : Object {\non restored => again; //~ check/wrong-form\n}",
    near: "machine M : Machine { on restored => again; }",
  },
  {
    construct: "state of a fixed length",
    accepted: "const N = 4; device D : Device { state { a : u32[N * 2]; } }",
    refused: "device D : Device { prop n : u32 = 4; state {\na : u32[n]; //~ check/not-constant\n} }",
    near: "device D : Device { const n = 4; state { a : u32[n]; } }",
  },
];
