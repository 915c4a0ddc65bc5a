import { CSR } from "./csr.ts";
import { AssemblyMistake, evaluate, type Lookup } from "./expression.ts";

/** One instruction as written: its mnemonic in lower case, and its operands, trimmed. */
export interface Written {
  readonly mnemonic: string;
  readonly operands: readonly string[];
}

type Encode = (operands: readonly string[], lookup: Lookup) => number;

interface Encoding {
  /** How the operands are written, for the message that says so. */
  readonly shape: string;
  readonly encode: Encode;
}

const ABI_NAMES =
  "zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6".split(" ");
const REGISTERS = new Map([
  ...ABI_NAMES.map((name, number) => [name, number] as const),
  ...ABI_NAMES.map((_, number) => [`x${number}`, number] as const),
  ["fp", 8] as const,
]);
const CSR_NUMBERS = new Map<string, number>(Object.entries(CSR));

/** Everything that can be encoded; pseudo instructions are rewritten into these first. */
const ENCODINGS = new Map<string, Encoding>([
  ...Object.entries({ lui: 0x37, auipc: 0x17 }).map(([name, opcode]) => [name, upper(opcode)] as const),
  ...numbered(0x33, ["add", "sll", "slt", "sltu", "xor", "srl", "or", "and"], registers(0)),
  ...numbered(0x33, ["sub", "", "", "", "", "sra"], registers(0x20)),
  ...numbered(0x33, ["mul", "mulh", "mulhsu", "mulhu", "div", "divu", "rem", "remu"], registers(1)),
  ...numbered(0x13, ["addi", "", "slti", "sltiu", "xori", "", "ori", "andi"], immediate),
  ...numbered(0x13, ["", "slli", "", "", "", "srli"], shift(0)),
  ...numbered(0x13, ["", "", "", "", "", "srai"], shift(0x20)),
  ...numbered(0x03, ["lb", "lh", "lw", "", "lbu", "lhu"], load),
  ...numbered(0x67, ["jalr"], load),
  ...numbered(0x23, ["sb", "sh", "sw"], store),
  ...numbered(0x63, ["beq", "bne", "", "", "blt", "bge", "bltu", "bgeu"], branch),
  ...numbered(0x73, ["", "csrrw", "csrrs", "csrrc"], csrAccess(register)),
  ...numbered(0x73, ["", "", "", "", "", "csrrwi", "csrrsi", "csrrci"], csrAccess(unsigned5)),
  ["jal", { shape: "rd, target", encode: ([rd, target], lookup) => 0x6f | place(rd, 7) | offsetJ(target!, lookup) }],
  ...Object.entries({
    ecall: 0x73,
    ebreak: 0x00100073,
    mret: 0x30200073,
    wfi: 0x10500073,
    fence: 0x0ff0000f,
    "fence.i": 0x0000100f,
  }).map(([name, word]) => [name, { shape: "", encode: () => word }] as const),
]);

/**
 * The word of a real instruction. `lookup` knows the program's names, and `.` as the address of this instruction.
 * Throws `AssemblyMistake` for an unknown mnemonic, a wrong operand or a value that does not fit.
 */
export function encode({ mnemonic, operands }: Written, lookup: Lookup): number {
  const encoding = ENCODINGS.get(mnemonic);
  if (!encoding) throw new AssemblyMistake(`unknown instruction \`${mnemonic}\``);
  const expected = encoding.shape === "" ? 0 : encoding.shape.split(", ").length;
  if (operands.length !== expected) {
    const takes = expected === 0 ? "takes no operands" : `takes \`${encoding.shape}\``;
    throw new AssemblyMistake(`\`${mnemonic}\` ${takes}, found ${operands.length} operand(s)`);
  }
  return encoding.encode(operands, lookup) | 0;
}

/** Names each mnemonic of a list after its place, which is its funct3; empty ones are not taken. */
function numbered(opcode: number, names: readonly string[], make: (base: number) => Encoding): [string, Encoding][] {
  return names.flatMap((name, funct3) => (name === "" ? [] : [[name, make(opcode | (funct3 << 12))]]));
}

function upper(opcode: number): Encoding {
  return {
    shape: "rd, imm20",
    encode: ([rd, value], lookup) => opcode | place(rd, 7) | (within(value!, lookup, [0, 0xfffff]) << 12),
  };
}

