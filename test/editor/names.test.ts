import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CompletionRequest,
  type CompletionItem,
  DefinitionRequest,
  type Hover,
  HoverRequest,
  type Location,
  type MarkupContent,
  ReferencesRequest,
  RenameRequest,
  PrepareRenameRequest,
  type TextEdit,
} from "vscode-languageserver-protocol/node";
import { Editor } from "./client.ts";
import { makeProject } from "./project.ts";

const uart = `qdl 1;
import { Chardev, SysBusDevice } from "qdl:core";

enum Parity { none, odd, even }
const DEPTH = 16;

/// A serial port.
device Uart : SysBusDevice {
  /// Where characters go.
  link backend : Chardev optional;
  prop parity : Parity = none;
  prop depth : u32 = DEPTH in 1..64;
  irq out intr[2] { RX, TX }
  state {
    level : u32;
    fifo : u16[DEPTH];
  }
  region mmio : io 4K = regs;
  bank regs {
    endian little;
    register DATA @ 0x0 volatile { field VALUE [7:0] rw; on read => take; }
    register RIS @ 0x4 { field S [3:0] ro; }
    register MIS @ 0x8 computed { field S [3:0] ro = RIS.S; }
    register ICR @ 0xc { field C [3:0] w1c of RIS.S; on write => update; }
    register ID[i : 4] @ 0xfe0 + 4 * i const [1, 2, 3, 4];
  }
  on realize => attach;
}
`;
const behaviour = `import { type UartHooks } from "./generated/uart.ts";
import { update } from "./elsewhere.ts";

export const other = { take() {} };
export const uartHooks: UartHooks = {
  attach(self) {},
  take: (self) => 0,
  update,
};
`;
const board = `qdl 1;
import { Machine, SysBusDevice } from "qdl:core";
import { Parity, Uart as Port } from "./lib/uart.qdl";

device Gate : SysBusDevice {
  irq in source[4] on change => set_source; link watched[2] : SysBusDevice;
}

machine Board : Machine {
  prop fast : bool = true;
  space sys : 32;
  embed port[i : 2] : Port { depth = 8; parity = odd; }
  own gate : Gate { watched[k] = port[k] for k in 0..2; }
  connect port[i].intr.RX -> gate.source[i] for i in 0..2;
  map sys { port[i].mmio @ 0x1000 + i * 4K for i in 0..2; }
}
`;

