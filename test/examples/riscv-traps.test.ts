import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CAUSE, CSR } from "../../examples/riscv/csr.ts";
import { a, boot, finish, trapOf } from "./riscv-board.ts";

const HANDLER = 0x200;

/** Runs `source`, whose trap handler at 0x200 halts, and tells what trapped and how far it came (a0). */
function trapIn(source: string) {
  const { cpu } = boot(`li t0, ${HANDLER}\ncsrw mtvec, t0\nli a0, 99\n${source}\nebreak\n.org ${HANDLER}\nebreak`);
  expect(cpu.run(100)).toBe("halt");
  expect(cpu.pc).toBe(HANDLER);
  return { cpu, ...trapOf(cpu) };
}

/** Where the first line of `trapIn`'s source lies. */
const START = 12;

describe("exceptions", () => {
  test("ecall traps with the machine's cause, at the call", () => {
    const { cause, epc, value } = trapIn("ecall");
    expect([cause, epc, value]).toEqual([CAUSE.machineCall, START, 0]);
  });

  test.each([
    ["a zero word", 0],
    ["all ones", 0xffffffff],
    ["a load of a size there is not", 0x00003503],
    ["a store of a size there is not", 0x00003023],
    ["a branch condition there is not", 0x00002063],
    ["a shift with a wrong upper half", 0x40051513],
    ["an operation with a wrong upper half", 0x04b50533],
    ["sub's upper half on an operation that has none", 0x40b56533],
    ["jalr with a function code", 0x00001067],
    ["a fence there is not", 0x0000200f],
    ["a system instruction of supervisor mode", 0x10200073],
    ["a CSR function there is not", 0x34004073],
  ])("%s is an illegal instruction, reported with its bits", (_, instruction) => {
    const { cause, epc, value, cpu } = trapIn(`.word ${instruction}`);
    expect([cause, epc, value]).toEqual([CAUSE.illegalInstruction, START, instruction]);
    expect(a(cpu, 0)).toBe(99);
  });

  test.each([
    ["lh a0, 1(zero)", CAUSE.loadMisaligned, 1],
    ["lw a0, 2(zero)", CAUSE.loadMisaligned, 2],
    ["lw a0, -1(zero)", CAUSE.loadMisaligned, 0xffffffff],
    ["sh a0, 1(zero)", CAUSE.storeMisaligned, 1],
    ["sw a0, 3(zero)", CAUSE.storeMisaligned, 3],
    ["lb a0, -1(zero)", CAUSE.loadFault, 0xffffffff],
    ["lhu a0, -2(zero)", CAUSE.loadFault, 0xfffffffe],
    ["lw a0, -4(zero)", CAUSE.loadFault, 0xfffffffc],
    ["sb a0, -1(zero)", CAUSE.storeFault, 0xffffffff],
    ["sh a0, -2(zero)", CAUSE.storeFault, 0xfffffffe],
    ["sw a0, -4(zero)", CAUSE.storeFault, 0xfffffffc],
  ])("%s traps with the address and leaves the register alone", (instruction, expected, address) => {
    const { cause, epc, value, cpu } = trapIn(instruction);
    expect([cause, epc, value]).toEqual([expected, START, address]);
    expect(a(cpu, 0)).toBe(99);
  });

  test("a jump to where nothing is faults at the target, after it has linked", () => {
    const { cause, epc, value, cpu } = trapIn("li t1, 0x40000000\njalr a0, 0(t1)");
    expect([cause, epc, value]).toEqual([CAUSE.fetchFault, 0x40000000, 0x40000000]);
    expect(a(cpu, 0)).toBe(START + 8);
  });

  test.each([
    ["jal a0, . + 6", START, START + 6],
    ["jalr a0, 2(zero)", START, 2],
    ["beq zero, zero, . + 6", START, START + 6],
  ])("%s is a misaligned fetch, reported by the jump, which does not link", (instruction, at, target) => {
    const { cause, epc, value, cpu } = trapIn(instruction);
    expect([cause, epc, value]).toEqual([CAUSE.fetchMisaligned, at, target]);
    expect(a(cpu, 0)).toBe(99);
  });

  test("a branch that is not taken may have any target", () => {
    const cpu = finish("bne zero, zero, . + 6\nli a0, 5");
    expect(a(cpu, 0)).toBe(5);
  });

  test("a handler goes on after the exception with mret", () => {
    const cpu = finish(`
            la t0, handler
            csrw mtvec, t0
            li a0, 1
            ecall
            addi a0, a0, 1
            j done
    handler: csrr t1, mepc
            addi t1, t1, 4
            csrw mepc, t1
            addi a0, a0, 10
            mret
    done:`);
    expect(a(cpu, 0)).toBe(12);
  });
});

