import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { ErrorObject } from "ajv";
import { catalogue, type Code, type Diagnostic, Log, nearestName, type SourceFile } from "qdl";
import { decode } from "./decode.ts";
import { placeJson, type PlacedJson, type Stretch } from "./json-places.ts";
import { systemReason } from "./system-reason.ts";

/** How much a rule weighs in a project. */
export type Level = "error" | "warning" | "note" | "off";

/** What a configuration file says; what it does not say is absent. */
export interface Config {
  readonly inputs?: readonly string[];
  readonly out?: string;
  readonly root?: string;
  readonly format?: "text" | "json" | "github" | "sarif";
  readonly levels?: Readonly<Record<string, Level>>;
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
  const config = json.value as Config;
  for (const code of Object.keys(config.levels ?? {})) checkLevel(code, json, file, log);
  return config;
}

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
  if (keyword === "additionalProperties") {
    const key = String(params["additionalProperty"]);
    const place = json.keys.get(`${instancePath}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`) ?? at;
    const hint = nearestName(key, Object.keys(schema().properties));
    return void fault(log, file, place, { problem: `there is no key \`${key}\``, hint });
  }
  const name =
    instancePath === "" ? "the file" : `\`${instancePath.slice(1).replaceAll("~1", "/").replaceAll("~0", "~")}\``;
  const allowed = keyword === "enum" ? `: ${(params["allowedValues"] as string[]).join(", ")}` : "";
  fault(log, file, at, { problem: `${name} ${message}${allowed}` });
}

/** A level is for warnings: an error would let a machine be generated that does not work. */
function checkLevel(code: string, json: PlacedJson, file: SourceFile, log: Log): void {
  const at = json.keys.get(`/levels/${code.replaceAll("~", "~0").replaceAll("/", "~1")}`)!;
  if (!Object.hasOwn(catalogue, code)) {
    const hint = nearestName(code, Object.keys(catalogue));
    fault(log, file, at, { problem: `there is no diagnostic \`${code}\``, hint });
  } else if (catalogue[code as Code].severity === "error")
    fault(log, file, at, { problem: `\`${code}\` is an error and has no other level` });
}

/** The reports with the levels of a project: what is off is left out. */
export function withLevels(diagnostics: readonly Diagnostic[], levels: Config["levels"] = {}): readonly Diagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    const level = Object.hasOwn(levels, diagnostic.code) ? levels[diagnostic.code]! : diagnostic.severity;
    return level === "off" ? [] : [level === diagnostic.severity ? diagnostic : { ...diagnostic, severity: level }];
  });
}
