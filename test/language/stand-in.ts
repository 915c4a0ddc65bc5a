/** A behaviour module that has every hook that a generated module asks for, as far as types see; there is nothing to call. */
export function behaviourFor(path: string, module: string): string {
  const sets = [...module.matchAll(/^export interface (\w+Hooks)\b/gm)].map(([, name]) => name!);
  const up = "../".repeat(path.split("/").length - 1) || "./";
  const imports = sets.map((name) => `import { type ${name} } from "${up}generated/${path}";`);
  const values = sets.map((name) => `export declare const ${name[0]!.toLowerCase()}${name.slice(1)}: ${name};`);
  return [...imports, ...values, "export {};", ""].join("\n");
}
