import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Lock {
  readonly packages: Readonly<Record<string, Locked>>;
}

/** What the lock file says of a package, by its path. */
interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
  readonly link?: boolean;
}

const folder = "node_modules/";

const head = `# Third-party packages

What is installed together with \`qdl\`. Nothing of it is copied into our packages; \`@qdl/runtime\` needs no package at all.

| package | version | licence |
| --- | --- | --- |
`;

/**
 * Every package that is installed with ours, with its licence, as a page made from the lock file. Throws `Error` for one that
 * does not say its licence.
 */
export function thirdParty(root: string): string {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lock;
  const rows = Object.entries(packages).flatMap(([path, locked]) =>
    path.startsWith(folder) && isInstalled(locked) ? [rowOf(path, locked)] : [],
  );
  return `${head}${[...new Set(rows)].sort().join("\n")}\n`;
}

/** What is optional is there for bundlers that are not ours to install. */
function isInstalled({ dev, devOptional, optional, peer, link }: Locked): boolean {
  return !dev && !devOptional && !optional && !peer && !link;
}

function rowOf(path: string, { version, license }: Locked): string {
  const name = path.slice(path.lastIndexOf(folder) + folder.length);
  if (!license) throw new Error(`${name} ${version} does not say its licence`);
  return `| [${name}](https://www.npmjs.com/package/${name}) | ${version} | ${license} |`;
}
