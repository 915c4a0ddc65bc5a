import { type Row } from "../row.ts";

const part = "device Part : Device {}";

/** Parts, and references to what is not a part. */
export const relations: readonly Row[] = [
  {
    construct: "a part inside our storage",
    accepted: `${part} device D : Device { embed part : Part; }`,
    refused: "abstract device A : Device {} device D : Device {\nembed part : A; //~ lifetime/unknown-size\n}",
    near: "device A : Device {} device B : A {} device D : Device { embed part : B; }",
  },
  {
    construct: "a part with a storage of its own",
    accepted: `${part} device D : Device { own part : Part; }`,
    refused: "device D : Device {\nown part : D; //~ check/contains-itself\n}",
    near: "device D : Device { link part : D optional; }",
  },
  {
    construct: "a weak link",
    accepted: `${part} device D : Device { link part : Part optional; on reset hold => look uses part; }`,
    refused: `${part} device D : Device { link part : Part optional;\non finalize => look uses part; //~ lifetime/finalize-uses-child\n}`,
    near: `${part} device D : Device { link part : Part optional; on unparent => look uses part; }`,
  },
  {
    construct: "weak links in a circle",
    accepted: "device A : Device { link b : B optional; } device B : Device { link a : A optional; }",
    refused: "device A : Device { ref b : B; } //~ lifetime/strong-cycle\ndevice B : Device { ref a : A; }",
    near: "device A : Device { ref b : B; } device B : Device { link a : A optional; }",
  },
  {
    construct: "a counted reference",
    accepted: `${part} device D : Device { ref part : Part; }`,
    refused:
      "device D : Device { embed e : E { up_there = self; } } device E : Device {\nref up_there : D; //~ lifetime/ref-to-ancestor\n}",
    near: "device D : Device { embed e : E { up_there = self; } } device E : Device { up up_there : D; }",
  },
  {
    construct: "a counted handle that lives through the finalizer",
    accepted: "object Log : Object {} device D : Device { hold log : Log; on finalize => flush uses log; }",
    refused:
      "object Log : Object {} device D : Device { own log : Log;\non finalize => flush uses log; //~ lifetime/finalize-uses-child\n}",
    near: "object Log : Object {} device D : Device { own log : Log; on unparent => flush uses log; }",
  },
  {
    construct: "the typed way up",
    accepted: "device D : Device { embed e : E { host = self; } } device E : Device { up host : D; }",
    refused:
      "device D : Device {} machine M : Machine {\nembed e : E; //~ check/no-container\n} device E : Device { up host : D; }",
    near: "device D : Device { embed f : F; } device F : Device { embed e : E; } device E : Device { up host : D; up board : M optional; } machine M : Machine { embed d : D; } machine N : Machine { embed d : D; }",
  },
  {
    construct: "an array of parts",
    accepted:
      "device E : Device { prop n : u32 = 0; } device D : Device { prop m : u32 = 2 in 1..4; own e[i : m] : E { n = i; } }",
    refused:
      "device Part : Device { irq out line; } device D : Device { embed part[2] : Part; irq out line;\nconnect part[2].line -> line; //~ check/index-outside\n}",
    near: "device Part : Device { irq out line; } device D : Device { embed part[3] : Part; irq out line; connect part[2].line -> line; }",
  },
  {
    construct: "a part whose type is picked when it runs",
    accepted: `enum M { a, b } abstract device N : Device {} device A : N {} device B : N { prop n : u32 = 1; }
device D : Device { prop m : M = a; own n : N = choose m { a => A; b => B { n = 2; } } }`,
    refused: `enum M { a, b } abstract device N : Device {} device A : N {} device D : Device { prop m : M = a;
own n : N = choose m { a => A; } //~ check/missing-arm
}`,
    near: `abstract device N : Device {} device A : N {} device B : N {} device D : Device { prop m : bool = true; own n : N = choose m { true => A; false => B; } }`,
  },
  {
    construct: "an embedded part of several implementations, for which room is reserved",
    accepted: `abstract device N : Device {} device A : N {} device B : N { state { x : u8[32]; } }
device D : Device { prop m : bool = true; embed n : N reserve 64 = choose m { true => A; false => B; } }`,
    refused: `abstract device N : Device {} device A : N {} device B : N { state { x : u8[32]; } }
device D : Device { prop m : bool = true;
embed n : N reserve 16 = choose m { true => A;
false => B; //~ lifetime/reserve-too-small
} }`,
    near: `abstract device N : Device {} device A : N {} device B : N { state { x : u8[32]; } }
device D : Device { prop m : bool = true; embed n : N reserve 32 = choose m { true => A; false => B; } }`,
  },
  {
    construct: "what exists only under a condition",
    accepted: `device Part : Device { irq out line; } device D : Device { prop on : bool = true; irq out line; when on { embed part : Part; connect part.line -> line; } }`,
    refused: `device Part : Device { irq out line; } device D : Device { prop on : bool = true; irq out line; when on { embed part : Part; }
connect part.line -> line; //~ lifetime/conditional-child
}`,
    near: `device Part : Device { irq out line; } device D : Device { prop n : u32 = 1; irq out line; when n > 1 { embed part : Part; when n > 2 { connect part.line -> line; } } }`,
  },
  {
    construct: "a condition whose branch is dead",
    accepted: `${part} device D : Device { when false { embed part : Part; } }`,
    refused: `device D : Device { when false {\nembed part : Prat; //~ bind/unknown-type\n} }`,
    near: `${part} device D : Device { when true { embed part : Part; } }`,
  },
];