describe("of a name, the language server knows", () => {
  let editor: Editor;
  const project = makeProject({ "lib/uart.qdl": uart, "lib/uart.ts": behaviour, "board.qdl": board });
  beforeAll(async () => {
    editor = await Editor.start(project.folder);
    await editor.write("board.qdl", board);
    await editor.write("lib/uart.qdl", uart);
  });
  afterAll(async () => {
    await editor.end();
    project.remove();
  });

  /** Text of the lines that locations point to, from the place on, up to the end of the line. */
  const shown = (locations: readonly Location[]) =>
    locations.map(({ uri, range: { start } }) => {
      const path = uri.slice(editor.uri("").length + 1);
      return `${path}: ${readFileSync(join(project.folder, path), "utf8").split("\n")[start.line]!.slice(start.character)}`;
    });
  const definition = async (path: string, mark: string) =>
    shown((await editor.ask(DefinitionRequest.type, editor.at(path, mark))) as Location[]);
  const hover = async (path: string, mark: string) =>
    (((await editor.ask(HoverRequest.type, editor.at(path, mark))) as Hover).contents as MarkupContent).value;

  test.each([
    ["the type behind a name that an import gives it", "board.qdl", ": P¦ort {", "lib/uart.qdl: Uart : SysBusDevice {"],
    ["a property where it is set", "board.qdl", "d¦epth = 8", "lib/uart.qdl: depth : u32 = DEPTH in 1..64;"],
    ["a value of an enum by its own name", "board.qdl", "= o¦dd", "lib/uart.qdl: odd, even }"],
    ["a line on a path", "board.qdl", "intr.R¦X", "lib/uart.qdl: RX, TX }"],
    ["a region on a path", "board.qdl", "[i].mm¦io", "lib/uart.qdl: mmio : io 4K = regs;"],
    ["a loop variable", "board.qdl", "source[¦i]", "board.qdl: i in 0..2;"],
    ["an array of links where it is set", "board.qdl", "{ watch¦ed[k]", "board.qdl: watched[2] : SysBusDevice;"],
    [
      "what an element of it is set to",
      "board.qdl",
      "= po¦rt[k]",
      "board.qdl: port[i : 2] : Port { depth = 8; parity = odd; }",
    ],
    ["the variable of a loop of settings", "board.qdl", "port[¦k]", "board.qdl: k in 0..2; }"],
    ["a register in an expression", "lib/uart.qdl", "ro = R¦IS.S", "lib/uart.qdl: RIS @ 0x4 { field S [3:0] ro; }"],
    ["the field that a write clears", "lib/uart.qdl", "of RIS.¦S", "lib/uart.qdl: S [3:0] ro; }"],
    ["the bank behind a region", "lib/uart.qdl", "4K = r¦egs", "lib/uart.qdl: regs {"],
    ["a constant", "lib/uart.qdl", "u16[D¦EPTH]", "lib/uart.qdl: DEPTH = 16;"],
    ["the function that does what a hook asks for", "lib/uart.qdl", "=> t¦ake", "lib/uart.ts: take: (self) => 0,"],
    ["a method of the behaviour module", "lib/uart.qdl", "=> att¦ach", "lib/uart.ts: attach(self) {},"],
  ])("where it is declared: %s", async (_what, path, mark, expected) => {
    expect(await definition(path, mark)).toEqual([expected]);
  });

  test("that what the language brings along is declared nowhere", async () => {
    expect(await definition("lib/uart.qdl", "Uart : Sys¦BusDevice")).toEqual([]);
  });

  test("its declaration and documentation", async () => {
    expect(await hover("board.qdl", ": P¦ort {")).toContain(
      "```qdl\ndevice Uart : SysBusDevice\n```\n\nA serial port.",
    );
    expect(await hover("lib/uart.qdl", "back¦end")).toContain("Where characters go.");
  });

  test("how large it is, and where it lies", async () => {
    expect(await hover("lib/uart.qdl", "fi¦fo")).toMatch(/At offset 0x[0-9a-f]+ of `Uart`, 32 bytes\./);
    expect(await hover("lib/uart.qdl", "register I¦D")).toContain(
      "4 from offset 0xfe0 to 0xfec, one every 4 bytes, 4 bytes wide",
    );
    expect(await hover("lib/uart.qdl", "field V¦ALUE")).toContain("Bits 7 to 0 of `DATA`, mask 0xff.");
    expect(await hover("lib/uart.qdl", "device Ua¦rt")).toMatch(/An instance takes \d+ bytes/);
    expect(await hover("lib/uart.qdl", "mm¦io")).toContain("0x1000 bytes");
  });

  test("in what it is embedded, who keeps it alive, and what ends it", async () => {
    const port = await hover("board.qdl", "embed po¦rt");
    expect(port).toContain("Embedded in `Board`; kept alive by `Board` as its parent, by `port`.");
    expect(port).toContain("It is unparented when `Board` is finalized, before its finalizers run.");
    expect(await hover("board.qdl", "own ga¦te")).toContain("Its memory is its own");
    expect(await hover("lib/uart.qdl", "back¦end")).toContain("It keeps nothing alive");
    expect(await hover("board.qdl", "link watch¦ed")).toContain("It keeps nothing alive");
    expect(await hover("lib/uart.qdl", "device Ua¦rt")).toContain("Embedded as `port` of `Board`.");
  });

  test("what calls a hook", async () => {
    expect(await hover("lib/uart.qdl", "=> t¦ake")).toContain("Called when register `DATA` is read.");
  });

  test("where it is used, in every file", async () => {
    const references = async (path: string, mark: string, includeDeclaration: boolean) =>
      shown(
        (await editor.ask(ReferencesRequest.type, {
          ...editor.at(path, mark),
          context: { includeDeclaration },
        })) as Location[],
      ).sort();
    expect(await references("lib/uart.qdl", "prop de¦pth", false)).toEqual(["board.qdl: depth = 8; parity = odd; }"]);
    expect(await references("lib/uart.qdl", "RIS¦ @", true)).toEqual([
      "lib/uart.qdl: RIS @ 0x4 { field S [3:0] ro; }",
      "lib/uart.qdl: RIS.S; on write => update; }",
      "lib/uart.qdl: RIS.S; }",
    ]);
    expect((await references("board.qdl", ": P¦ort {", true)).length).toBe(4);
  });

  const rename = async (path: string, mark: string, newName: string) => {
    const { changes } = (await editor.ask(RenameRequest.type, { ...editor.at(path, mark), newName }))!;
    return Object.entries(changes!).map(([uri, edits]) => [
      uri.slice(editor.uri("").length + 1),
      ...edits.map(({ newText, range: { start } }: TextEdit) => `${start.line}:${start.character} ${newText}`),
    ]);
  };

  test("what has to change when it is renamed, in every file", async () => {
    expect((await rename("lib/uart.qdl", "prop de¦pth", "size_of_fifo")).sort()).toEqual([
      ["board.qdl", "11:29 size_of_fifo"],
      ["lib/uart.qdl", "11:7 size_of_fifo"],
    ]);
  });

  test("that an import may call it otherwise", async () => {
    expect((await rename("lib/uart.qdl", "device Ua¦rt", "Serial")).sort()).toEqual([
      ["board.qdl", "2:17 Serial"],
      ["lib/uart.qdl", "7:7 Serial"],
    ]);
    expect(await rename("board.qdl", ": P¦ort {", "Line")).toEqual([["board.qdl", "2:25 Line", "11:22 Line"]]);
  });

  test("the function of a hook, which is renamed with it", async () => {
    expect(await rename("lib/uart.qdl", "=> att¦ach", "attach_backend")).toEqual([
      ["lib/uart.qdl", "26:16 attach_backend"],
      ["lib/uart.ts", "5:2 attachBackend"],
    ]);
  });

  test.each([
    ["a name that is taken", "prop de¦pth", "parity", /has a member `parity`/],
    ["what is no name", "prop de¦pth", "2nd", /is not a name/],
    ["what the language brings along", "Uart : Sys¦BusDevice", "Mine", /belongs to the language/],
  ])("why it cannot be renamed: %s", async (_what, mark, newName, why) => {
    await expect(rename("lib/uart.qdl", mark, newName)).rejects.toThrow(why);
  });

  test("which stretch of text a renaming replaces", async () => {
    expect(await editor.ask(PrepareRenameRequest.type, editor.at("board.qdl", "ga¦te : Gate"))).toMatchObject({
      start: { line: 12, character: 6 },
      end: { line: 12, character: 10 },
    });
  });

  const complete = async (path: string, text: string, mark: string) => {
    await editor.write(path, text);
    const items = (await editor.ask(CompletionRequest.type, editor.at(path, mark))) as CompletionItem[];
    await editor.write(path, path === "board.qdl" ? board : uart);
    return items.map(({ label }) => label);
  };
  const inBoard = (line: string) =>
    complete("board.qdl", board.replace("  own gate", `  ${line.replace("¦", "")}\n  own gate`), line);
  const inUart = (line: string) =>
    complete("lib/uart.qdl", uart.replace("  region mmio", `  ${line.replace("¦", "")}\n  region mmio`), line);
  const inBank = (line: string) =>
    complete("lib/uart.qdl", uart.replace("    register RIS", `    ${line.replace("¦", "")}\n    register RIS`), line);

  test("which words can begin a member, also between members that are broken", async () => {
    const words = await inBoard("embed x : ; ¦");
    expect(words).toEqual(expect.arrayContaining(["embed", "prop", "connect", "when", "on"]));
    for (const other of ["register", "field", "device"]) expect(words).not.toContain(other);
  });

  test("which types fit behind a colon", async () => {
    expect(await inBoard("embed x : P¦")).toEqual(["Gate", "Port"]);
    expect(await inBoard("prop x : ¦")).toEqual(expect.arrayContaining(["u32", "size", "string", "Parity"]));
    expect(await inBoard("prop x : ¦")).not.toContain("Port");
    expect(await inBoard("region x : ¦")).toEqual(expect.arrayContaining(["io", "ram", "rom", "alias", "container"]));
  });

  test("what has a name behind a dot, as far as it fits there", async () => {
    expect(await inBoard("connect port[0].¦")).toEqual(["intr"]);
    expect(await inBoard("connect port[0].intr.¦")).toEqual(["RX", "TX"]);
    expect(await inBoard("map sys { port[0].¦ }")).toEqual(["mmio"]);
    expect(await inBank("register X @ 0x10 { field A [0] ro = RIS.¦; }")).toEqual(["S"]);
  });

  test("which properties can be set, and to which values", async () => {
    expect(await inBoard("embed x : Port { ¦ }")).toEqual(expect.arrayContaining(["backend", "depth", "parity"]));
    expect(await inBoard("embed x : Port { ¦ }")).not.toContain("mmio");
    expect(await inBoard("embed x : Port { parity = ¦ }")).toEqual(expect.arrayContaining(["none", "odd", "even"]));
    expect(await inUart("prop other : Parity = ¦;")).toEqual(expect.arrayContaining(["none", "odd", "even"]));
  });

  test("what hooks can use, and which there are", async () => {
    expect(await inUart("on unrealize => attach uses ¦;")).toEqual(expect.arrayContaining(["backend", "mmio"]));
    expect(await inUart("on unrealize => ¦;")).toEqual(["take", "update", "attach"]);
    expect(await inUart("on ¦;")).toEqual(expect.arrayContaining(["realize", "reset", "finalize"]));
  });

  test("what a register and a field can say", async () => {
    expect(await inBank("register X @ 0x10 { ¦ }")).toEqual(["field", "on"]);
    expect(await inBank("register X @ 0x10 { field A [0] ¦; }")).toEqual(expect.arrayContaining(["rw", "ro", "w1c"]));
    expect(await inBank("register X @ 0x10 ¦;")).toEqual(expect.arrayContaining(["reset", "width", "stride"]));
  });

  test("what an import can name, and from where", async () => {
    const line = (text: string) => board.replace('import { Machine, SysBusDevice } from "qdl:core";', text);
    expect(await complete("board.qdl", line("import { ¦ }").replace("¦", ""), "import { ¦ }")).toEqual(
      expect.arrayContaining(["Machine", "Uart", "Parity"]),
    );
    expect(await complete("board.qdl", line('import { Machine } from "'), 'import { Machine } from "¦')).toEqual(
      expect.arrayContaining(["qdl:core", "./lib/uart.qdl"]),
    );
  });

  test("that nothing is completed in comments and in texts, nor where a new name is thought up", async () => {
    expect(await inBoard("// embed ¦")).toEqual([]);
    expect(await inBoard('typename "¦"')).toEqual([]);
    expect(await inBoard("embed ¦ :")).toEqual([]);
  });
});
