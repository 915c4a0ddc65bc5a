import { type Row } from "../row.ts";

const cores = "device M0 : Cpu { irq in line[4] on change => f; } device M3 : Cpu { irq in line[8] on change => f; }";

/** Families of types, and the glue of boards. */
export const families: readonly Row[] = [
  {
    construct: "a family whose members differ in constants, counts, addresses, lines, parts and types",
    accepted: `${cores} device U : SysBusDevice { irq out o; region mmio : ram 4K; } abstract soc F : Device { variant const N : u32 in 1..4; variant const BASE : u32; variant const EXTRA : u32 optional; variant type Core : Cpu;
space sys : 32; embed cpu : Core; embed u[i : N] : U; map sys { u[i].mmio @ BASE + i * 4K for i in 0..N; } connect u[i].o -> cpu.line[i] for i in 0..N; when EXTRA { embed x : U; map sys { x.mmio @ EXTRA; } } }
variant A of F "f-a" { N = 1; BASE = 0x1000; Core = M0; }
variant B of F "f-b" { N = 4; BASE = 0x2000; Core = M3; EXTRA = 0x8000; }`,
    refused: `device U : SysBusDevice { region mmio : ram 4K; } abstract soc F : Device { variant const N : u32; variant const EXTRA : u32; space sys : 32; embed u[i : N] : U; embed x : U; map sys { u[i].mmio @ i * 4K for i in 0..N;
x.mmio @ EXTRA; } } //~ check/map-overlap
variant A of F "f-a" { N = 2; EXTRA = 0x2000; }
variant B of F "f-b" { N = 3; EXTRA = 0x2000; }`,
    near: `device U : SysBusDevice { region mmio : ram 4K; } abstract soc F : Device { variant const N : u32; variant const EXTRA : u32; space sys : 32; embed u[i : N] : U; embed x : U; map sys { u[i].mmio @ i * 4K for i in 0..N; x.mmio @ EXTRA; } }
variant A of F "f-a" { N = 2; EXTRA = 0x2000; }
variant B of F "f-b" { N = 3; EXTRA = 0x3000; }`,
  },
  {
    construct: "a constant in a range, for each member",
    accepted: "abstract soc F : Device { variant const N : u32 in 1..4; } variant A of F { N = 4; }",
    refused:
      "abstract soc F : Device { variant const N : u32 in 1..4; }\nvariant A of F { N = 5; } //~ check/out-of-range",
    near: "abstract soc F : Device { variant const N : u32 = 2 in 1..4; } variant A of F {}",
  },
  {
    construct: "addresses and line numbers that follow no rule, out of a list for each member",
    accepted: `device U : SysBusDevice { irq out o; region mmio : ram 4K; } device G : Device { irq in line[8] on change => f; }
abstract soc F : Device { variant const N : u32; variant const BASES : u32[3]; variant const LINES : u32[3]; space sys : 32; embed g : G; embed u[i : N] : U;
map sys { u[i].mmio @ BASES[i] for i in 0..N; } connect u[i].o -> g.line[LINES[i]] for i in 0..N; }
variant A of F { N = 2; BASES = [0x1000, 0x9000, 0]; LINES = [7, 2, 0]; }
variant B of F { N = 3; BASES = [0x8000, 0x9000, 0x4000]; LINES = [6, 5, 1]; }`,
    refused: `device U : SysBusDevice { region mmio : ram 4K; }
abstract soc F : Device { variant const N : u32; variant const BASES : u32[3]; space sys : 32; embed u[i : N] : U; embed x : U;
map sys { u[i].mmio @ BASES[i] for i in 0..N; x.mmio @ 0x4000; } } //~ check/map-overlap
variant A of F { N = 2; BASES = [0x1000, 0x9000, 0x4000]; }
variant B of F { N = 3; BASES = [0x8000, 0x9000, 0x4000]; }`,
    near: `device U : SysBusDevice { region mmio : ram 4K; }
abstract soc F : Device { variant const N : u32; variant const BASES : u32[3]; space sys : 32; embed u[i : N] : U; embed x : U;
map sys { u[i].mmio @ BASES[i] for i in 0..N; x.mmio @ 0x4000; } }
variant A of F { N = 2; BASES = [0x1000, 0x9000, 0x4000]; }
variant B of F { N = 3; BASES = [0x8000, 0x9000, 0x5000]; }`,
  },
  {
    construct: "an element of a list that a loop, a property or a number picks",
    accepted: `const LINES = [3, 5, 7]; enum Kind { one, two } const KINDS : Kind[2] = [two, one]; device U : Device { prop a : u32; prop k : Kind = one; }
machine M : Machine { prop at : u32 = 0 in 0..2; prop given : u32[2] = [1, 2]; embed u[i : 2] : U { a = LINES[i + 1] - -given[i]; k = KINDS[i]; } embed v : U { a = LINES[at]; } embed w : U { a = LINES[2]; } }`,
    refused:
      "const LINES = [3, 5, 7]; device U : Device { prop a : u32; } machine M : Machine {\nembed u[i : 4] : U { a = LINES[i]; } //~ check/index-outside\n}",
    near: "const LINES = [3, 5, 7]; device U : Device { prop a : u32; } machine M : Machine { embed u[i : 3] : U { a = LINES[i]; } }",
  },
  {
    construct: "what a board has and the model does not",
    accepted: "machine M : Machine { space sys : 32; unimplemented radio @ sys 0x4000 size 4K; }",
    refused:
      "machine M : Machine { space sys : 16;\nunimplemented radio @ sys 0xf001 size 4K; //~ check/map-outside\n}",
    near: "machine M : Machine { space sys : 16; unimplemented radio @ sys 0xf000 size 4K; }",
  },
  {
    construct: "gates for lines",
    accepted:
      "device D : Device { irq in a[2]; irq out b; irq in c; irq out d[2]; or any[2]; split two[2]; connect a -> any.in; connect any.out -> b; connect c -> two.in; connect two.out -> d; }",
    refused:
      "device D : Device { irq in a[3]; irq out b; or any[2];\nconnect a -> any.in; //~ check/line-count\nconnect any.out -> b; }",
    near: "device D : Device { irq in a[3]; irq out b; or any[3]; connect a -> any.in; connect any.out -> b; }",
  },
  {
    construct: "lines and regions of a part, forwarded",
    accepted:
      "device E : Device { irq out o; region r : ram 4K; } device D : SysBusDevice { embed e : E; alias irq o = e.o; alias region r = e.r; sysbus mmio 0 = r; sysbus irq 0 = o; }",
    refused:
      "device E : Device { irq out o; } device D : Device { embed e : E;\nalias region o = e.o; //~ check/alias-kind\n}",
    near: "device E : Device { irq out o; } device D : Device { embed e : E; irq out o; connect e.o -> o; }",
  },
  {
    construct: "a processor with its properties",
    accepted: "machine M : Machine { space sys : 32; own cpu[i : 2] : ArmCpu { mp_affinity = i; memory = sys; } }",
    refused: "machine M : Machine { own cpu : ArmCpu {\nmp_affinty = 1; //~ check/unknown-member\n} }",
    near: "machine M : Machine { own cpu : ArmCpu { mp_affinity = 0xffff_ffff_ffff_ffff; } }",
  },
  {
    construct: "backends as properties",
    accepted:
      "device D : Device { link chardev : Chardev optional; link net : Nic optional; link disk : Block optional; } device B : Device { embed d : D; alias prop chardev = d.chardev; }",
    refused:
      "device D : Device { link net : Nic; } device B : Device { link chardev : Chardev;\nembed d : D { net = chardev; } //~ check/wrong-kind\n}",
    near: "device D : Device { link net : Nic; } device B : Device { link net : Nic; embed d : D { net = net; } }",
  },
];
