import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where Debian and others install Chromium; `CHROMIUM` names another place. */
const places = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser that pages are tested in, or null where there is none. */
export const browserPath = places.find((path) => path !== undefined && existsSync(path)) ?? null;

/** Says of tests that need a browser that they do not run; true where they do. */
export function browserIsInstalled(tests: string): boolean {
  if (browserPath === null) console.warn(`NOT RUN: ${tests}: Chromium is not installed (apt-get install chromium)`);
  return browserPath !== null;
}

/** Starts Chromium without a window, with a new profile, which asks for nothing on the network. */
export function launchBrowser(): Promise<Browser> {
  const quiet = ["background-networking", "component-update", "sync", "quic", "gpu"].map((name) => `--disable-${name}`);
  return chromium.launch({
    executablePath: browserPath!,
    // Root, as in containers, has no sandbox.
    args: ["--no-sandbox", "--no-first-run", ...quiet],
  });
}
