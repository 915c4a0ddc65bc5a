import { type Row } from "../row.ts";

/** Forms of types, what they extend and implement, enums, constants. */
export const types: readonly Row[] = [
  {
    construct: "a device",
    accepted: "device D : Device {}",
    refused: "device D : Object {} //~ bind/wrong-base",
    near: "device D : SysBusDevice {}",
  },
  {
    construct: "a system on a chip",
    accepted: "soc S : Device { embed d : D; } device D : Device {}",
    refused: "soc S : Chardev {} //~ bind/wrong-base",
    near: "soc S : SysBusDevice {}",
  },
  {
    construct: "a machine",
    accepted: "machine M : Machine {}",
    refused: "machine M : Machine {} device D : Device { hotplug;\nown m : M; //~ lifetime/hot-plug\n}",
    near: "machine M : Machine {} device D : Device { own m : M; }",
  },
  {
    construct: "an object",
    accepted: "object O : Object { prop n : u32 = 1; state { count : u32; } }",
    refused: "object O : Object {\nirq out line; //~ check/wrong-form\n}",
    near: "object O : Object { method count() : u32; }",
  },
  {
    construct: "a bus",
    accepted: "bus B : Bus { addresses 0..7; } device C : Device { bus kids : B slots 4; }",
    refused: "bus B : Device {} //~ bind/wrong-base",
    near: "bus B : PciBus {}",
  },
  {
    construct: "an interface",
    accepted: "interface I { prop n : u32; irq out line; method go(); }",
    refused: "interface I {\nstate { n : u32; } //~ check/interface-member\n}",
    near: "interface I {} device D : Device implements I {}",
  },
  {
    construct: "a type that implements an interface",
    accepted: "interface I { irq out line; } device D : Device implements I { irq out line; }",
    refused: "interface I { irq out line; }\ndevice D : Device implements I {} //~ check/not-implemented",
    near: "interface I { irq out line; } abstract device D : Device implements I {} device E : D { irq out line; }",
  },
  {
    construct: "an abstract type",
    accepted:
      "abstract device A : Device {} device D : A {} device P : Device { own d : A = choose on { true => D; false => D; } prop on : bool = true; }",
    refused: "abstract device A : Device {} device P : Device {\nown a : A; //~ check/abstract-child\n}",
    near: "abstract device A : Device {} device P : Device { link a : A optional; }",
  },
  {
    construct: "inheritance from one type",
    accepted: "device A : Device { prop n : u32 = 1; } device B : A { set n = 2; }",
    refused: "device A : B {} //~ bind/inheritance-cycle\ndevice B : A {}",
    near: "device B : A {} device A : Device {}",
  },
  {
    construct: "`override`, where an inherited member is replaced",
    accepted: "device A : Device { prop n : u32 = 1; } device B : A { override prop n : u32 = 2; }",
    refused: "device A : Device { prop n : u32 = 1; } device B : A {\nprop n : u32 = 2; //~ bind/needs-override\n}",
    near: "device A : Device { prop n : u32 = 1; } device B : A { prop m : u32 = 2; override prop n : u32 = 3; }",
  },
  {
    construct: "`override`, only where there is something to replace",
    accepted: "device A : Device { method go(); } device B : A { override method go(); }",
    refused: "device A : Device {} device B : A {\noverride method go(); //~ bind/nothing-to-override\n}",
    near: "device A : Device {} device B : A { method go(); }",
  },
  {
    construct: "a typename",
    accepted: 'device D : Device { typename "demo-d"; }',
    refused: 'device D : Device { typename "demo d"; } //~ check/typename',
    near: 'device D : Device { typename "demo-d"; } device E : Device { typename "demo-d-2"; }',
  },
  {
    construct: "an enum",
    accepted: "enum Mode { off, slow = 4, fast } device D : Device { prop mode : Mode = fast; }",
    refused: "enum Mode { off, slow }\ndevice D : Device { prop mode : Mode = fast; } //~ check/unknown-name",
    near: "enum Mode { off, slow, } device D : Device { prop mode : Mode = off in [off, slow]; }",
  },
  {
    construct: "a constant",
    accepted:
      "const PAGE : size = 4K; device D : Device { region r : ram PAGE; const HALF = PAGE / 2; region h : ram HALF; }",
    refused: "const PAGE : size = true; //~ check/wrong-kind",
    near: "const PAGE : size = 1 << 12;",
  },
  {
    construct: "what can be plugged while the machine runs",
    accepted: "device D : Device { hotplug; sits on B; } bus B : Bus {}",
    refused: "object O : Object {\nhotplug; //~ check/wrong-form\n}",
    near: "abstract device A : Device { hotplug; } device D : A {}",
  },
  {
    construct: "what users create by name",
    accepted: "object O : Object { user creatable; on complete => open; on can_be_deleted => idle; }",
    refused: "object O : Object {\non complete => open; //~ check/wrong-form\n}",
    near: "object O : Object { user creatable; }",
  },
];