describe("ebreak", () => {
  test("halts the processor where it stands, until reset", () => {
    const { cpu } = boot("li a0, 1\ncsrwi mie, 8\ncsrsi mstatus, 8\nebreak\nli a0, 2");
    expect([cpu.run(10), cpu.pc, cpu.state]).toEqual(["halt", 12, "halt"]);
    cpu.setSoftwareInterrupt(true);
    expect([cpu.run(10), cpu.pc, a(cpu, 0)]).toEqual(["halt", 12, 1]);
    cpu.reset();
    expect([cpu.pc, cpu.state, a(cpu, 0)]).toEqual([0, "running", 0]);
  });

  test("is the breakpoint exception where a debugger lives in the guest", () => {
    const { cpu } = boot(`li t0, ${HANDLER}\ncsrw mtvec, t0\nebreak\n.org ${HANDLER}\nj .`, { ebreak: "trap" });
    expect(cpu.run(20)).toBe("budget");
    expect(trapOf(cpu)).toEqual({ cause: CAUSE.breakpoint, epc: 8, value: 8 });
  });
});

describe("interrupts", () => {
  /** Counts interrupts in s0; the handler leaves the input as it is, so the test takes it away. */
  const PROGRAM = `
            la t0, handler
            csrw mtvec, t0
            li t0, 0x888
            csrw mie, t0
            csrsi mstatus, 8
    idle:   wfi
            addi s1, s1, 1
            j idle
    .align 2
    handler: addi s0, s0, 1
            csrr a0, mcause
            csrr a1, mepc
            csrr a2, mstatus
            wfi
            mret`;
  const IDLE = 0x20;

  test.each([
    ["setExternalInterrupt", 11],
    ["setTimerInterrupt", 7],
    ["setSoftwareInterrupt", 3],
  ] as const)("%s wakes the processor, which enters its handler and comes back", (input, code) => {
    const { cpu } = boot(PROGRAM);
    expect([cpu.run(100), cpu.run(100), cpu.pc]).toEqual(["wfi", "wfi", IDLE]);
    cpu[input](true);
    expect(cpu.csr(CSR.mip)).toBe(1 << code);
    cpu.run(5);
    expect([a(cpu, 0), a(cpu, 1)]).toEqual([0x80000000 + code, IDLE]);
    // In the handler MIE is off, MPIE remembers that it was on, and MPP is machine.
    expect(a(cpu, 2)).toBe(0x1880);
    cpu[input](false);
    expect([cpu.run(100), cpu.csr(CSR.mstatus), cpu.x[8], cpu.x[9]]).toEqual(["wfi", 0x1888, 1, 1]);
  });

  test("a level that stays is taken again after mret, never inside the handler", () => {
    const { cpu } = boot(PROGRAM);
    cpu.run(100);
    cpu.setExternalInterrupt(true);
    cpu.run(3 * 6);
    expect([cpu.x[8], cpu.x[9]]).toEqual([3, 0]);
  });

  test("the external interrupt comes before software, software before timer", () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (external, software, timer) => {
        const { cpu } = boot(PROGRAM);
        cpu.run(100);
        cpu.setTimerInterrupt(timer);
        cpu.setSoftwareInterrupt(software);
        cpu.setExternalInterrupt(external);
        cpu.run(2);
        const code = external ? 11 : software ? 3 : timer ? 7 : undefined;
        expect(a(cpu, 0)).toBe(code === undefined ? 0 : 0x80000000 + code);
      }),
    );
  });

  test("nothing is taken that is not enabled, by line or as a whole", () => {
    const { cpu } = boot("li t0, 0x800\ncsrw mie, t0\nli t0, 0x40\ncsrw mtvec, t0\nwfi\nli a0, 1\nebreak");
    cpu.setTimerInterrupt(true);
    expect(cpu.run(100)).toBe("wfi");
    // Enabled in mie but not in mstatus: the wait ends, and no handler is entered (privileged specification, section 3.3.3).
    cpu.setExternalInterrupt(true);
    expect([cpu.run(100), a(cpu, 0), cpu.csr(CSR.mcause)]).toEqual(["halt", 1, 0]);
  });

  test("an interrupt that the guest lets in is taken before the next instruction", () => {
    const { cpu } = boot(`li t0, 0x800\ncsrw mie, t0\nli t0, ${HANDLER}\ncsrw mtvec, t0\ncsrsi mstatus, 8\nli a0, 1
      .org ${HANDLER}\nebreak`);
    cpu.setExternalInterrupt(true);
    expect(cpu.run(100)).toBe("halt");
    // `li t0, 0x800` takes two instructions.
    expect([a(cpu, 0), trapOf(cpu).epc]).toEqual([0, 24]);
  });

  test("a vectored table sends interrupts to four times their code, and exceptions to its base", () => {
    const source = `
            li t0, ${HANDLER} + 1
            csrw mtvec, t0
            li t0, 0x888
            csrw mie, t0
            csrsi mstatus, 8
            WHAT
            .org ${HANDLER}`;
    const table = Array.from({ length: 12 }, () => "ebreak").join("\n");
    const exception = boot(source.replace("WHAT", "ecall") + "\n" + table).cpu;
    exception.run(100);
    expect(exception.pc).toBe(HANDLER);
    const interrupt = boot(source.replace("WHAT", "wfi") + "\n" + table).cpu;
    interrupt.run(100);
    interrupt.setTimerInterrupt(true);
    interrupt.run(100);
    expect(interrupt.pc).toBe(HANDLER + 4 * 7);
  });
});

