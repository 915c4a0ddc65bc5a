import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, describe, expect, test } from "vitest";
import { contentsOf, makeFolder } from "./temporary-project.ts";

interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

// The command changes the loader of its process, so it runs in one of its own: plain node on our sources.
const server = spawn(
  process.execPath,
  [`--import=${import.meta.resolve("tsx")}`, "--conditions=source", join(import.meta.dirname, "info-server.ts")],
  { stdio: ["pipe", "pipe", "inherit"] },
);
const answers = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
afterAll(() => server.stdin.end());

/** Runs `qdl info` in a folder. */
async function info(cwd: string, ...words: string[]): Promise<Said> {
  server.stdin.write(`${JSON.stringify([cwd, ["info", ...words]])}\n`);
  const { value } = await answers.next();
  return JSON.parse(value as string) as Said;
}

/** Reports without what they say about reasons. */
function withoutWhy(reports: string): string {
  return reports.replace(/^ *= why: .*\n/gm, "");
}

const board = `qdl 1;
package demo.board;
import { Machine, SysBusDevice } from "qdl:core";

device Fan : SysBusDevice {
  typename "fan";
  prop mode : string = "";
  prop speed : u32 = 7 in 0..100;
  prop loud : bool = false;
  prop pitch : u8 = 1 dynamic;
  on realize => start;
  on unrealize => stop;
  on reset hold => rest;
}

machine Desk : Machine {
  typename "desk";
  embed fan : Fan;
}
`;

const behaviour = `import { ref } from "@qdl/runtime";
import { Fan, type FanHooks } from "../generated/devices/board.ts";
import { prefix } from "./prefix.ts";

export const fanHooks: FanHooks = {
  start(self) {
    if (!(self instanceof Fan)) throw new Error("made by another class");
    if (self.mode === "realize") throw new Error(prefix + "no power");
    if (self.mode === "leak") ref(self);
  },
  stop(self) {
    if (self.mode === "end") throw "stuck";
  },
  rest(self: Fan): void {
    if (self.mode === "reset") throw new TypeError("no rest");
  },
};
`;

const project = {
  "devices/board.qdl": board,
  "devices/board.ts": behaviour,
  "devices/prefix.ts": 'export const prefix: string = "today " as string;\n',
};

describe("qdl info of a machine that comes with qdl", () => {
  test("qom-tree shows every object below its parent", async () => {
    const { status, out, err } = await info(makeFolder(), "qom-tree", "first-board");
    expect({ status, err }).toEqual({ status: 0, err: "" });
    const lines = out.split("\n").filter((line) => !/\/source\[\d+\] \(irq\)$/.test(line));
    expect(out.split("\n").length - lines.length).toBe(32);
    expect(lines.join("\n")).toBe(`/machine (first-board-machine)
  /intc (line-controller)
    /mmio[0] (memory-region)
  /peripheral (container)
  /peripheral-anon (container)
  /ram[0] (memory-region)
  /rom[0] (memory-region)
  /sys[0] (memory-region)
  /sys[1] (address-space)
  /uart0 (pl011)
    /clk (clock)
    /pl011[0] (memory-region)
  /uart1 (pl011)
    /clk (clock)
    /pl011[0] (memory-region)
  /uartclk (clock)
  /unattached (container)
    /sysbus (System)
`);
  });

  test("qtree shows every device on its bus, newest first, with lines, clocks and regions", async () => {
    const { status, out, err } = await info(makeFolder(), "qtree", "first-board");
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toBe(`bus: main-system-bus
  type System
  dev: pl011, id ""
    gpio-out "sysbus-irq" 6
    clock-in "clk" freq_hz=24 MHz
    chardev = ""
    fifo_depth = 16 (0x10)
    dma = false
    mmio 0000000040001000/0000000000001000
  dev: pl011, id ""
    gpio-out "sysbus-irq" 6
    clock-in "clk" freq_hz=24 MHz
    chardev = ""
    fifo_depth = 16 (0x10)
    dma = false
    mmio 0000000040000000/0000000000001000
  dev: line-controller, id ""
    gpio-out "cpu" 1
    gpio-in "source" 32
    mmio 0000000040010000/0000000000001000
`);
  });

  test("mtree shows regions, and with -f what a guest sees, of a machine as it was asked for", async () => {
    const { status, out, err } = await info(makeFolder(), "mtree", "first-board", "--set", "ram_size=1M");
    expect({ status, err }).toEqual({ status: 0, err: "" });
    const ranges = `  0000000000000000-000000000000ffff (prio 0, rom): rom
  0000000020000000-00000000200fffff (prio 0, ram): ram
  0000000040000000-0000000040000fff (prio 0, i/o): pl011
  0000000040001000-0000000040001fff (prio 0, i/o): pl011
  0000000040010000-0000000040010fff (prio 0, i/o): mmio
`;
    const inner = ranges.replace(/^/gm, "  ").trimEnd();
    expect(out).toBe(`address-space: sys
  0000000000000000-00000000ffffffff (prio 0, i/o): sys
${inner}
`);
    const flat = await info(makeFolder(), "mtree", "-f", "first-board", "--set", "ram_size=1M");
    expect(flat.out).toBe(`FlatView #0
 AS "sys", root: sys
 Root memory region: sys
${ranges}`);
  });

  test.each(["sifive_u", "virt-riscv"])(
    "mtree of %s is what was recorded of the field's, from an empty folder",
    async (machine) => {
      const recorded = (kind: string): string =>
        readFileSync(join(import.meta.dirname, `../machines/${machine}.${kind}.txt`), "utf8");
      const cwd = makeFolder();
      expect(await info(cwd, "mtree", "-f", machine)).toEqual({ status: 0, err: "", out: recorded("mtree-f") });
      expect(await info(cwd, "mtree", machine)).toEqual({ status: 0, err: "", out: recorded("mtree") });
    },
  );
});

