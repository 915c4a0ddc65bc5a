import { describe, expect, test } from "vitest";
import { compile, type Diagnostic, type Host, Memory } from "qdl";
import { typeErrorsIn } from "../programs/type-check.ts";
import { fileOf } from "./row.ts";
import { behaviourFor } from "./stand-in.ts";
import { words } from "./words.ts";

/** A file in which all words are names of one kind. */
type Kind = (named: readonly string[]) => string;

/** Members of one device, one for each name. */
function members(of: (name: string, at: number) => string, more = ""): Kind {
  return (named) => `device D : SysBusDevice {\n${named.map(of).join("\n")}\n}\n${more}`;
}

const part = "device Part : SysBusDevice { irq in i on change => f; region mmio : ram 4K; prop p : u32 = 1; }";

const kinds: Readonly<Record<string, Kind>> = {
  types: (named) => named.map((name) => `device ${name} : Device { prop p : u32 = 1; on init => f; }`).join("\n"),
  objects: (named) =>
    named.map((name, at) => `object ${name} : Object { typename "o-${at}"; method m() : u32; }`).join("\n"),
  interfaces: (named) => named.map((name) => `interface ${name} { method m(); }`).join("\n"),
  enums: (named) => named.map((name) => `enum ${name} { a, b }`).join("\n"),
  "values of an enum": (named) =>
    `enum Mode { ${named.join(", ")} } device D : Device { prop mode : Mode = ${named[0]!}; }`,
  constants: (named) =>
    `${named.map((name, at) => `const ${name} = ${at};`).join("\n")}\ndevice D : Device { prop p : u32 = ${named.at(-1)!}; }`,
  properties: members((name) => `prop ${name} : u32 = 1;`),
  "properties that are lists": members((name) => `prop ${name} : u32[] = [1];`),
  methods: members((name) => `method ${name}(a : u32) : u32;`),
  "parameters of a method": (named) =>
    `device D : Device { method m(${named.map((name) => `${name} : u32`).join(", ")}) : u32; }`,
  links: members((name) => `link ${name} : Part optional;`, part),
  "ways up": members((name) => `up ${name} : Part optional;`, part),
  parts: members((name) => `embed ${name} : Part;`, part),
  "parts that come and go": members((name) => `own ${name} : Part;`, part),
  "arrays of parts": members((name) => `embed ${name}[${name} : 2] : Part { p = ${name}; }`, part),
  "variables of loops": (named) =>
    `device D : Device { space sys : 32; irq in i[2]; irq out o[2];\n${named
      .map(
        (name, at) =>
          `region r${at}[2] : ram 4K; map sys { r${at}[${name}] @ ${name} * 4K priority ${at} for ${name} in 0..2; }` +
          (at === 0 ? ` connect i[${name}] -> o[${name}] for ${name} in 0..2;` : ""),
      )
      .join("\n")}\n}`,
  "numbers of regions": members((name, at) => `region r${at}[${name} : 2] : ram 4K + ${name};`),
  regions: members((name) => `region ${name} : ram 4K;`),
  "parts of a container": (named) =>
    `device D : Device { region all : container 16M {\n${named.map((name, at) => `sub ${name} @ ${at} * 4K : ram 4K;`).join("\n")}\n} }`,
  spaces: members((name) => `space ${name} : 16;`),
  "lines that come in": members((name) => `irq in ${name} on change => f;`),
  "lines that go out": members((name) => `irq out ${name}[2];`),
  "names of lines": (named) => `device D : Device { irq out all[${named.length}] { ${named.join(", ")} } }`,
  clocks: members((name) => `clock in ${name} on change => f;`),
  timers: members((name) => `timer ${name} => f;`),
  gates: members((name) => `split ${name}[2];`),
  state: (named) => `device D : Device { state {\n${named.map((name) => `${name} : u32;`).join("\n")}\n} }`,
  "arrays in state": (named) =>
    `device D : Device { state {\n${named.map((name) => `${name} : u16[4];`).join("\n")}\n} }`,
  registers: (named) =>
    `device D : Device { region mmio_ : io 4K = regs_; bank regs_ { endian little;\n${named
      .map((name, at) => `register ${name} @ ${4 * at} { field F [7:0] w1c; }`)
      .join("\n")}\n} }`,
  "arrays of registers": (named) =>
    `device D : Device { region mmio_ : io 4K = regs_; bank regs_ { endian little;\n${named
      .map((name, at) => `register ${name}[${name} : 2] @ ${8 * at} + 4 * ${name} { field F [7:0] w1c; }`)
      .join("\n")}\n} }`,
  fields: (named) =>
    `device D : Device { region mmio_ : io 4K = regs_; bank regs_ { endian little;\n${named
      .map((name, at) => `register R${at} @ ${4 * at} { field ${name} [7:0] rw; }`)
      .join("\n")}\n} }`,
  banks: (named) =>
    `device D : Device {\n${named
      .map(
        (name, at) =>
          `region r${at} : io 4K = ${name}; bank ${name} { endian little; register X${at} @ 0 { field F [0] w1s; } }`,
      )
      .join("\n")}\n}`,
  hooks: members((name, at) => `irq in l${at} on change => ${name};`),
  "pairs of hooks": members((name, at) => `region r${at} : io 4K = ops ${name} { endian little; access 4; impl 4; }`),
  "what is chosen for a family": (named) =>
    `abstract soc F : Device {\n${named.map((name) => `variant const ${name} : u32;`).join("\n")}\n}\nvariant V of F { ${named
      .map((name) => `${name} = 1;`)
      .join(" ")} }`,
  "members of a family": (named) =>
    `abstract soc F : Device { variant const N : u32; }\n${named.map((name, at) => `variant ${name} of F "v-${at}" { N = 1; }`).join("\n")}`,
};

