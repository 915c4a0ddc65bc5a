/**
 * The same declarations in four languages. A device of ours is a message, a model, a type of the others; its state, its bank
 * and each register are nested ones with a member of that type; a field is a member of a nested one; properties, lines, links,
 * regions and the settings of a bank are members. Doc comments stand where ours do. What a language cannot say (bits, access
 * kinds, offsets) is left out, which is to its advantage.
 */

/** The texts of a project, by file. */
export type Texts = ReadonlyMap<string, string>;

/** How many files, and how many devices in each. */
export interface Size {
  readonly files: number;
  readonly devices: number;
}

/** What a language makes of one file: its name, and the text of the file with so many devices. */
interface Language {
  readonly name: (file: number) => string;
  readonly head: (file: number) => string;
  readonly device: (file: number, device: number) => string;
}

function textsOf({ name, head, device }: Language, { files, devices }: Size): Texts {
  return new Map(
    Array.from({ length: files }, (_, file): [string, string] => [
      name(file),
      head(file) + Array.from({ length: devices }, (_, at) => device(file, at)).join("\n"),
    ]),
  );
}

/** Definitions of ours. */
export function definitions(size: Size): Texts {
  return textsOf(qdl, size);
}

/** What protoc-gen-es makes TypeScript of. */
export function messages(size: Size): Texts {
  return textsOf(proto, size);
}

/** What TypeSpec makes JSON Schema of; `main.tsp` imports all. */
export function models(size: Size): Texts {
  const texts = textsOf(typespec, size);
  return new Map([...texts, ["main.tsp", [...texts.keys()].map((name) => `import "./${name}";\n`).join("")]]);
}

/** What kaitai-struct-compiler makes JavaScript of. */
export function structs(size: Size): Texts {
  return textsOf(kaitai, size);
}

/** How many lines texts have. */
export function linesOf(texts: Texts): number {
  return [...texts.values()].reduce((sum, text) => sum + text.split("\n").length - 1, 0);
}

const qdl: Language = {
  name: (file) => `f${file}.qdl`,
  head: (file) => `qdl 1;
package bench.f${file};

import { Chardev, SysBusDevice } from "qdl:core";
${file > 0 ? 'import { Dev0x0 } from "./f0.qdl";\n' : ""}
device Board${file} : SysBusDevice {
  embed a : Dev0x0;
  embed b : Dev${file}x0;
}

`,
  device: (file, device) => `/// Serial port ${device} of group ${file}.
device Dev${file}x${device} : SysBusDevice {
  /// Where the line leads to.
  link chardev : Chardev optional;
  /// How many characters wait.
  prop depth : u32 = 16 in 1..256;
  irq out intr;
  state {
    level : u32;
    fifo : u16[16];
  }
  region mmio : io 4K = regs;
  bank regs {
    width 32;
    endian little;
    access 1..4;
    impl 4;
    unmapped read 0 log guest_error;
    /// Data.
    register DATA @ 0x000 {
      field VALUE [7:0] rw;
      field VALID [31] ro;
    }
    /// Control.
    register CTRL @ 0x004 reset 0x1 {
      field ENABLE [0] rw;
      field MODE [3:1] rw;
      field DIV [31:16] rw;
    }
    register STATUS @ 0x008 {
      field BUSY [0] ro;
      field DONE [1] w1c;
      field ERR [7:4] ro;
    }
    register MASK @ 0x00c {
      field M [10:0] rw;
    }
  }
}
`,
};

const proto: Language = {
  name: (file) => `f${file}.proto`,
  head: (file) => `syntax = "proto3";
package bench.f${file};

${file > 0 ? 'import "f0.proto";\n' : "message Chardev { string id = 1; }\n"}
message Board${file} {
  bench.f0.Dev0x0 a = 1;
  Dev${file}x0 b = 2;
}

`,
  device: (file, device) => `// Serial port ${device} of group ${file}.
message Dev${file}x${device} {
  // Where the line leads to.
  bench.f0.Chardev chardev = 1;
  // How many characters wait.
  uint32 depth = 2;
  bool intr = 3;
  message State {
    uint32 level = 1;
    repeated uint32 fifo = 2;
  }
  State state = 4;
  bytes mmio = 5;
  message Regs {
    uint32 width = 1;
    uint32 endian = 2;
    uint32 access = 3;
    uint32 impl = 4;
    uint32 unmapped = 5;
    // Data.
    message DATA {
      uint32 VALUE = 1;
      bool VALID = 2;
    }
    DATA data = 6;
    // Control.
    message CTRL {
      bool ENABLE = 1;
      uint32 MODE = 2;
      uint32 DIV = 3;
    }
    CTRL ctrl = 7;
    message STATUS {
      bool BUSY = 1;
      bool DONE = 2;
      uint32 ERR = 3;
    }
    STATUS status = 8;
    message MASK {
      uint32 M = 1;
    }
    MASK mask = 9;
  }
  Regs regs = 6;
}
`,
};

