// Compiles every .ksy file of the folder that is named first into the folder that is named second, as its documentation shows.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import compiler from "kaitai-struct-compiler";
import { load } from "js-yaml";

const [from, to] = process.argv.slice(2);
const parsed = new Map();

/** Every file is read and parsed once, however many import it. */
function read(name) {
  if (!parsed.has(name)) parsed.set(name, load(readFileSync(join(from, `${name}.ksy`), "utf8")));
  return parsed.get(name);
}

mkdirSync(to, { recursive: true });
for (const file of readdirSync(from).filter((name) => name.endsWith(".ksy"))) {
  const importer = { importYaml: (name) => Promise.resolve(structuredClone(read(name))) };
  const texts = await compiler.compile("javascript", read(file.slice(0, -".ksy".length)), importer, false);
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(to, name), text);
}
