import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assemble } from "../../examples/riscv/assembler.ts";
import { a, finish, image } from "./riscv-board.ts";

/** The image as words, in hexadecimal. */
function words(source: string): string[] {
  const bytes = image(source);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 4 }, (_, at) =>
    view
      .getUint32(4 * at, true)
      .toString(16)
      .padStart(8, "0"),
  );
}

/** The mistakes of a program as they are printed. */
function mistakes(source: string): string[] {
  return assemble(source, { file: "guest.s" }).errors.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

describe("instructions", () => {
  const known = readFileSync(new URL("riscv-encodings.txt", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => /^((?:[\da-f]{8} ?)+) *(.+)$/.exec(line)!)
    .map(([, codes, text]) => [text!, codes!.trim().split(" ")] as const);

  test.each(known)("%s", (text, codes) => {
    expect(words(text)).toEqual(codes);
  });

  test("registers have their numbers, their ABI names, and fp for s0", () => {
    expect(words("add x10, x8, x31")).toEqual(words("add a0, fp, t6"));
  });

  test("li loads any 32-bit value, written signed or unsigned", () => {
    fc.assert(
      fc.property(fc.integer({ min: -0x80000000, max: 0xffffffff }), (value) => {
        expect(a(finish(`li a0, ${value}`), 0)).toBe(value >>> 0);
      }),
    );
  });

  test("li of a label takes both instructions, wherever the label lies", () => {
    expect(words("li a0, end\nend:")).toEqual(words("lui a0, 0\naddi a0, a0, 8"));
  });

  test("la is relative to the program counter, forwards and backwards", () => {
    const cpu = finish(
      "j start\ntext: .word 42\nstart: la a0, text\nla a1, far\nlw a2, (a0)\nj end\n.org 0x2804\nfar: nop\nend:",
    );
    expect([a(cpu, 0), a(cpu, 1), a(cpu, 2)]).toEqual([4, 0x2804, 42]);
  });

  test("%hi and %lo of any address come back to it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (address) => {
        const cpu = finish(`.equ place, ${address}\nlui a0, %hi(place)\naddi a0, a0, %lo(place)`);
        expect(a(cpu, 0)).toBe(address);
      }),
    );
  });

  test("%lo may be the offset of a load", () => {
    expect(words(".equ place, 0x40000804\nlw a0, %lo(place)(a1)")).toEqual(words("lw a0, -0x7fc(a1)"));
  });
});

describe("directives and expressions", () => {
  const bytes = (source: string): number[] => [...image(source)];

  test("data is laid out little-endian, in order", () => {
    expect(bytes('.word 0x01020304, -1\n.half 0x1234\n.byte 1, -1, 255\n.ascii "A,#"')).toEqual([
      4, 3, 2, 1, 255, 255, 255, 255, 0x34, 0x12, 1, 255, 255, 65, 44, 35,
    ]);
  });

  test("strings end with a zero byte if they are asciz, know escapes, and are UTF-8", () => {
    expect(bytes('.asciz "a\\n\\t\\\\\\"\\0é"')).toEqual([97, 10, 9, 92, 34, 0, 0xc3, 0xa9, 0]);
  });

  test("org, align and space skip to where they say", () => {
    expect(bytes(".byte 1\n.align 2\n.byte 2\n.space 2\n.byte 3\n.org 10\n.byte 4")).toEqual([
      1, 0, 0, 0, 2, 0, 0, 3, 0, 0, 4,
    ]);
  });

  test("data comes behind the text on a word boundary, however the source mixes them", () => {
    const { symbols } = assemble(".data\nd: .byte 1\n.text\nt: nop\n.byte 7\n.data\ne: .byte 2", { file: "x" });
    expect(Object.fromEntries(symbols)).toEqual({ t: 0, d: 8, e: 9 });
    expect(bytes(".data\n.byte 1\n.text\n.byte 7\n.data\n.byte 2")).toEqual([7, 0, 0, 0, 1, 2]);
  });

  test("labels count from the origin", () => {
    const { symbols, bytes: made } = assemble("nop\nhere: .word here", { file: "x", origin: 0x80000000 });
    expect(symbols.get("here")).toBe(0x80000004);
    expect([...made.slice(4)]).toEqual([4, 0, 0, 0x80]);
  });

  test.each([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["10 - 4 - 3", 3],
    ["1 << 4 | 1 << 6 & 0xff", 0x50],
    ["-(2) + ~0", -3],
    ["0b1010 + 1_000", 1010],
    ["'A' + '\\n' + '#'", 65 + 10 + 35],
    ["end - start", 8],
    [". - start", 4],
  ])("%s is %d", (text, value) => {
    const view = new DataView(image(`start: nop\n.word ${text}\nend:`).buffer);
    expect(view.getInt32(4, true)).toBe(value);
  });

  test("comments end a line, but not inside strings and characters", () => {
    expect(bytes("nop # this\n// that\n.ascii \"#//\" # and this\n.byte '#'//x")).toEqual([
      19, 0, 0, 0, 35, 47, 47, 35,
    ]);
  });

  test("names of the language's own objects are names like any other", () => {
    expect(words("constructor: nop\n__proto__: j constructor\nj toString\ntoString:")).toEqual(
      words("nop\nj . - 4\nj . + 4"),
    );
  });
});

