import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Bench } from "./bench.ts";

/** `npm run bench -- NAME [--json]`: measures one thing against its peers, side by side in one run. */
async function main(args: readonly string[]): Promise<number> {
  const json = args.includes("--json");
  const [name, ...rest] = args.filter((arg) => arg !== "--json");
  const names = benchNames();
  if (name === undefined || rest.length > 0 || !names.includes(name)) {
    if (name !== undefined && rest.length === 0) console.error(`there is no bench \`${name}\``);
    console.error(`usage: npm run bench -- NAME [--json]\n\nNAME is one of: ${names.join(", ")}`);
    return 2;
  }
  const { run } = (await import(new URL(`${name}.ts`, import.meta.url).href)) as { run: Bench };
  const { title, rows, figures } = await run();
  const width = Math.max(...rows.map((row) => row.name.length));
  console.log(title);
  for (const row of rows) console.log(`  ${row.name.padEnd(width)}  ${row.value}`);
  console.log();
  for (const [figure, value] of Object.entries(figures)) console.log(`  ${figure.padEnd(width)}  ${value}`);
  if (json) console.log(JSON.stringify(figures));
  return 0;
}

/** Every module of this folder that measures something, by name. */
function benchNames(): string[] {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !["main.ts", "bench.ts"].includes(file))
    .map((file) => file.slice(0, -3))
    .sort();
}

process.exitCode = await main(process.argv.slice(2));
