import { relative, resolve } from "node:path";
import { Option } from "commander";
import { type Config, findConfig } from "../project/config.ts";
import { findInputs, type Inputs } from "../project/inputs.ts";
import { type Format, formats, report } from "./report.ts";
import { type Terminal } from "./terminal.ts";

/** What the command line may say that the configuration file may say too. */
export interface CommonOptions {
  readonly root?: string;
  readonly out?: string;
  readonly format?: Format;
  readonly depfile?: string;
  readonly depfileTarget?: string;
  readonly sourceMaps?: boolean;
}

/** What a command works with: the command line first, then the configuration file, then the defaults. */
export interface Settings {
  readonly inputs: Inputs;
  /** `folder` is absolute, `name` as it is seen from where the command runs. */
  readonly out: { readonly folder: string; readonly name: string };
  readonly format: Format;
  readonly levels: Config["levels"];
  /** Every module gets a source map. */
  readonly sourceMaps: boolean;
  /** The depfile that is asked for; `file` is relative to where the command runs, `target` what it says depends on the inputs. */
  readonly depfile?: { readonly file: string; readonly target: string | undefined };
  /** The folder of the configuration file, if there is one. */
  readonly configFolder?: string;
}

/** The option that chooses the project folder. */
export function rootOption(): Option {
  return new Option("--root <folder>", "the project folder, which imports may not leave (default: this folder)");
}

/** The option that chooses how reports are written. */
export function formatOption(): Option {
  return new Option("--format <format>", "how reports are written (default: text)").choices(formats);
}

/** Works out the settings; nothing, after reports and with the status set, when the configuration file is wrong. */
export async function settle(
  terminal: Terminal,
  paths: readonly string[],
  options: CommonOptions,
): Promise<Settings | undefined> {
  const { cwd } = terminal;
  const configured = await findConfig(cwd);
  const { folder = cwd, config = {}, diagnostics = [] } = configured ?? {};
  const format = options.format ?? config.format ?? "text";
  if (diagnostics.length > 0) {
    await report(terminal, format, { diagnostics, root: folder });
    terminal.exit(1);
    return undefined;
  }
  const fromConfig = config.root ?? (configured && ".");
  const root = options.root ?? (fromConfig === undefined ? undefined : resolve(folder, fromConfig));
  const inputs =
    paths.length === 0 && config.inputs
      ? findInputs({ cwd: folder, paths: config.inputs, root: options.root ? resolve(cwd, options.root) : root })
      : findInputs({ cwd, paths, root });
  const out = options.out === undefined ? resolve(folder, config.out ?? "generated") : resolve(cwd, options.out);
  const name = options.out ?? (relative(cwd, out) || ".");
  return {
    inputs,
    out: { folder: out, name },
    format,
    levels: config.levels,
    sourceMaps: options.sourceMaps ?? config.sourceMaps ?? false,
    ...depfileOf(terminal, folder, { ...options, configured: config.depfile }),
    ...(configured && { configFolder: folder }),
  };
}

interface Depfile extends CommonOptions {
  readonly configured: string | undefined;
}

function depfileOf({ cwd }: Terminal, folder: string, { depfile, depfileTarget, configured }: Depfile) {
  const file = depfile ?? (configured === undefined ? undefined : relative(cwd, resolve(folder, configured)));
  return file === undefined ? {} : { depfile: { file, target: depfileTarget } };
}