function registers(funct7: number): (base: number) => Encoding {
  return (base) => ({
    shape: "rd, rs1, rs2",
    encode: ([rd, rs1, rs2]) => base | (funct7 << 25) | place(rd, 7) | place(rs1, 15) | place(rs2, 20),
  });
}

function immediate(base: number): Encoding {
  return {
    shape: "rd, rs1, imm12",
    encode: ([rd, rs1, value], lookup) => base | place(rd, 7) | place(rs1, 15) | (signed12(value!, lookup) << 20),
  };
}

function shift(funct7: number): (base: number) => Encoding {
  return (base) => ({
    shape: "rd, rs1, amount",
    encode: ([rd, rs1, amount], lookup) =>
      base | (funct7 << 25) | place(rd, 7) | place(rs1, 15) | (unsigned5(amount!, lookup) << 20),
  });
}

function load(base: number): Encoding {
  return {
    shape: "rd, imm12(rs1)",
    encode: ([rd, from], lookup) => {
      const { offset, at } = indirect(from!, lookup);
      return base | place(rd, 7) | (at << 15) | (offset << 20);
    },
  };
}

function store(base: number): Encoding {
  return {
    shape: "rs2, imm12(rs1)",
    encode: ([source, to], lookup) => {
      const { offset, at } = indirect(to!, lookup);
      return base | place(source, 20) | (at << 15) | ((offset & 31) << 7) | ((offset >> 5) << 25);
    },
  };
}

function branch(base: number): Encoding {
  return {
    shape: "rs1, rs2, target",
    encode: ([rs1, rs2, target], lookup) => base | place(rs1, 15) | place(rs2, 20) | offsetB(target!, lookup),
  };
}

function csrAccess(operand: (text: string, lookup: Lookup) => number): (base: number) => Encoding {
  return (base) => ({
    shape: "rd, csr, source",
    encode: ([rd, csr, source], lookup) => {
      const number = CSR_NUMBERS.get(csr!) ?? within(csr!, lookup, [0, 0xfff]);
      return base | place(rd, 7) | (operand(source!, lookup) << 15) | (number << 20);
    },
  });
}

function register(name: string): number {
  const number = REGISTERS.get(name);
  if (number === undefined) throw new AssemblyMistake(`\`${name}\` is not a register`);
  return number;
}

function place(name: string | undefined, bit: number): number {
  return register(name!) << bit;
}

function within(text: string, lookup: Lookup, [low, high]: readonly [number, number]): number {
  const value = evaluate(text, lookup);
  if (value < low || value > high) {
    throw new AssemblyMistake(`\`${text}\` is ${value}, which is not in ${low}..${high}`);
  }
  return value;
}

function signed12(text: string, lookup: Lookup): number {
  return within(text, lookup, [-2048, 2047]);
}

function unsigned5(text: string, lookup: Lookup): number {
  return within(text, lookup, [0, 31]);
}

/** `offset(register)`; the offset may be left out, and may itself have parentheses, as in `%lo(x)(a0)`. */
function indirect(text: string, lookup: Lookup): { offset: number; at: number } {
  const match = /^(.*)\(\s*(\w+)\s*\)$/.exec(text);
  if (!match) throw new AssemblyMistake(`\`${text}\` is not of the form \`offset(register)\``);
  const offset = match[1]!.trim();
  return { offset: offset === "" ? 0 : signed12(offset, lookup), at: register(match[2]!) };
}

/** The way from this instruction to its target; `reach` is what the format can hold. */
function distance(target: string, lookup: Lookup, reach: number): number {
  const way = evaluate(target, lookup) - lookup(".")!;
  if (way % 2 !== 0) throw new AssemblyMistake(`\`${target}\` is at an odd distance (${way} bytes)`);
  if (way < -reach || way >= reach) throw new AssemblyMistake(`\`${target}\` is out of reach (${way} bytes away)`);
  return way;
}

function offsetB(target: string, lookup: Lookup): number {
  const way = distance(target, lookup, 0x1000);
  return ((way & 0x1000) << 19) | ((way & 0x7e0) << 20) | ((way & 0x1e) << 7) | ((way & 0x800) >> 4);
}

function offsetJ(target: string, lookup: Lookup): number {
  const way = distance(target, lookup, 0x100000);
  return ((way & 0x100000) << 11) | ((way & 0x7fe) << 20) | ((way & 0x800) << 9) | (way & 0xff000);
}
