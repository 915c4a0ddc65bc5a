import { type Row } from "../row.ts";

const ends = "device S : Device { irq out o[4]; } device T : Device { irq in i[8] on change => set_line; }";

/** Lines, clocks, buses, ports. */
export const wiring: readonly Row[] = [
  {
    construct: "lines with names",
    accepted: "device D : Device { irq out intr[2] { RX, TX } irq in go on change => start; }",
    refused: "device D : Device {\nirq out intr[3] { RX, TX } //~ check/line-names\n}",
    near: "device D : Device { irq out intr[2] { RX, TX, } }",
  },
  {
    construct: "a connection",
    accepted: `${ends} device D : Device { embed s : S; embed t : T; connect s.o[0] -> t.i[7]; }`,
    refused: `${ends} device D : Device { embed s : S; embed t : T;\nconnect t.i[7] -> s.o[0]; //~ check/direction\n}`,
    near: `${ends} device D : Device { embed s : S; embed t : T; connect s.o[3] -> t.i[0]; }`,
  },
  {
    construct: "connections of slices",
    accepted: `${ends} device D : Device { embed s : S; embed t : T; connect s.o[0..3] -> t.i[4..7]; }`,
    refused: `${ends} device D : Device { embed s : S; embed t : T;\nconnect s.o[0..3] -> t.i[4..6]; //~ check/line-count\n}`,
    near: `${ends} device D : Device { embed s : S; embed t : T; connect s.o -> t.i[4..7]; }`,
  },
  {
    construct: "connections in a loop",
    accepted: `${ends} device D : Device { embed s[2] : S; embed t : T; connect s[k].o[0] -> t.i[k + 5] for k in 0..2; }`,
    refused: `${ends} device D : Device { embed s[2] : S; embed t : T;\nconnect s[k].o[0] -> t.i[k + 5] for k in 0..3; //~ check/index-outside\n}`,
    near: `${ends} device D : Device { embed s[2] : S; embed t : T; connect s[1].o[k] -> t.i[k + 5] for k in 0..3; }`,
  },
  {
    construct: "a line that drives one other",
    accepted: `${ends} device D : Device { embed s : S; embed t : T; connect s.o[0] -> t.i[0]; connect s.o[1] -> t.i[1]; }`,
    refused: `${ends} device D : Device { embed s : S; embed t : T; connect s.o[0] -> t.i[0];\nconnect s.o[0] -> t.i[1]; //~ check/wired-twice\n}`,
    near: `${ends} device D : Device { embed s : S; embed t : T; split both[2]; connect s.o[0] -> both.in; connect both.out -> t.i[0..1]; }`,
  },
  {
    construct: "a line that is driven by one other",
    accepted: `${ends} device D : Device { embed s : S; embed t : T; or any[2]; connect s.o[0..1] -> any.in; connect any.out -> t.i[1]; }`,
    refused: `${ends} device D : Device { embed s : S; embed t : T; connect s.o[0] -> t.i[0];\nconnect s.o[1] -> t.i[0]; //~ check/driven-twice\n}`,
    near: `${ends} device D : Device { prop x : bool = true; embed s : S; embed t : T; when x { connect s.o[0] -> t.i[0]; } when !x { connect s.o[1] -> t.i[0]; } }`,
  },
  {
    construct: "a line that must be connected",
    accepted:
      "device T : Device { irq in i required on change => f; } device D : Device { irq in j; embed t : T; connect j -> t.i; }",
    refused:
      "device T : Device { irq in i required on change => f; } device D : Device {\nembed t : T; //~ check/unconnected\n}",
    near: "device T : Device { irq in i required on change => f; } device D : Device { embed t : T; alias irq i = t.i; }",
  },
  {
    construct: "a clock, and who hears of its changes",
    accepted:
      "device E : Device { clock in clk on change => retime; } device D : Device { clock out x = 10MHz; embed e : E; connect x -> e.clk; }",
    refused: "device D : Device {\nclock in x divide 2 on change => retime; //~ check/clock-ratio\n}",
    near: "device D : Device { clock in x on change => retime; clock out y multiply 2; connect x -> y; }",
  },
  {
    construct: "a bus, and a device that sits on it",
    accepted:
      "bus B : Bus {} device K : Device { sits on B; } device D : Device { bus kids : B; embed k : K; plug k on kids; }",
    refused:
      "bus B : Bus {} bus C : Bus {} device K : Device { sits on C; } device D : Device { bus kids : B; embed k : K;\nplug k on kids; //~ check/wrong-bus\n}",
    near: "bus B : Bus {} bus C : B {} device K : Device { sits on B; } device D : Device { bus kids : C; embed k : K; plug k on kids; }",
  },
  {
    construct: "a port by number of a system bus",
    accepted:
      "device D : SysBusDevice { region a : ram 4K; region b : ram 4K; sysbus mmio 0 = b; sysbus mmio 1 = a; irq out o; sysbus irq 0 = o; }",
    refused:
      "device D : SysBusDevice { region a : ram 4K; region b : ram 4K;\nsysbus mmio 1 = b; //~ check/sysbus-number\n}",
    near: "device D : SysBusDevice { region a : ram 4K; region b : ram 4K; sysbus mmio 0 = b; }",
  },
  {
    construct: "messages of a PCI function in its configuration space",
    accepted: "device D : PciDevice { msi vectors 8 address64 maskable @ 0x70; }",
    refused: "device D : PciDevice {\nmsi vectors 12; //~ check/msi-vectors\n}",
    near: "device D : PciDevice { msi vectors 32 maskable; }",
  },
  {
    construct: "a PCI function with BARs and message interrupts",
    accepted:
      "device D : PciDevice { pci { vendor 0x1b36; device 1; class 0x020000; } region r : ram 4K; bar 0 : mem64 = r; region t : container 4K; bar 2 : mem32 = t; msix vectors 2 table bar 2 @ 0 pba bar 2 @ 0x800; }",
    refused:
      "device D : PciDevice { pci { vendor 0x1b36; device 1; class 0x020000; } region r : ram 4K;\nbar 6 : mem32 = r; //~ check/bar-number\n}",
    near: "device D : PciDevice { pci { vendor 0x1b36; device 1; class 0x020000; } region r : ram 4K; bar 5 : mem32 = r; }",
  },
];
