import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CodeActionRequest, DiagnosticSeverity, FileChangeType } from "vscode-languageserver-protocol/node";
import { check } from "qdl";
import { Editor } from "./client.ts";
import { makeProject } from "./project.ts";

const uart = `qdl 1;
import { SysBusDevice } from "qdl:core";
device Uart : SysBusDevice {
  region mmio : io 4K = regs;
  bank regs { endian little; register DATA @ 0x0 { field VALUE [7:0] rw; } }
}
`;
const board = `qdl 1;
import { Machine } from "qdl:core";
import { Uart } from "./uart.qdl";
machine Board : Machine {
  space sys : 32;
  embed uart : Uart;
  map sys { uart.mmio @ 0x1000; }
}
`;
const bridge = `qdl 1;
import { Device, Machine } from "qdl:core";
device Core : Device { up host : Bridge; on reset hold => clear uses host; }
device Bridge : Device { hotplug; embed inner : Core; }
device Watcher : Device { ref kept : Core; }
machine Bridged : Machine {
  own bridge : Bridge;
  embed watcher : Watcher { kept = bridge.inner; }
}
`;

const hooked = 'qdl 1;\nimport { Device } from "qdl:core";\ndevice Hooked : Device { on realize => start; }\n';

describe("the language server reports", () => {
  let editor: Editor;
  const project = makeProject({ "uart.qdl": uart, "board.qdl": board, "apart/bridge.qdl": bridge });
  beforeAll(async () => {
    editor = await Editor.start(project.folder);
  });
  afterAll(async () => {
    expect(await editor.end()).toBe(0);
    project.remove();
  });
  const codes = async (path: string, fits?: Parameters<Editor["reports"]>[1]) =>
    (await editor.reports(path, fits)).map(({ code }) => code);

  test("mistakes while they are typed, and their end", async () => {
    await editor.write("board.qdl", board.replace("Uart;", "Uarf;"));
    expect(await codes("board.qdl")).toContain("bind/unknown-type");
    await editor.write("board.qdl", board);
    expect(await codes("board.qdl", (reports) => reports.length === 0)).toEqual([]);
  });

  test("what an edit of one file breaks in another, which is not open", async () => {
    await editor.write("uart.qdl", uart.replaceAll("mmio", "window"));
    expect(await codes("board.qdl")).toEqual(["check/unknown-member"]);
    await editor.write("uart.qdl", uart);
    await editor.reports("board.qdl", (reports) => reports.length === 0);
  });

  test("lifetimes, with every place that takes part, as `qdl check` does", async () => {
    const reports = await editor.reports("apart/bridge.qdl", (all) => all.some(({ severity }) => severity === 1));
    const { diagnostics } = check(["bridge.qdl"], { read: () => ({ text: bridge }) });
    const expected = diagnostics.filter(({ code }) => code.startsWith("lifetime/"));
    expect(expected.length).toBeGreaterThan(0);
    for (const { code, message, why, help, related } of expected) {
      const found = reports.find((report) => report.code === code)!;
      expect(found.message).toBe(`${message}\n${why}\nhelp: ${help}`);
      expect(found.relatedInformation?.map((one) => one.message)).toEqual(related.map((one) => one.message));
      expect(found.relatedInformation?.[0]?.location.uri).toBe(editor.uri("apart/bridge.qdl"));
    }
  });

  test("hooks that no behaviour module implements, until one does", async () => {
    const path = "hooked.qdl";
    rmSync(join(project.folder, "apart/bridge.qdl"));
    await editor.changed("apart/bridge.qdl", FileChangeType.Deleted);
    await editor.write(path, hooked);
    expect(await codes(path)).toEqual(["emit/no-behaviour"]);
    writeFileSync(join(project.folder, "hooked.ts"), "export const hookedHooks = { start() {} };\n");
    await editor.changed("hooked.ts", FileChangeType.Created);
    expect(await codes(path, (reports) => reports.length === 0)).toEqual([]);
  });

  test("what is on disk, once a file with unsaved mistakes is closed", async () => {
    await editor.write("uart.qdl", uart.replace("endian little;", ""));
    expect(await codes("uart.qdl")).toEqual(["check/endian-missing"]);
    await editor.close("uart.qdl");
    expect(await codes("uart.qdl", (reports) => reports.length === 0)).toEqual([]);
  });

  test("with the weight that the configuration of the project gives them", async () => {
    const path = "later.qdl";
    await editor.write(path, hooked.replace("Hooked", "Later"));
    expect((await editor.reports(path)).map(({ severity }) => severity)).toEqual([DiagnosticSeverity.Warning]);
    writeFileSync(join(project.folder, "qdl.config.json"), '{ "levels": { "emit/no-behaviour": "error" } }');
    await editor.changed("qdl.config.json", FileChangeType.Created);
    await editor.reports(path, ([report]) => report?.severity === DiagnosticSeverity.Error);
    await editor.close(path);
    expect(await codes(path, (reports) => reports.length === 0)).toEqual([]);
  });

  test("mistakes of the configuration", async () => {
    const write = async (text: string) => {
      writeFileSync(join(project.folder, "qdl.config.json"), text);
      await editor.changed("qdl.config.json");
    };
    await write('{ "levles": {} }');
    expect(await codes("qdl.config.json")).toEqual(["project/config"]);
    await write("{}");
    expect(await codes("qdl.config.json", (reports) => reports.length === 0)).toEqual([]);
  });

  test("fixes that can be made, as actions that make them", async () => {
    await editor.write("board.qdl", board.replace("embed uart : Uart;", "embed uart : Uart"));
    const [report] = await editor.reports("board.qdl");
    const actions = await editor.ask(CodeActionRequest.type, {
      textDocument: { uri: editor.uri("board.qdl") },
      range: report!.range,
      context: { diagnostics: [report!] },
    });
    expect(actions).toMatchObject([
      {
        title: "insert `;`",
        kind: "quickfix",
        edit: {
          changes: { [editor.uri("board.qdl")]: [{ newText: ";", range: { start: { line: 5, character: 19 } } }] },
        },
      },
    ]);
  });
});
