import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "qdl";
import { makeDiskHost } from "../../tools/project/disk-host.ts";
import { asPromises, promisesIn } from "../fixture-cases.ts";
import { examples } from "../parse/texts.ts";

const projects = join(import.meta.dirname, "../projects");

/** Where each example of the language stands: beside the files that it imports. */
const homes: ReadonlyMap<string, readonly [project: string, path: string]> = new Map([
  ["uart.qdl", ["soc", "arm/pl011.qdl"]],
  ["soc.qdl", ["soc", "demo/soc.qdl"]],
  ["family.qdl", ["family", "demo/family.qdl"]],
  ["xhci.qdl", ["usb", "xhci.qdl"]],
  ["hazards.qdl", ["usb", "hazards.qdl"]],
]);

/** A project on disk in which one file has another text. */
function compileAt(name: string, text: string) {
  const [project, path] = homes.get(name)!;
  const disk = makeDiskHost(join(projects, project));
  return compile([path], { ...disk, read: (wanted) => (wanted === path ? { text } : disk.read(wanted)) });
}

describe.each(examples)("%s, an example of the language,", (name, text) => {
  const { diagnostics, modules } = compileAt(name, text);

  test("is reported where, and as, it says, and nowhere else", () => {
    expect(asPromises(diagnostics)).toEqual(promisesIn(homes.get(name)![1], text));
  });

  test("compiles exactly if it promises no report", () => {
    expect(modules.length > 0).toBe(!text.includes("//~"));
  });
});

test("the examples run as projects: what is generated and tried there is made from the same text", () => {
  for (const [name, text] of examples) {
    const [project, path] = homes.get(name)!;
    const home = join(projects, project);
    if (!readdirSync(home, { recursive: true, encoding: "utf8" }).includes(path)) continue;
    expect(readFileSync(join(home, path), "utf8"), name).toBe(text);
  }
});