describe("qdl info of a project", () => {
  test("works on behaviour that was never built, and writes nothing", async () => {
    const cwd = makeFolder(project);
    const { status, out, err } = await info(cwd, "qtree", "desk");
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toContain('  dev: fan, id ""\n    mode = ""\n    speed = 7 (0x7)\n    loud = false\n');
    expect(contentsOf(cwd)).toEqual(project);
  });

  test("takes definitions as they are now, when generated files say something older", async () => {
    const stale = { "generated/devices/board.ts": "// Generated by qdl from devices/board.qdl\nexport class Fan {}\n" };
    expect(await info(makeFolder({ ...project, ...stale }), "qtree", "desk")).toMatchObject({ status: 0, err: "" });
  });

  test("minds no mistakes in definitions that the machine does not need", async () => {
    const files = { ...project, "other.qdl": "qdl 1;\npackage other;\ndevice X : Nope { }\n" };
    expect(await info(makeFolder(files), "qom-tree", "desk")).toMatchObject({ status: 0, err: "" });
    const { status, err } = await info(makeFolder(files), "qom-tree", "desc");
    expect(status).toBe(1);
    expect(err).toContain("error[bind/unknown-type]");
  });

  test("reports mistakes of the machine's own definitions", async () => {
    const { status, out, err } = await info(
      makeFolder({ "a.qdl": board.replace(": Fan;", ": Fun;") }),
      "qtree",
      "desk",
    );
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toContain("did you mean `Fan`?");
  });
});

