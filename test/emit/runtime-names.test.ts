import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { beforeAll, expect, test } from "vitest";
import { runtimeNames } from "../../compiler/3-check/runtime-names.ts";
import { compileProgram, type Source } from "../programs/load.ts";
import { typeErrorsOf } from "../programs/type-check.ts";

const runtime = join(import.meta.dirname, "../../runtime");
const classes = runtimeClasses();
/** Types of `qdl:core` that definitions can extend, and what each of them is. */
const bases = readFileSync(join(import.meta.dirname, "../../compiler/2-bind/core.qdl"), "utf8").matchAll(
  /^(?:abstract )?(object|device|machine|bus) (\w+)/gm,
);
const sources = [...bases].flatMap(([, form, name]) => (name === "AddressSpace" ? [] : [sourceOf(form!, name!)]));

let errors: readonly string[] = [];
beforeAll(() => {
  errors = typeErrorsOf(sources);
}, 120_000);

test("every type of `qdl:core` can be extended by members of any name that the runtime has", () => {
  expect(sources.length).toBeGreaterThan(15);
  expect(errors).toEqual([]);
});

test("what a PCI function alone has is free in every other device", () => {
  const text = generated("SysBusDevice", "prop slot : u32 = 1; prop dma : u32 = 1; prop ports : u32 = 1;");
  expect(text).toMatch(/get slot\(\)/);
  expect(text).toMatch(/get dma\(\)/);
  expect(text).toMatch(/get ports_\(\)/);
});

test("no name is kept from definitions that the runtime does not have", () => {
  for (const [type, names] of runtimeNames)
    for (const name of names) expect(namesOf(type), `${type}.${name}`).toContain(name);
});

test("an array of registers makes way for the runtime's accessors of its name", () => {
  const bank =
    "region mmio : io 4K = regs; bank regs { endian little; register BAR[i : 6] @ 4 * i { field V [31:0] rw; } }";
  expect(generated("PciDevice", bank)).toMatch(/setBar_\(index: number/);
  expect(generated("SysBusDevice", bank)).toMatch(/setBar\(index: number/);
});

/** The members of an instance of each class of the runtime, by the name of the class. */
function runtimeClasses(): ReadonlyMap<string, { readonly base: string | undefined; readonly names: string[] }> {
  const found = new Map<string, { base: string | undefined; names: string[] }>();
  for (const file of readdirSync(runtime, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts") || file.startsWith("dist")) continue;
    const text = readFileSync(join(runtime, file), "utf8");
    ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true).forEachChild((node) => {
      if (!ts.isClassDeclaration(node) || !node.name) return;
      const above = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
      found.set(node.name.text, { base: above?.types[0]?.expression.getText(), names: node.members.flatMap(nameOf) });
    });
  }
  return found;
}

function nameOf(member: ts.ClassElement): string[] {
  const isStatic = ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static;
  return member.name && !isStatic && ts.isIdentifier(member.name) ? [member.name.text] : [];
}

/** The members of an instance of a type of `qdl:core`. */
function namesOf(type: string): readonly string[] {
  const names = new Set<string>();
  for (let at = classes.get(type === "Object" ? "QomObject" : type); at; at = classes.get(at.base ?? ""))
    for (const name of at.names) names.add(name);
  return [...names];
}

/** A type that extends a base of `qdl:core`, and has a property for every name that the base's class has. */
function sourceOf(form: string, base: string): Source {
  // These two are declared in `qdl:core` itself, so that they would have to be replaced.
  const declared =
    base === "PciDevice"
      ? ["intx", "config"]
      : base === "Cpu"
        ? ["memory"]
        : base === "ArmCpu"
          ? ["irq", "memory"]
          : [];
  const props = namesOf(base)
    .filter((name) => !declared.includes(name))
    .map((name) => `prop ${name} : u32 = 1;`);
  return { text: definitionOf(form, base, props.join(" ")), behaviour: "export {};\n" };
}

function definitionOf(form: string, base: string, members: string): string {
  return `qdl 1;\nimport { ${base} } from "qdl:core";\nabstract ${form} Mine : ${base} { ${members} }\n`;
}

function generated(base: string, members: string): string {
  const { modules, diagnostics } = compileProgram({ text: definitionOf("device", base, members), behaviour: "" });
  return modules[0]?.text ?? JSON.stringify(diagnostics.map(({ message }) => message));
}
