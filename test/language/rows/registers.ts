import { type Row } from "../row.ts";

/** A device whose bank has these registers, one a line. */
function bank(registers: string, more = ""): string {
  return `device D : Device { region mmio : io 4K = regs; bank regs { endian little;\n${registers}\n} ${more} }`;
}

const kinds = ["rw", "ro", "wo", "w1c", "w1s", "w0c", "w0s", "w1t", "rc", "rs", "once", "reserved"];

/** Banks, registers, fields. */
export const registers: readonly Row[] = [
  {
    construct: "a hook for registers of several shapes, which tells it nothing but the device",
    accepted: `device D : SysBusDevice { region r : io 64 = regs; bank regs { endian little;
register A @ 0 { field V [31:0] rw; on read => seen; on change => told; }
register B @ 8 width 64 { field V [63:0] rw; on read => seen_wide; on write => told; }
register C[i : 2] @ 16 + 4 * i { field V [31:0] rw; on read => seen; on write => told; }
register D @ 24 width 64 volatile { on read => seen_wide; on write => told; } } }`,
    refused:
      "device D : SysBusDevice { region r : io 64 = regs; bank regs { endian little;\nregister A @ 0 { field V [31:0] rw; on read => same; on write => same; } } } //~ check/hook-mixed",
    near: "device D : SysBusDevice { region r : io 64 = regs; bank regs { endian little; register A @ 0 { field V [31:0] rw; on read => one; on write => other; } } }",
  },
  {
    construct: "a register",
    accepted: bank("register R @ 0x10 { field F [7:0] rw; }"),
    refused: bank("register R @ 0x1000 { field F [7:0] rw; } //~ check/register-outside"),
    near: bank("register R @ 0xffc { field F [7:0] rw; }"),
  },
  {
    construct: "an array of registers with a stride",
    accepted: bank("register R[i : 4] @ 0x10 stride 8 { field F [7:0] rw; } register S[i : 4] @ 0x14 + 8 * i;"),
    refused: bank("register R[i : 4] @ 0x10 stride 2 { field F [7:0] rw; } //~ check/stride"),
    near: bank("register R[i : 4] @ 0x10 stride 2 width 16 { field F [7:0] rw; }"),
  },
  {
    construct: "registers at different offsets",
    accepted: bank("register A @ 0; register B @ 4;"),
    refused: bank("register A @ 0;\nregister B @ 0; //~ check/register-overlap"),
    near: bank("register A[i : 2] @ 8 * i; register B[i : 2] @ 8 * i + 4;"),
  },
  {
    construct: "two registers at one offset, on purpose",
    accepted: bank("overlay @ 0 { register A read { field F [0] ro; } register B write { on write => go; } }"),
    refused: bank(
      "overlay @ 0 { register A read { field F [0] ro; }\nregister B { field F [0] rw; } } //~ check/register-overlap",
    ),
    near: bank("overlay @ 0 { register A read; register B write { on write => go; } }"),
  },
  {
    construct: "a field",
    accepted: bank("register R @ 0 { field A [0] rw; field B [31:1] ro; }"),
    refused: bank("register R @ 0 { field A [0] rw;\nfield B [1:0] rw; //~ check/field-overlap\n}"),
    near: bank("register R @ 0 { field A [0] rw; field B [1] rw; }"),
  },
  {
    construct: "bits from high to low",
    accepted: bank("register R @ 0 { field A [7:4] rw; }"),
    refused: bank("register R @ 0 {\nfield A [4:7] rw; //~ check/bit-order\n}"),
    near: bank("register R @ 0 { field A [7:7] rw; }"),
  },
  ...kinds.map((kind) => ({
    construct: `a field that is ${kind}`,
    accepted: bank(`register R @ 0 { field A [7:0] ${kind}; }`),
    refused: bank(`register R @ 0 {\nfield A [32:25] ${kind}; //~ check/bit-outside\n}`),
    near: bank(`register R @ 0 width 64 { field A [32:25] ${kind}; }`),
  })),
  {
    construct: "a field that acts on another",
    accepted: bank("register S @ 0 { field A [3:0] ro; } register C @ 4 { field A [3:0] w1c of S.A; }"),
    refused: bank(
      "register S @ 0 { field A [3:0] ro; } register C @ 4 {\nfield A [4:0] w1c of S.A; //~ check/width-mismatch\n}",
    ),
    near: bank("register S @ 0 { field A [3:0] ro; } register C @ 4 { field A [4:1] w1c of S.A; }"),
  },
  {
    construct: "what a reset sets, and which bits",
    accepted: bank(
      "register R @ 0 reset 0x12 mask 0xff { field A [31:0] rw; } register S @ 4 { field A [7:0] rw reset 3; }",
    ),
    refused: bank("register R @ 0 reset 0x1_0000_0000 { field A [31:0] rw; } //~ check/too-wide"),
    near: bank("register R @ 0 reset 0xffff_ffff { field A [31:0] rw; }"),
  },
  {
    construct: "constants",
    accepted: bank("register ID[i : 2] @ 4 * i const [0x11, 0x22]; register V @ 8 const 7;"),
    refused: bank("register ID[i : 2] @ 4 * i const [0x11, 0x22, 0x33]; //~ check/constant-count"),
    near: bank("register ID[i : 2] @ 4 * i const 7;"),
  },
  {
    construct: "what is computed",
    accepted: bank("register A @ 0 { field F [7:0] rw; } register B @ 4 computed { field F [7:0] ro = A.F & 0xf; }"),
    refused: bank(
      "register A @ 0 { field F [7:0] rw; }\nregister B @ 4 { field F [7:0] ro = A.F & 0xf; } //~ check/not-computed",
    ),
    near: bank(
      "register A @ 0 { field F [7:0] rw; } register B @ 4 computed { field F [7:0] ro = A.F; field G [8] ro = A.F == 3 ? 1 : 0; }",
    ),
  },
  {
    construct: "a register that changes by itself",
    accepted: bank("register R @ 0 volatile { on read => now; }"),
    refused: bank("register R @ 0 volatile volatile { on read => now; } //~ parse/repeated-clause"),
    near: bank("register R @ 0 volatile { field F [7:0] ro; on read => now; on write => tell; }"),
  },
  {
    construct: "side effects of reading, writing, changing",
    accepted: bank("register R @ 0 { field A [0] rw { on change => turned; } on read => look; on write => told; }"),
    refused: bank("register R @ 0 { field A [0] rw; on read => told;\non write => told; //~ check/hook-mixed\n}"),
    near: bank(
      "register R @ 0 { field A [0] rw; on write => told; } register S @ 4 { field A [0] rw; on write => told; }",
    ),
  },
  {
    construct: "a bank behind one region",
    accepted: bank("register R @ 0;"),
    refused: "device D : Device {\nbank regs { endian little; register R @ 0; } //~ check/unused-bank\n}",
    near: bank("register R @ 0;", "region other : io 4K = more; bank more { endian big; register R2 @ 0; }"),
  },
];
