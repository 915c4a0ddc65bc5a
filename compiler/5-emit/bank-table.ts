import { type CheckedBank, type CheckedRegister } from "../3-check/index.ts";
import { capital } from "../3-check/names.ts";
import { type ClassContext, fromRuntime, origin } from "./context.ts";
import { readerName, readsByCode, writerName, writesByCode } from "./dispatch.ts";
import { type Half, halfOffset, halvesOf, wordOf } from "./halves.ts";
import { hex, text } from "./literal.ts";

/** The name of the constant that describes a bank of a type. */
export function bankName(bank: CheckedBank, typeName: string): string {
  return `${typeName[0]!.toLowerCase()}${typeName.slice(1)}${capital(bank.name)}`;
}

/** The bank as the runtime takes it: one row an offset, as data. */
export function writeBankTable(bank: CheckedBank, context: ClassContext): void {
  const { writer, type } = context;
  const { name } = type.entity;
  const create = `/* @__PURE__ */ new ${fromRuntime(context, "RegisterBank")}<${name}>`;
  writer.line();
  writer.doc(bank.node.doc);
  origin(context, bank.node);
  writer.made(`const ${bankName(bank, name)} =`, create, () => {
    writer.line(`name: ${text(bank.node.name.text)},`);
    writer.line(`size: ${hex(bank.size)},`);
    writer.line(`first: ${bank.word},`);
    if (bank.unit !== 4) writer.line(`width: ${8 * bank.unit},`);
    writer.line(`endianness: ${text(bank.endian)},`);
    const { min, max } = bank.access;
    const unaligned = bank.unaligned ? ", unaligned: true" : "";
    writer.line(`access: { min: ${min}, max: ${max}${unaligned} },`);
    if (bank.unmapped) writer.line(`unmapped: ${unmappedOf(bank)},`);
    writeRows(bank, context);
    if (bank.registers.some(readsByCode)) writer.line(`read: ${readerName(bank, name)},`);
    if (bank.registers.some((register) => writesByCode(register, bank)))
      writer.line(`write: ${writerName(bank, name)},`);
  });
}

function unmappedOf({ unmapped }: CheckedBank): string {
  if (!unmapped || unmapped.error) return "{ fail: true }";
  const read = unmapped.read?.kind === "number" ? `read: ${hex(Number(unmapped.read.value))}` : "read: 0";
  return unmapped.log ? `{ ${read}, log: true }` : `{ ${read} }`;
}

function writeRows(bank: CheckedBank, context: ClassContext): void {
  const { writer } = context;
  const rows = new Map<number, CheckedRegister[]>();
  for (const register of bank.registers) rows.set(register.word, [...(rows.get(register.word) ?? []), register]);
  if (rows.size === 0) {
    writer.line("registers: [],");
    return;
  }
  const cells = [...rows.values()].flatMap((registers) =>
    halvesOf(registers[0]!).map((half) => ({ cells: cellsOf(registers, half, { bank, context }), registers, half })),
  );
  if (cells.length === 1) {
    writer.line(`registers: [[${cells[0]!.cells.join(", ")}]],`);
    return;
  }
  writer.block(
    "registers: [",
    () => {
      for (const { cells: row, registers, half } of cells) {
        const part = registers[0]!.bytes === 8 ? [", low", ", high"][half] : "";
        writer.comment(`// ${registers.map((register) => register.node.name.text).join(" and ")}${part}`);
        writer.line(`[${row.join(", ")}],`);
      }
    },
    "],",
  );
}

interface RowSite {
  readonly bank: CheckedBank;
  readonly context: ClassContext;
}

function cellsOf(registers: readonly CheckedRegister[], half: Half, { bank, context }: RowSite): string[] {
  const shown = registers.find((register) => register.direction !== "write") ?? registers[0]!;
  const { count, stride, bytes, constants, reset, resetMask } = shown;
  const reads = registers.some(readsByCode);
  const writes = registers.some((register) => writesByCode(register, bank));
  const hooks = reads && writes ? "bothHooks" : reads ? "readHook" : "writeHook";
  const writable = registers.some((register) => register.direction !== "read") ? wordOf(shown.masks.rw, half) : 0;
  const value = constants
    ? constants.length > 1
      ? `[${constants.map((one) => hex(wordOf(one, half))).join(", ")}]`
      : hex(wordOf(constants[0]!, half))
    : hex(wordOf(reset, half));
  const mask = resetMask === null ? [] : [hex(wordOf(resetMask, half))];
  const wordBytes = bytes === 8 ? 4 : bytes;
  const width = wordBytes === bank.unit && mask.length === 0 ? [] : [String(wordBytes)];
  const array = count === null && width.length === 0 ? [] : [String(count ?? 1), String(stride)];
  const offset = hex(halfOffset(shown, half, bank));
  return [
    offset,
    reads || writes ? fromRuntime(context, hooks) : "0",
    hex(writable),
    value,
    ...array,
    ...width,
    ...mask,
  ];
}