/** Why a word cannot be a name of a kind: by its first report. */
function refusals(kind: Kind): ReadonlyMap<string, Diagnostic> {
  if (errorsOf(kind(distinct(words))).length === 0) return new Map();
  const refused = words.map((name) => [name, errorsOf(kind([name]))[0]] as const);
  return new Map(refused.flatMap(([name, report]) => (report ? [[name, report]] : [])));
}

/** One of those that have one name in TypeScript case, as `Set` and `set` have. */
function distinct(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [name.replaceAll("_", "").toLowerCase(), name])).values()];
}

const memory = new Memory();

function build(text: string) {
  const host: Host = { read: (path) => (path === "a.qdl" ? { text: fileOf(text) } : { problem: "missing" }) };
  return compile(["a.qdl"], host, { memory });
}

function errorsOf(text: string): Diagnostic[] {
  return build(text).diagnostics.filter(({ severity }) => severity === "error");
}

describe("words that TypeScript reserves, and names that every object has,", () => {
  const modules = new Map<string, string>();

  test.each(Object.entries(kinds))("are names of %s, or are refused in words", (what, kind) => {
    const refused = refusals(kind);
    for (const [name, { code, help }] of refused) {
      expect(code, name).toMatch(
        /^(bind\/type-name|bind\/duplicate-name|check\/typename|check\/unknown-name|check\/wrong-kind)$/,
      );
      expect(help).not.toBe("");
    }
    const accepted = distinct(words.filter((name) => !refused.has(name)));
    const { diagnostics, modules: made } = build(kind(accepted));
    expect(diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([]);
    for (const { path, text } of made) {
      modules.set(`${what}/generated/${path}`, text);
      modules.set(`${what}/${path}`, behaviourFor(path, text));
    }
  });

  test("give modules that the type checker accepts, all in one program", () => {
    expect(modules.size).toBe(2 * Object.keys(kinds).length);
    expect(typeErrorsIn(modules)).toEqual([]);
  });

  test("are names of files", () => {
    const files = new Map(
      words.map((name, at) => [
        `${name}.qdl`,
        fileOf(`device A_${name} : Device { typename "t-${at}"; on init => f; }`),
      ]),
    );
    const host = {
      read: (path: string) => (files.has(path) ? { text: files.get(path)! } : ({ problem: "missing" } as const)),
    };
    const result = compile([...files.keys()], host);
    const errors = result.diagnostics.filter(({ severity }) => severity === "error");
    expect(errors.map(({ message }) => message)).toEqual([]);
    expect(result.modules.map(({ path }) => path).sort()).toEqual(words.map((name) => `${name}.ts`).sort());
  });
});
