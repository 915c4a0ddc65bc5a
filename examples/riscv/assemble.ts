/**
 * The assembler as a command: `tsx examples/riscv/assemble.ts guest.s guest.bin [origin]`. Exit code 1: mistakes in the program; 2: usage.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { assemble } from "./assembler.ts";

function main(args: readonly string[]): number {
  const [from, to, at = "0", ...surplus] = args;
  const origin = Number(at);
  const wrong = !Number.isInteger(origin) || origin < 0 || origin >= 2 ** 32 || origin % 4 !== 0;
  if (from === undefined || to === undefined || surplus.length > 0 || wrong) {
    console.error("usage: tsx examples/riscv/assemble.ts guest.s guest.bin [origin, a multiple of 4]");
    return 2;
  }
  try {
    const { bytes, errors } = assemble(readFileSync(from, "utf8"), { file: from, origin });
    for (const { file, line, message } of errors) console.error(`${file}:${line}: error: ${message}`);
    if (errors.length > 0) return 1;
    writeFileSync(to, bytes);
    console.log(`${to}: ${bytes.length} bytes`);
    return 0;
  } catch (failure) {
    // Only the disk fails here: mistakes in the program are values.
    if (!(failure instanceof Error && "code" in failure)) throw failure;
    console.error(`error: ${failure.message}`);
    return 1;
  }
}

process.exitCode = main(process.argv.slice(2));
