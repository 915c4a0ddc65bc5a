import { AssemblyMistake, lowPart } from "./expression.ts";
import { type Written } from "./instructions.ts";

/**
 * What each pseudo instruction stands for: unprivileged specification, table "RISC-V pseudoinstructions". `$0`, `$1`... are its operands;
 * the number after the slash is how many it takes, which tells the short forms of `jal` and `jalr` from the real instructions.
 * `call` and `tail` reach 1 MiB, more than any program of a board this size has.
 */
const REWRITES = new Map<string, readonly string[]>([
  ["nop/0", ["addi zero, zero, 0"]],
  ["mv/2", ["addi $0, $1, 0"]],
  ["not/2", ["xori $0, $1, -1"]],
  ["neg/2", ["sub $0, zero, $1"]],
  ["seqz/2", ["sltiu $0, $1, 1"]],
  ["snez/2", ["sltu $0, zero, $1"]],
  ["sltz/2", ["slt $0, $1, zero"]],
  ["sgtz/2", ["slt $0, zero, $1"]],
  ["beqz/2", ["beq $0, zero, $1"]],
  ["bnez/2", ["bne $0, zero, $1"]],
  ["blez/2", ["bge zero, $0, $1"]],
  ["bgez/2", ["bge $0, zero, $1"]],
  ["bltz/2", ["blt $0, zero, $1"]],
  ["bgtz/2", ["blt zero, $0, $1"]],
  ["bgt/3", ["blt $1, $0, $2"]],
  ["ble/3", ["bge $1, $0, $2"]],
  ["bgtu/3", ["bltu $1, $0, $2"]],
  ["bleu/3", ["bgeu $1, $0, $2"]],
  ["j/1", ["jal zero, $0"]],
  ["jal/1", ["jal ra, $0"]],
  ["call/1", ["jal ra, $0"]],
  ["tail/1", ["jal zero, $0"]],
  ["jr/1", ["jalr zero, 0($0)"]],
  ["jalr/1", ["jalr ra, 0($0)"]],
  ["jalr/3", ["jalr $0, $2($1)"]],
  ["ret/0", ["jalr zero, 0(ra)"]],
  ["la/2", ["auipc $0, %hi(($1) - .)", "addi $0, $0, %lo(($1) - . + 4)"]],
  ["csrr/2", ["csrrs $0, $1, zero"]],
  ["csrw/2", ["csrrw zero, $0, $1"]],
  ["csrs/2", ["csrrs zero, $0, $1"]],
  ["csrc/2", ["csrrc zero, $0, $1"]],
  ["csrwi/2", ["csrrwi zero, $0, $1"]],
  ["csrsi/2", ["csrrsi zero, $0, $1"]],
  ["csrci/2", ["csrrci zero, $0, $1"]],
  ["rdcycle/1", ["csrrs $0, cycle, zero"]],
  ["rdcycleh/1", ["csrrs $0, cycleh, zero"]],
  ["rdinstret/1", ["csrrs $0, instret, zero"]],
  ["rdinstreth/1", ["csrrs $0, instreth, zero"]],
]);
const PSEUDO_NAMES = new Set([...REWRITES.keys(), "li/2"].map((key) => key.split("/")[0]!));

/**
 * The real instructions that a written one stands for: itself, if it is one. `constant` is the value of an operand if it is known
 * already, which lets `li` take one instruction where one is enough; a label is not, so it takes two.
 * Throws `AssemblyMistake` when a pseudo instruction has the wrong number of operands.
 */
export function rewrite(written: Written, constant: (text: string) => number | undefined): readonly Written[] {
  const { mnemonic, operands } = written;
  if (mnemonic === "li" && operands.length === 2) {
    return fill(loadImmediate(constant(operands[1]!)), operands);
  }
  const templates = REWRITES.get(`${mnemonic}/${operands.length}`);
  if (templates) return fill(templates, operands);
  if (PSEUDO_NAMES.has(mnemonic) && !["jal", "jalr"].includes(mnemonic)) {
    throw new AssemblyMistake(`\`${mnemonic}\` does not take ${operands.length} operand(s)`);
  }
  return [written];
}

function loadImmediate(value: number | undefined): readonly string[] {
  const upper = "lui $0, %hi($1)";
  const lower = "addi $0, $0, %lo($1)";
  if (value === undefined) return [upper, lower];
  if (value < -0x80000000 || value > 0xffffffff) throw new AssemblyMistake(`${value} does not fit 32 bits`);
  if (lowPart(value) === (value | 0)) return ["addi $0, zero, %lo($1)"];
  return lowPart(value) === 0 ? [upper] : [upper, lower];
}

function fill(templates: readonly string[], values: readonly string[]): Written[] {
  return templates.map((template) => {
    const [mnemonic = "", ...rest] = template.split(" ");
    const operands = rest.length === 0 ? [] : rest.join(" ").split(", ");
    return { mnemonic, operands: operands.map((text) => text.replace(/\$(\d)/g, (_, at) => values[Number(at)]!)) };
  });
}
