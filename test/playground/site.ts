import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { build } from "vite";

const folder = join(import.meta.dirname, "../../tools/playground");
const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** The playground as it is built, on a web server that knows nothing but its files, at an address below others. */
export interface Site {
  readonly address: string;
  /** The paths of its files below that address. */
  readonly files: readonly string[];
  close(): void;
}

/** Builds the playground and serves it. */
export async function openSite(): Promise<Site> {
  const outDir = mkdtempSync(join(tmpdir(), "playground-"));
  await build({ configFile: join(folder, "vite.config.ts"), logLevel: "error", build: { outDir, emptyOutDir: true } });
  const names = readdirSync(outDir, { recursive: true, encoding: "utf8" }).filter((name) => extname(name) !== "");
  const texts = new Map(names.map((name) => [`/some/where/${name}`, readFileSync(join(outDir, name))]));
  const server = await listen((path) => texts.get(path === "/some/where/" ? `${path}index.html` : path));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/some/where/`,
    files: names,
    close() {
      server.close();
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}

function listen(find: (path: string) => Uint8Array | undefined): Promise<Server> {
  const server = createServer(({ url = "" }, response) => {
    const path = new URL(url, "http://here").pathname;
    const body = find(path);
    const type = path.endsWith("/") ? "text/html" : (types[extname(path)] ?? "application/octet-stream");
    response.writeHead(body ? 200 : 404, { "content-type": type }).end(body);
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}