describe("control and status registers", () => {
  test("reset gives them their first values; an interrupt input keeps its level", () => {
    const names = ["mstatus", "mie", "mtvec", "mscratch", "mepc", "mcause", "mtval", "minstret", "mcycleh"] as const;
    const { cpu } = boot(`li t0, -9\n${names.map((name) => `csrw ${name}, t0`).join("\n")}\nebreak`);
    const values = () => names.map((name) => cpu.csr(CSR[name]));
    cpu.run(100);
    expect(values()).not.toContain(0);
    cpu.setTimerInterrupt(true);
    cpu.reset();
    expect(values()).toEqual([0x1800, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(cpu.csr(CSR.mip)).toBe(0x80);
  });

  test("the six instructions give the old value and write, set or clear", () => {
    const cpu = finish(`
      li t0, 0xf0
      csrrw a0, mscratch, t0
      li t0, 0x0f
      csrrs a1, mscratch, t0
      li t0, 0x3c
      csrrc a2, mscratch, t0
      csrrwi a3, mscratch, 31
      csrrsi a4, mscratch, 0
      csrrci a5, mscratch, 3
      csrr a6, mscratch`);
    expect([0, 1, 2, 3, 4, 5, 6].map((n) => a(cpu, n))).toEqual([0, 0xf0, 0xff, 0xc3, 31, 31, 28]);
  });

  test("source and destination may be one register", () => {
    const cpu = finish("li a0, 5\ncsrw mscratch, a0\nli a0, 6\ncsrrw a0, mscratch, a0\ncsrr a1, mscratch");
    expect([a(cpu, 0), a(cpu, 1)]).toEqual([5, 6]);
  });

  test("bits that do not exist keep their value", () => {
    const cpu = finish(`
      li t0, -1
      csrw mstatus, t0
      csrr a0, mstatus
      csrw mie, t0
      csrr a1, mie
      csrw mtvec, t0
      csrr a2, mtvec
      csrw mepc, t0
      csrr a3, mepc
      csrw mip, t0
      csrr a4, mip
      csrw misa, zero
      csrr a5, misa`);
    expect([0, 1, 2, 3, 4, 5].map((n) => a(cpu, n))).toEqual([0x1888, 0x888, 0xfffffffd, 0xfffffffc, 0, 0x40001100]);
  });

  test("mhartid is what the board says, and a read-only register may be read but not written", () => {
    const { cpu } = boot("csrr a0, mhartid\ncsrrs a1, cycle, zero\nebreak", { hartId: 3 });
    cpu.run(10);
    expect(a(cpu, 0)).toBe(3);
    expect(trapIn("csrw mhartid, a0").cause).toBe(CAUSE.illegalInstruction);
    expect(trapIn("csrrs a0, cycle, t0").cause).toBe(CAUSE.illegalInstruction);
    expect(trapIn("csrrci a0, instret, 1").cause).toBe(CAUSE.illegalInstruction);
  });

  test("a register that does not exist is an illegal instruction", () => {
    const { cause, cpu } = trapIn("csrr a0, 0x180");
    expect([cause, a(cpu, 0)]).toEqual([CAUSE.illegalInstruction, 99]);
  });

  test("instret counts what retires, cycle everything", () => {
    const { cpu } = boot(`li t0, ${HANDLER}\ncsrw mtvec, t0\nnop\necall\n.org ${HANDLER}
      rdinstret a0\nrdcycle a1\nebreak`);
    cpu.run(100);
    expect([a(cpu, 0), a(cpu, 1)]).toEqual([3, 5]);
  });

  test("a counter that is written goes on from there, into its upper half", () => {
    const cpu = finish(`
      li t0, -2
      csrw minstret, t0
      rdinstret a0
      rdinstret a1
      rdinstret a2
      csrr a3, minstreth
      csrwi mcycleh, 7
      rdcycleh a4`);
    expect([0, 1, 2, 3, 4].map((n) => a(cpu, n))).toEqual([0xfffffffe, 0xffffffff, 0, 1, 7]);
  });

  test("performance counters exist and are zero", () => {
    const cpu = finish("li a0, 1\nli t0, 5\ncsrw 0xb03, t0\ncsrr a0, 0xb03\ncsrr a1, 0xb9f\ncsrr a2, 0x33f");
    expect([a(cpu, 0), a(cpu, 1), a(cpu, 2)]).toEqual([0, 0, 0]);
    expect(trapIn("csrr a0, 0x321").cause).toBe(CAUSE.illegalInstruction);
  });
});
