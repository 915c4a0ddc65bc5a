import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { ErrorObject } from "ajv";
import { catalogue, type Code, type Diagnostic, Log, nearestName, type SourceFile } from "qdl";
import { decode } from "./decode.ts";
import { placeJson, type PlacedJson, type Stretch } from "./json-places.ts";
import { faultOfLevel, type Level, type Levels } from "./levels.ts";
import { systemReason } from "./system-reason.ts";

/** What a configuration file says; what it does not say is absent. */
export interface Config {
  readonly inputs?: readonly string[];
  readonly out?: string;
  readonly root?: string;
  readonly format?: "text" | "json" | "github" | "sarif";
  readonly levels?: Levels;
  readonly depfile?: string;
  readonly sourceMaps?: boolean;
}

/** A configuration with the folder that its paths are relative to, and what is wrong with it. */
export interface Configured {
  /** Absolute. */
  readonly folder: string;
  readonly config: Config;
  readonly diagnostics: readonly Diagnostic[];
}

/** The name of a configuration file. */
export const configName = "qdl.config.json";

/** The configuration file of the nearest folder that has one, from `cwd` up, as an absolute path; nothing where there is none. */
export function findConfigFile(cwd: string): string | undefined {
  let folder = resolve(cwd);
  while (!existsSync(join(folder, configName))) {
    if (dirname(folder) === folder) return undefined;
    folder = dirname(folder);
  }
  return join(folder, configName);
}

/** The configuration of the nearest folder that has one, from `cwd` up; nothing where there is none. */
export async function findConfig(cwd: string): Promise<Configured | undefined> {
  const file = findConfigFile(cwd);
  if (file === undefined) return undefined;
  const log = new Log();
  const config = await readConfig(file, log);
  return { folder: dirname(file), config: log.failed ? {} : config, diagnostics: log.all };
}

async function readConfig(path: string, log: Log): Promise<Config> {
  const text = readText(path, log);
  if (text === undefined) return {};
  const file = { name: configName, text };
  const json = placeJson(text);
  if ("problem" in json) return fault(log, file, json.at, { problem: json.problem });
  const { Ajv } = await import("ajv");
  const validate = new Ajv({ allErrors: true, verbose: true }).compile(schema());
  if (!validate(json.value)) {
    for (const error of validate.errors!) reportError(error, json, file, log);
    return {};
  }
  const { levels = {}, ...config } = json.value as Written;
  for (const [code, level] of Object.entries(levels)) checkLevel(code, level, { json, file, log });
  const plain = Object.entries(levels).map(([code, said]) => [code, typeof said === "string" ? said : said.level]);
  return { ...config, levels: Object.fromEntries(plain) as Levels };
}

/** A configuration as its file says it: a level may come with the reason for it. */
type Written = Omit<Config, "levels"> & {
  readonly levels?: Readonly<Record<string, Level | { readonly level: Level; readonly reason: string }>>;
};

function readText(path: string, log: Log): string | undefined {
  try {
    const read = decode(readFileSync(path));
    if ("text" in read) return read.text;
    log.report("project/config", undefined, { problem: `\`${configName}\` is not UTF-8`, hint: "" });
  } catch (error) {
    log.report("project/config", undefined, {
      problem: `\`${configName}\` cannot be read: ${systemReason(error)}`,
      hint: "",
    });
  }
  return undefined;
}

function schema(): object & { readonly properties: Readonly<Record<string, unknown>> } {
  return createRequire(import.meta.url)("qdl/config.schema.json") as ReturnType<typeof schema>;
}

interface Problem {
  readonly problem: string;
  readonly hint?: string | undefined;
}

function fault(log: Log, file: SourceFile, at: Stretch, { problem, hint }: Problem): Config {
  const help = hint === undefined ? "" : `; did you mean \`${hint}\`?`;
  log.report("project/config", { file, ...at }, { problem, hint: help });
  return {};
}

function reportError(error: ErrorObject, json: PlacedJson, file: SourceFile, log: Log): void {
  const { instancePath, keyword, params, message = "" } = error;
  const at = json.values.get(instancePath)!;
  // What the branch that was taken says is told by itself.
  if (keyword === "if") return;
  if (keyword === "additionalProperties") {
    const key = String(params["additionalProperty"]);
    const place = json.keys.get(`${instancePath}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`) ?? at;
    const hint = nearestName(key, instancePath === "" ? Object.keys(schema().properties) : ["level", "reason"]);
    return void fault(log, file, place, { problem: `there is no key \`${key}\``, hint });
  }
  const name =
    instancePath === "" ? "the file" : `\`${instancePath.slice(1).replaceAll("~1", "/").replaceAll("~0", "~")}\``;
  const allowed = keyword === "enum" ? `: ${(params["allowedValues"] as string[]).join(", ")}` : "";
  fault(log, file, at, { problem: `${name} ${message}${allowed}` });
}

interface Place {
  readonly json: PlacedJson;
  readonly file: SourceFile;
  readonly log: Log;
}

/** A code exists, and may have this level. */
function checkLevel(code: string, said: NonNullable<Written["levels"]>[string], { json, file, log }: Place): void {
  const at = json.keys.get(`/levels/${code.replaceAll("~", "~0").replaceAll("/", "~1")}`)!;
  if (!Object.hasOwn(catalogue, code)) {
    const hint = nearestName(code, Object.keys(catalogue));
    fault(log, file, at, { problem: `there is no diagnostic \`${code}\``, hint });
    return;
  }
  const level = typeof said === "string" ? said : said.level;
  const found = faultOfLevel(code as Code, level, typeof said === "object");
  if (found) log.report("project/level", { file, ...at }, { code, ...found });
}
