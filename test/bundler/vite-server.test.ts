import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServer, type HotPayload, type ViteDevServer } from "vite";
import { expect, onTestFinished, test, vi } from "vitest";
import { qdl } from "../../tools/bundler/vite.ts";
import { files, makeProject, mistaken } from "./project.ts";

/** A server of a project, as a browser that has loaded `main.js` sees it. */
async function serve(changes: Readonly<Record<string, string>> = {}) {
  const folder = makeProject(changes);
  vi.spyOn(process, "cwd").mockReturnValue(folder);
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: "silent",
    appType: "custom",
    server: { middlewareMode: true, ws: false, watch: { usePolling: true, interval: 20 } },
    optimizeDeps: { noDiscovery: true },
    plugins: [qdl()],
  });
  onTestFinished(async () => {
    vi.restoreAllMocks();
    await server.close();
  });
  const told: HotPayload[] = [];
  vi.spyOn(server.environments.client.hot, "send").mockImplementation(((payload: HotPayload) => {
    told.push(payload);
  }) as never);
  return { folder, server, told };
}

/** Loads what a browser loads. */
async function load(server: ViteDevServer): Promise<string> {
  const urls = ["/main.js", "/devices/board.qdl", "/devices/lamp.qdl", "/devices/lamp.ts"];
  const codes: string[] = [];
  for (const url of urls) codes.push((await server.transformRequest(url))!.code);
  return codes.join("\n");
}

const accepting = `${files["main.js"]}import.meta.hot.accept("./devices/lamp.qdl", () => undefined);\n`;

test("an edit of a definition, or of its behaviour, reaches who accepts the definition's module, with the new text", async () => {
  const { folder, server, told } = await serve({
    "main.js": accepting.replace(/import .*board.*\n|import .*lamp\.ts.*\n/g, ""),
  });
  await server.transformRequest("/main.js");
  await server.transformRequest("/devices/lamp.qdl");
  await server.transformRequest("/devices/lamp.ts");
  const reached = () =>
    told.flatMap((one) => (one.type === "update" ? one.updates.map(({ acceptedPath }) => acceptedPath) : []));
  writeFileSync(
    join(folder, "devices/lamp.qdl"),
    files["devices/lamp.qdl"].replace("level : u32 = 3", "level : u32 = 5"),
  );
  await vi.waitFor(() => expect(reached()).toEqual(["/devices/lamp.qdl"]), 5000);
  expect((await server.transformRequest("/devices/lamp.qdl"))!.code).toContain("self.level = 5");
  writeFileSync(join(folder, "devices/lamp.ts"), files["devices/lamp.ts"].replace("+= 4", "+= 40"));
  await vi.waitFor(() => expect(reached()).toEqual(["/devices/lamp.qdl", "/devices/lamp.qdl"]), 5000);
  expect((await server.transformRequest("/devices/lamp.ts"))!.code).toContain("+= 40");
});

test("a mistake is shown with its place and frame, and is gone when it is corrected", async () => {
  const { folder, server, told } = await serve();
  await load(server);
  const reloads = () => told.filter(({ type }) => type === "full-reload").length;
  writeFileSync(join(folder, "devices/lamp.qdl"), mistaken);
  await vi.waitFor(() => expect(reloads()).toBe(1), 5000);
  const file = join(folder, "devices/lamp.qdl");
  // The module that is asked for first is another one; the mistake is where it is.
  const shown = await server.transformRequest("/devices/board.qdl").catch((error: unknown) => error);
  expect(shown).toMatchObject({ plugin: "qdl", id: file, loc: { file, line: 6 } });
  const { message, frame } = shown as { message: string; frame: string };
  expect(message).toMatch(/^.*`Lamb`.*\[bind\/[\w-]+\]\nwhy: .+\nhelp: .+/);
  expect(frame).toContain("6 |   embed other : Lamb;");
  writeFileSync(file, files["devices/lamp.qdl"]);
  await vi.waitFor(() => expect(reloads()).toBe(2), 5000);
  expect(await load(server)).toContain("class Board");
});
