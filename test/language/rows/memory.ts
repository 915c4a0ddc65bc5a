import { type Row } from "../row.ts";

const bank = "bank regs { endian little; register STATUS @ 0 { field F [7:0] rw; } }";

/** Regions, spaces, maps. */
export const memory: readonly Row[] = [
  {
    construct: "a region of registers",
    accepted: `device D : Device { region mmio : io 4K = regs; ${bank} }`,
    refused: `device D : Device {\nregion mmio : io 4K; //~ check/nothing-behind\n}`,
    near: `device D : Device { region mmio : io 4K = ops mmio_ops { endian little; access 4; impl 4; } }`,
  },
  {
    construct: "RAM, ROM, and ROM that is a device when written",
    accepted:
      "device D : Device { region a : ram 4K; region b : rom 4K; region c : romd 4K = ops c_ops { endian little; access 1..4; impl 4; } }",
    refused: `device D : Device {\nregion a : ram 4K = regs; //~ check/not-behind\n${bank} region mmio : io 4K = regs; }`,
    near: "device D : Device { prop n : size = 4K in 1..1G; region a : ram n nonvolatile; region b : ram 4K readonly; }",
  },
  {
    construct: "a container, and what it contains",
    accepted:
      "device D : Device { region c : container 64K { sub a @ 0 : ram 4K; sub b[i : 2] @ 4K + i * 4K : ram 4K; } }",
    refused: "device D : Device { region c : container 8K {\nsub a @ 6K : ram 4K; //~ check/map-outside\n} }",
    near: "device D : Device { region c : container 8K { sub a @ 4K : ram 4K; } }",
  },
  {
    construct: "an alias of a region",
    accepted: "device D : Device { region a : ram 64K; region low : alias of a at 4K size 4K; }",
    refused:
      "device D : Device { region a : ram 64K;\nregion low : alias of a at 62K size 4K; //~ check/alias-outside\n}",
    near: "device D : Device { region a : ram 64K; region low : alias of a at 60K size 4K; }",
  },
  {
    construct: "a region that translates addresses",
    accepted: "device D : Device { region mmu : iommu 4G = ops translate; }",
    refused: `device D : Device {\nregion mmu : iommu 4G; //~ check/nothing-behind\n}`,
    near: "device D : Device { region mmu : iommu 1 << 40 = ops translate; }",
  },
  {
    construct: "an address space",
    accepted: "device D : Device { space sys : 32; region r : ram 4K; map sys { r @ 0; } }",
    refused: "device D : Device {\nspace sys : 65; //~ check/space-bits\n}",
    near: "device D : Device { space sys : 64; }",
  },
  {
    construct: "an address space of a root of one's own",
    accepted: "device D : Device { region all : container 64K; space sys : 32 = all; }",
    refused: "device D : Device { irq out all;\nspace sys : 32 = all; //~ check/not-a-region\n}",
    near: "device D : Device { region all : ram 64K; space sys : 32 = all; }",
  },
  {
    construct: "addresses, and who is seen where two regions lie at one",
    accepted:
      "device D : Device { space sys : 32; region a : ram 4K; region b : ram 1K; map sys { a @ 0; b @ 0 priority 1; } }",
    refused:
      "device D : Device { space sys : 32; region a : ram 4K; region b : ram 1K; map sys { a @ 0;\nb @ 0xfff; //~ check/map-overlap\n} }",
    near: "device D : Device { space sys : 32; region a : ram 4K; region b : ram 1K; map sys { a @ 0; b @ 0x1000; } }",
  },
  {
    construct: "a region of an array, which lies between the elements of another",
    accepted:
      "device D : Device { space sys : 32; region a[i : 4] : ram 16; region b[i : 4] : ram 16; map sys { a[i] @ 32 * i for i in 0..4; b[i] @ 32 * i + 16 for i in 0..4; } }",
    refused:
      "device D : Device { space sys : 32; region a[i : 4] : ram 16; region b[i : 4] : ram 16; map sys { a[i] @ 32 * i for i in 0..4;\nb[i] @ 32 * i + 15 for i in 0..4; //~ check/map-overlap\n} }",
    near: "device D : Device { space sys : 32; region a[i : 4] : ram 16; region b : ram 16; map sys { a[i] @ 32 * i for i in 0..4; b @ 48; } }",
  },
  {
    construct: "a region inside its space, whatever the properties say",
    accepted:
      "device D : Device { prop n : size = 4K in 1..64K; space sys : 16; region r : ram n; map sys { r @ 0; } }",
    refused:
      "device D : Device { prop n : size = 4K in 1..64K; space sys : 16; region r : ram n; map sys {\nr @ 1; //~ check/map-outside\n} }",
    near: "device D : Device { prop n : size = 4K in 1..32K; space sys : 16; region r : ram n; map sys { r @ 32K; } }",
  },
  {
    construct: "a region with a life of its own",
    accepted: "device D : Device { own region window : ram 4K; }",
    refused: "device D : Device {\nown region window : io 4K; //~ check/nothing-behind\n}",
    near: "device D : Device { own region window : container 4K; }",
  },
  {
    construct: "a region of another owner",
    accepted: "device D : Device { embed e : E; region r : ram 4K owner e; } device E : Device {}",
    refused: "device D : Device { irq out e;\nregion r : ram 4K owner e; //~ check/region-owner\n}",
    near: "device D : Device { embed e : E; own f : E; region r : ram 4K owner f; } device E : Device { }",
  },
  {
    construct: "a region that may be reached from its own access",
    accepted: "device D : Device { region r : io 4K = ops r_ops reentrant { endian little; access 4; impl 4; } }",
    refused: "device D : Device {\nregion r : ram 4K reentrant; //~ check/region-attribute\n}",
    near: `device D : Device { region r : io 4K = regs reentrant; ${bank} }`,
  },
  {
    construct: "sizes of accesses: what the guest may use, and what hooks see",
    accepted: "device D : Device { region r : io 4K = ops r_ops { endian little; access 1..8; impl 2..4; } }",
    refused:
      "device D : Device { region r : io 4K = ops r_ops { endian little; impl 4;\naccess 3; //~ check/access-size\n} }",
    near: "device D : Device { region r : io 4K = ops r_ops { endian little; access 4; impl 4; } }",
  },
  {
    construct: "the byte order, which must be said",
    accepted: "device D : Device { region r : io 4K = ops r_ops { endian big; access 4; impl 4; } }",
    refused: "device D : Device { region r : io 4K = ops r_ops { access 4; impl 4; } } //~ check/endian-missing",
    near: `device D : Device { region r : io 4K = regs; ${bank} }`,
  },
  {
    construct: "what happens to unaligned accesses, and where nothing answers",
    accepted:
      "device D : Device { region r : io 4K = regs; bank regs { endian big; unaligned allow; unmapped read 0xff log guest_error; register STATUS @ 0 { field F [0] rw; } } }",
    refused:
      "device D : Device { region r : io 4K = regs; bank regs { endian big; unmapped error;\nunmapped read 0; //~ check/repeated\nregister STATUS @ 0 { field F [0] rw; } } }",
    near: "device D : Device { region r : io 4K = regs; bank regs { endian big; unaligned refuse; unmapped error; register STATUS @ 0 { field F [0] rw; } } }",
  },
];
