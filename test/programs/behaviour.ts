import { type Draft, type Hook } from "./draft.ts";

/** What behaviour of a program reaches outside: it shows what it uses, and fails where it is told to. */
const head = `declare const world: { use(what: unknown): void; mayFail(): void };
`;

const forms: Record<Hook["form"], (body: string) => string> = {
  act: (body) => `(self) => { ${body} }`,
  take: (body) => `(self, current) => { ${body} return current; }`,
  translate: (body) => `() => { ${body} return null; }`,
  ops: (body) =>
    `{ endianness: "little", valid: { min: 1, max: 4 }, impl: { min: 1, max: 4 }, ` +
    `read: (self) => { ${body} return 1; }, write: (self) => { ${body} } }`,
};

/** A behaviour module that uses everything that its definitions say it uses. */
export function behaviourOf(types: readonly Draft[]): string {
  const with_ = types.filter(({ hooks }) => hooks.length > 0);
  if (with_.length === 0) return "export {};\n";
  const names = with_.map(({ name }) => `${name}Hooks`);
  const imports = `import { ${names.map((name) => `type ${name}`).join(", ")} } from "./generated/input.ts";\n`;
  return imports + head + with_.map(tableOf).join("");
}

function tableOf({ name, hooks }: Draft): string {
  const constant = `${name[0]!.toLowerCase()}${name.slice(1)}Hooks`;
  const rows = hooks.map(({ name: hook, form, uses, fails }) => {
    const used = uses.map((member) => `world.use(self.${member});`);
    const body = ["void self;", ...used, ...(fails ? ["world.mayFail();"] : [])].join(" ");
    return `  ${hook}: ${forms[form](body)},\n`;
  });
  return `\nexport const ${constant}: ${name}Hooks = {\n${rows.join("")}};\n`;
}
