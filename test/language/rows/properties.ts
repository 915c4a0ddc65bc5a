import { type Row } from "../row.ts";

/** What can be set from outside. */
export const properties: readonly Row[] = [
  {
    construct: "a property with a default in a range",
    accepted: "device D : Device { prop n : u32 = 4 in 1..16; }",
    refused: "device D : Device {\nprop n : u32 = 17 in 1..16; //~ check/out-of-range\n}",
    near: "device D : Device { prop n : u32 = 16 in 1..16; }",
  },
  {
    construct: "a property of every integer type",
    accepted:
      "device D : Device { prop a : u8 = 255; prop b : u16 = 65535; prop c : u32 = 0xffff_ffff; prop d : u64 = 0xffff_ffff_ffff_ffff; prop e : i8 = -128; prop f : i16 = -32768; prop g : i32 = -2147483648; prop h : i64 = -9223372036854775808; prop s : size = 1G; }",
    refused: "device D : Device {\nprop a : i8 = 128; //~ check/out-of-range\n}",
    near: "device D : Device { prop a : i8 = 127; prop b : u8 = 128; }",
  },
  {
    construct: "a property that is true or false, a text, one of an enum",
    accepted: 'enum E { a, b } device D : Device { prop x : bool = true; prop y : string = "a"; prop z : E = a; }',
    refused: 'device D : Device {\nprop x : bool = "true"; //~ check/wrong-kind\n}',
    near: 'device D : Device { prop x : string = "true"; prop w : bool = 1 < 2; }',
  },
  {
    construct: "a property that is a list",
    accepted: "device D : Device { prop a : u32[2] = [1, 2]; prop b : u8[] = []; }",
    refused: "device D : Device {\nprop a : u32[2] = [1, 2, 3]; //~ check/list-length\n}",
    near: "device D : Device { prop a : u32[] = [1, 2, 3]; }",
  },
  {
    construct: "a property of listed values",
    accepted: "device D : Device { prop lanes : u8 = 4 in [1, 2, 4]; }",
    refused: "device D : Device {\nprop lanes : u8 = 3 in [1, 2, 4]; //~ check/not-one-of\n}",
    near: "device D : Device { prop lanes : u8 = 3 in 1..4; }",
  },
  {
    construct: "a property that can be set after realize",
    accepted: "device D : Device { prop level : u32 = 1 dynamic; }",
    refused:
      "device D : Device { prop level : u32 = 1 in 1..4 dynamic;\nregion r : ram level; //~ lifetime/dynamic-part\n}",
    near: "device D : Device { prop level : u32 = 1 in 1..4; region r : ram level; }",
  },
  {
    construct: "a property that may stay unset",
    accepted: "device D : Device { prop n : u32 optional; }",
    refused: "device D : Device {\nprop n : u32 = 1 optional; //~ check/optional-default\n}",
    near: "device D : Device { prop n : u32 optional; embed e : E; } device E : Device { prop n : u32 optional; }",
  },
  {
    construct: "a property that must be set",
    accepted: "device E : Device { prop n : u32; } device D : Device { embed e : E { n = 1; } }",
    refused: "device E : Device { prop n : u32; } device D : Device {\nembed e : E; //~ check/property-unset\n}",
    near: "device E : Device { prop n : u32; } device D : Device { embed e : E; alias prop n = e.n; }",
  },
  {
    construct: "a promoted property",
    accepted: "device E : Device { prop n : u32 = 1; } device D : Device { embed e : E; alias prop m = e.n; }",
    refused:
      "device E : Device { irq out n; } device D : Device { embed e : E;\nalias prop m = e.n; //~ check/alias-kind\n}",
    near: "device E : Device { irq out n; } device D : Device { embed e : E; alias irq m = e.n; }",
  },
  {
    construct: "another default of an inherited property",
    accepted: "device A : Device { prop n : u32 = 1; } device B : A { set n = 2; }",
    refused: "device A : Device {\nprop n : u32 = 1; set n = 2; //~ check/set-own\n}",
    near: "device A : Device { prop n : u32 = 1; } device B : A {} device C : B { set n = 2; }",
  },
  {
    construct: "a setting of a part",
    accepted: "device E : Device { prop n : u32 = 1; } device D : Device { embed e : E { n = 2; } }",
    refused:
      "device E : Device { prop n : u32 = 1; } device D : Device { embed e : E {\nm = 2; //~ check/unknown-member\n} }",
    near: "device E : Device { prop n : u32 = 1; } device D : Device { prop n : u32 = 1; embed e : E { n = n; } }",
  },
];