describe("qdl info property", () => {
  test.each([
    [["/machine/fan", "speed"], "7\n"],
    [
      ["fan"],
      'type (string) = "fan"\nrealized (bool) = true\nhotpluggable (bool) = false\nhotplugged (bool) = false\n' +
        'parent_bus (link<bus>) = "/machine/unattached/sysbus"\n' +
        'mode (string) = ""\nspeed (u32) = 7\nloud (bool) = false\npitch (u8) = 1\n',
    ],
    [["fan/parent_bus/child[0]", "speed"], "7\n"],
    [["fan", "realized=off"], "false\n"],
    [["fan", "pitch=0x10"], "16\n"],
    [["fan", "speed", "--set", "fan.speed=9"], "9\n"],
    [["fan", "loud=on", "--no-realize"], "true\n"],
    [["fan", "mode=a=b", "--no-realize"], '"a=b"\n'],
  ])("reads and sets by path: %j", async (words, out) => {
    const [path, ...rest] = words as [string, ...string[]];
    expect(await info(makeFolder(project), "property", "desk", path, ...rest)).toEqual({ status: 0, out, err: "" });
  });

  test.each([
    [["fun", "speed"], "/machine has no child `fun`\n  = help: did you mean `fan`?"],
    [["/machine/__proto__", "speed"], "/machine has no child `__proto__`"],
    [["fan", "sped"], "/machine/fan (fan) has no property `sped`\n  = help: did you mean `speed`?"],
    [["fan", "constructor"], "has no property `constructor`"],
    [["fan", "speed=9"], 'property "speed" cannot be set any more: the device is realized\n  = help: '],
    [["fan", "speed=101", "--no-realize"], "speed takes 0 to 100, not 101"],
    [["fan", "pitch=fast"], "`fast` is not an integer"],
    [["fan", "loud=maybe", "--no-realize"], "`maybe` is neither true nor false"],
    [["fan", "--set", "fan.speed"], "`fan.speed` sets nothing"],
    [["fan", "hotplugged=on"], 'property "hotplugged" is read-only\n  = help: it can only be read'],
    [["fan", "realized=perhaps"], "`perhaps` is neither true nor false"],
  ])("says what is wrong, without a stack trace: %j", async (words, reason) => {
    const [path, ...rest] = words as [string, ...string[]];
    const { status, out, err } = await info(makeFolder(project), "property", "desk", path, ...rest);
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toMatch(/^error\[info\/property\]: /);
    expect(withoutWhy(err)).toContain(reason);
    expect(err).not.toContain("    at ");
  });
});

describe("qdl info tells what a behaviour module does wrong, with path and place,", () => {
  test.each([
    ["realize", "error[info/failed]: /machine/fan: today no power\n  = help: it was thrown at devices/board.ts:8:40\n"],
    ["reset", "error[info/failed]: /machine/fan: no rest\n  = help: it was thrown at devices/board.ts:15:38\n"],
    ["end", "error[info/failed]: stuck\n"],
    [
      "leak",
      "error[info/left]: /machine/fan (fan) is left at the end, with 1 reference\n  = why: it is leaked: 1 reference(s) in the hands of code\n" +
        "  = help: dispose of what holds it in unrealize; a reference was taken at devices/board.ts:9:31\n",
    ],
  ])("when it fails at %s", async (mode, report) => {
    const { status, err } = await info(makeFolder(project), "qtree", "desk", "--set", `fan.mode=${mode}`);
    expect(status).toBe(1);
    expect(mode === "leak" ? err : withoutWhy(err)).toContain(report);
    expect(err).not.toContain("    at ");
  });

  test.each([
    [
      "const enum A {}\n",
      "TypeScript enum is not supported in strip-only mode\n  = help: look at devices/prefix.ts:1:1\n",
    ],
    ["export const prefix = ;\n", "Expression expected\n  = help: look at devices/prefix.ts:1:23\n"],
    [
      "export const prefix = fail();\nfunction fail(): never {\n  throw new Error('early');\n}\n",
      "early\n  = help: look at devices/prefix.ts:3:9\n",
    ],
    ["export const other = 1;\n", "does not provide an export named 'prefix'\n"],
  ])("when it cannot be loaded: %j", async (text, report) => {
    const { status, out, err } = await info(makeFolder({ ...project, "devices/prefix.ts": text }), "qtree", "desk");
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(err).toMatch(/^error\[info\/module\]: a module cannot be loaded: /);
    expect(withoutWhy(err)).toContain(report);
  });
});

describe("qdl info of a machine that is not there", () => {
  test("asks whether another was meant, or lists those that are there", async () => {
    const cwd = makeFolder(project);
    expect(await info(cwd, "qtree", "dask")).toMatchObject({
      status: 1,
      err: expect.stringContaining("did you mean `desk`?"),
    });
    expect(await info(cwd, "qtree", "x")).toMatchObject({
      status: 1,
      err: expect.stringContaining("`desk`, `first-board`"),
    });
  });

  test("or is there twice, names the files", async () => {
    const { status, err } = await info(makeFolder({ "a.qdl": board, "b.qdl": board }), "qtree", "desk");
    expect(status).toBe(1);
    expect(err).toContain("`desk` is declared more than once, in a.qdl, b.qdl");
  });
});