const typespec: Language = {
  name: (file) => `f${file}.tsp`,
  head: (file) => `import "@typespec/json-schema";
${file > 0 ? 'import "./f0.tsp";\n' : ""}using JsonSchema;

@jsonSchema
namespace Bench.F${file};

${file > 0 ? "" : "model Chardev { id: string; }\n"}
model Board${file} {
  a: Bench.F0.Dev0x0;
  b: Dev${file}x0;
}

`,
  device: (file, device) => `/** Serial port ${device} of group ${file}. */
model Dev${file}x${device} {
  /** Where the line leads to. */
  chardev?: Bench.F0.Chardev;
  /** How many characters wait. */
  @minValue(1) @maxValue(256) depth: uint32 = 16;
  intr: boolean;
  state: {
    level: uint32;
    fifo: uint16[];
  };
  mmio: bytes;
  regs: {
    width: uint32;
    endian: "little";
    access: uint8;
    impl: uint8;
    unmapped: uint32;
    /** Data. */
    DATA: {
      VALUE: uint8;
      VALID: boolean;
    };
    /** Control. */
    CTRL: {
      ENABLE: boolean;
      MODE: uint8;
      DIV: uint16;
    };
    STATUS: {
      BUSY: boolean;
      DONE: boolean;
      ERR: uint8;
    };
    MASK: {
      M: uint16;
    };
  };
}
`,
};

const kaitai: Language = {
  name: (file) => `f${file}.ksy`,
  head: (file) => `meta:
  id: f${file}
  endian: le
${file > 0 ? "  imports: [f0]\n" : ""}types:
${file > 0 ? "" : "  chardev:\n    seq:\n      - { id: name, type: u4 }\n"}  board${file}:
    seq:
      - { id: a, type: "f0::dev0x0" }
      - { id: b, type: dev${file}x0 }
`,
  device: (file, device) => `  dev${file}x${device}:
    doc: Serial port ${device} of group ${file}.
    seq:
      - { id: chardev, type: "${file > 0 ? "f0::" : ""}chardev", doc: Where the line leads to. }
      - { id: depth, type: u4, doc: How many characters wait. }
      - { id: intr, type: u1 }
      - { id: state, type: state }
      - { id: mmio, size: 4 }
      - { id: regs, type: regs }
    types:
      state:
        seq:
          - { id: level, type: u4 }
          - { id: fifo, type: u2, repeat: expr, repeat-expr: 16 }
      regs:
        seq:
          - { id: width, type: u4 }
          - { id: endian, type: u1 }
          - { id: access, type: u1 }
          - { id: impl, type: u1 }
          - { id: unmapped, type: u4 }
          - { id: data, type: data, doc: Data. }
          - { id: ctrl, type: ctrl, doc: Control. }
          - { id: status, type: status }
          - { id: mask, type: mask }
        types:
          data:
            seq:
              - { id: value, type: b8 }
              - { id: valid, type: b1 }
          ctrl:
            seq:
              - { id: enable, type: b1 }
              - { id: mode, type: b3 }
              - { id: div, type: b16 }
          status:
            seq:
              - { id: busy, type: b1 }
              - { id: done, type: b1 }
              - { id: err, type: b4 }
          mask:
            seq:
              - { id: m, type: b11 }
`,
};

/** One device with 1,000 registers of 4 fields, 20 lines each: the shape on which Intel's DML compiler takes 22 s. */
export function manyRegisters(): Texts {
  const fields = ["A", "B", "C", "D"].map(
    (name, at) => (register: number) => `      /// Part ${name} of register ${register},
      /// as the data sheet has it.
      field ${name} [${at * 8 + 7}:${at * 8}]
        ${at === 3 ? "ro" : "rw"};
`,
  );
  const register = (at: number) => `    /// Register ${at}.
    register R${at} @ 0x${(at * 4).toString(16)} {
${fields.map((field) => field(at)).join("")}    }

`;
  const registers = Array.from({ length: 1000 }, (_, at) => register(at)).join("");
  const text = `qdl 1;
package bench.registers;

import { SysBusDevice } from "qdl:core";

device Many : SysBusDevice {
  region mmio : io 4K = regs;
  bank regs {
    width 32;
    endian little;
    access 1..4;
    impl 4;
    unmapped read 0 log guest_error;
${registers}  }
}
`;
  return new Map([["many.qdl", text]]);
}