describe("mistakes", () => {
  test.each([
    ["frob a0", "unknown instruction `frob`"],
    [".frob 1", "unknown directive `.frob`"],
    ["constructor a0", "unknown instruction `constructor`"],
    ["add a0, a1", "`add` takes `rd, rs1, rs2`, found 2 operand(s)"],
    ["wfi a0", "`wfi` takes no operands, found 1 operand(s)"],
    ["mv a0", "`mv` does not take 1 operand(s)"],
    ["add a0, a1, a9", "`a9` is not a register"],
    ["addi a0, a0, 2048", "`2048` is 2048, which is not in -2048..2047"],
    ["lw a0, 4096(a1)", "`4096` is 4096, which is not in -2048..2047"],
    ["lw a0, place", "`place` is not of the form `offset(register)`"],
    ["slli a0, a0, 32", "`32` is 32, which is not in 0..31"],
    ["lui a0, 0x100000", "`0x100000` is 1048576, which is not in 0..1048575"],
    ["li a0, 0x100000000", "4294967296 does not fit 32 bits"],
    ["j nowhere", "`nowhere` is not defined"],
    ["beqz a0, . + 4096", "`. + 4096` is out of reach (4096 bytes away)"],
    ["j . + 3", "`. + 3` is at an odd distance (3 bytes)"],
    [".byte 256", "`256` is 256, which does not fit 8 bits"],
    [".word", "a value is missing"],
    [".word 1 +", "`1 +` ends where a value is expected"],
    [".word (1", "`(1` lacks a closing parenthesis"],
    [".word 1 2", "unexpected `2` in `1 2`"],
    [".word *", "unexpected `*` in `*`"],
    [".word 1 / 2", "cannot read `/ 2` as part of an expression"],
    [".word %hi 1", "`%hi` needs its operand in parentheses"],
    [".ascii text", "`text` is not a string in double quotes"],
    ['.ascii "\\q"', "unknown escape `\\q`"],
    [".equ 1, 2", "`1` is not a name"],
    [".equ name", "`.equ` takes 2 operand(s), found 1"],
    [".align 13", "`.align` takes a power of two in 0..12, found 13"],
    [".space -1", "cannot skip -1 bytes"],
    [".space 0x8000_0000", "the program is larger than 16 MiB"],
    [".:", "`.` is the current address and cannot be defined"],
  ])("%s", (line, message) => {
    expect(mistakes(`nop\n${line}`)).toEqual([`guest.s:2: ${message}`]);
  });

  test("a name is defined once, as a label or as a constant", () => {
    expect(mistakes("one:\n.equ one, 1\n.equ two, 2\ntwo:")).toEqual([
      "guest.s:2: `one` is defined twice",
      "guest.s:4: `two` is defined twice",
    ]);
  });

  test("what the layout depends on must be known above it", () => {
    expect(mistakes("label:\n.org label\n.space later\n.equ later, 4")).toEqual([
      "guest.s:2: `label` is a label; only constants may be used here",
      "guest.s:3: `later` is not defined",
    ]);
  });

  test("org goes forward only, and instructions and numbers are aligned", () => {
    expect(mistakes("nop\n.org 2\n.byte 1\nnop\n.half 1")).toEqual([
      "guest.s:2: `.org 2` goes back: the section has 4 bytes already",
      "guest.s:4: an instruction must be at a multiple of 4; put `.align 2` before it",
      "guest.s:5: a value of 2 bytes must be at a multiple of 2; put `.align` before it",
    ]);
  });

  test("all are reported, in order, each once, and no image is made", () => {
    const { errors, bytes } = assemble("j nowhere\nfrob\naddi a0, a0, x\nli a0, (", { file: "guest.s" });
    expect(errors.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
    expect(bytes.length).toBe(0);
  });

  test("no text makes the assembler throw", () => {
    const piece = fc.constantFrom(
      "add",
      "a0",
      ",",
      "(",
      ")",
      "%hi",
      ".word",
      ".equ",
      "x",
      ":",
      '"',
      "'",
      "1",
      "+",
      " ",
      "\n",
      "li",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(text, (source) => {
        expect(assemble(source, { file: "x" }).errors.length).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the command", () => {
  const command = fileURLToPath(new URL("../../examples/riscv/assemble.ts", import.meta.url));
  const tsx = fileURLToPath(new URL("../../node_modules/.bin/tsx", import.meta.url));
  let folder = "";
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "riscv-"))));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("writes the image", () => {
    writeFileSync(join(folder, "good.s"), "nop\n");
    const said = execFileSync(tsx, [command, "good.s", "good.bin"], { cwd: folder, encoding: "utf8" });
    expect(said).toBe("good.bin: 4 bytes\n");
    expect([...readFileSync(join(folder, "good.bin"))]).toEqual([0x13, 0, 0, 0]);
  });

  test("prints mistakes with file and line, exits 1 and writes nothing", () => {
    writeFileSync(join(folder, "bad.s"), "nop\nfrob\n");
    const { status, stderr } = spawnSync(tsx, [command, "bad.s", "bad.bin"], { cwd: folder, encoding: "utf8" });
    expect([status, stderr]).toEqual([1, "bad.s:2: error: unknown instruction `frob`\n"]);
    expect(existsSync(join(folder, "bad.bin"))).toBe(false);
  });

  test("a missing file is one line and exit code 1, a missing operand is usage and 2", () => {
    const missing = spawnSync(tsx, [command, "none.s", "none.bin"], { cwd: folder, encoding: "utf8" });
    expect([missing.status, missing.stderr.trim().split("\n").length]).toEqual([1, 1]);
    expect(missing.stderr).toContain("none.s");
    expect(spawnSync(tsx, [command, "none.s"], { cwd: folder }).status).toBe(2);
  });
});
