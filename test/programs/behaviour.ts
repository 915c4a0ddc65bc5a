import { type Draft, type Hook } from "./draft.ts";

/** What behaviour of a program reaches outside: it shows what it uses, and fails where it is told to. */
const head = `declare const world: { use(what: unknown): void; mayFail(): void };
`;

const forms: Record<Hook["form"], (body: string, hook: Hook) => string> = {
  act: (body) => `(self) => { ${body} }`,
  take: (body) => `(self, current) => { ${body} return current; }`,
  method: (body) => `(self, word) => { ${body} return word; }`,
  translate: (body, { into }) =>
    into === undefined
      ? `(self) => { ${body} return null; }`
      : `(self, offset) => { ${body} return { space: self.${into}, address: 0x10000 + offset, length: 64, readable: true, writable: true }; }`,
  ops: (body) =>
    `{ endianness: "little", valid: { min: 1, max: 4 }, impl: { min: 1, max: 4 }, ` +
    `read: (self) => { ${body} return 1; }, write: (self) => { ${body} } }`,
};

/** A behaviour module that uses everything that its definitions say it uses. */
export function behaviourOf(types: readonly Draft[], file = "input"): string {
  const with_ = types.filter(({ hooks }) => hooks.length > 0);
  if (with_.length === 0) return "export {};\n";
  const names = with_.map(({ name }) => `${name}Hooks`);
  const imports = `import { ${names.map((name) => `type ${name}`).join(", ")} } from "./generated/${file}.ts";\n`;
  return imports + head + with_.map(tableOf).join("");
}

/** What a hook uses: what its definition says, and of a method, which says nothing, every relation. */
function usesOf({ form, uses }: Hook, draft: Draft): readonly string[] {
  return form === "method" ? [...draft.all("relations").map(({ name }) => name), ...draft.all("ups")] : uses;
}

function tableOf(draft: Draft): string {
  const { name, hooks } = draft;
  const constant = `${name[0]!.toLowerCase()}${name.slice(1)}Hooks`;
  const rows = hooks.map((hook) => {
    const arrays = new Set(draft.all("relations").flatMap(({ name, count }) => (count === null ? [] : [name])));
    const used = usesOf(hook, draft).map((member) =>
      arrays.has(member) ? `for (const one of self.${member}) world.use(one);` : `world.use(self.${member});`,
    );
    const body = ["void self;", ...used, ...(hook.fails ? ["world.mayFail();"] : [])].join(" ");
    return `  ${hook.name}: ${forms[hook.form](body, hook)},\n`;
  });
  return `\nexport const ${constant}: ${name}Hooks = {\n${rows.join("")}};\n`;
}
