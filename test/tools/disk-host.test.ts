import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeDiskHost } from "../../tools/project/disk-host.ts";
import { makeFolder } from "./temporary-project.ts";

function read(folder: string, path: string) {
  return makeDiskHost(folder).read(path);
}

test("a text comes without its byte order mark and with its line ends", () => {
  const folder = makeFolder({ "a.qdl": "\uFEFFqdl 1;\r\n// é\n" });
  expect(read(folder, "a.qdl")).toEqual({ text: "qdl 1;\r\n// é\n" });
});

test.each([
  ["a byte that UTF-8 never has", [0x61, 0x62, 0xff, 0x63], 2],
  ["Latin-1", [0x61, 0xe9, 0x20, 0x62], 1],
  ["a character cut off at the end", [0x61, 0xc3, 0xa9, 0xe2, 0x82], 3],
  ["a character in too many bytes", [0x61, 0xc0, 0x80], 1],
  ["half of a surrogate pair", [0xed, 0xa0, 0x80], 0],
  ["UTF-16", [0xff, 0xfe, 0x61, 0x00], 0],
])("%s is not UTF-8, and the report knows where", (_kind, bytes, offset) => {
  const folder = makeFolder({ "a.qdl": Uint8Array.from(bytes) });
  expect(read(folder, "a.qdl")).toEqual({ problem: "encoding", offset });
});

test("the offset counts exactly the bytes before the first that does not belong", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.constantFrom(0xff, 0xc0, 0xf8), fc.string(), (good, bad, rest) => {
      const before = Buffer.from(good);
      const folder = makeFolder({ "a.qdl": Buffer.concat([before, Buffer.of(bad), Buffer.from(rest)]) });
      expect(read(folder, "a.qdl")).toEqual({ problem: "encoding", offset: before.length });
    }),
    { numRuns: 25 },
  );
});

test("a folder, a missing file and a file used as a folder are told apart", () => {
  const folder = makeFolder({ "uart/pl011.qdl": "", "a.qdl": "" });
  expect(read(folder, "uart")).toEqual({ problem: "directory" });
  expect(read(folder, "uart/pl01.qdl")).toEqual({ problem: "missing", near: "uart/pl011.qdl" });
  expect(read(folder, "uart/spi.qdl")).toEqual({ problem: "missing" });
  expect(read(folder, "a.qdl/b.qdl")).toEqual({ problem: "missing" });
});

test("nothing outside the project is read, by its path or through a link", () => {
  const outside = makeFolder({ "secret.qdl": "qdl 1;" });
  const folder = makeFolder({ "sub/a.qdl": "qdl 1;" });
  symlinkSync(join(outside, "secret.qdl"), join(folder, "link.qdl"));
  symlinkSync(outside, join(folder, "away"));
  symlinkSync("sub/a.qdl", join(folder, "inside.qdl"));
  for (const path of ["link.qdl", "away/secret.qdl", "../x.qdl", "sub/../../x.qdl", "/etc/passwd", "C:/x.qdl"]) {
    expect(read(folder, path), path).toEqual({ problem: "outside" });
  }
  expect(read(folder, "inside.qdl")).toEqual({ text: "qdl 1;" });
});

test("a folder beside the project whose name begins alike is outside", () => {
  const folder = makeFolder({ "project/a.qdl": "", "project-two/b.qdl": "" });
  symlinkSync("../project-two/b.qdl", join(folder, "project/b.qdl"));
  expect(read(join(folder, "project"), "b.qdl")).toEqual({ problem: "outside" });
});

test("links that form a loop, pipes and names that cannot be seen are unreadable, with the reason", () => {
  const folder = makeFolder();
  symlinkSync("b.qdl", join(folder, "a.qdl"));
  symlinkSync("a.qdl", join(folder, "b.qdl"));
  execFileSync("mkfifo", [join(folder, "pipe.qdl")]);
  expect(read(folder, "a.qdl")).toEqual({ problem: "unreadable", reason: "its symbolic links form a loop" });
  expect(read(folder, "pipe.qdl")).toEqual({ problem: "unreadable", reason: "it is not an ordinary file" });
  expect(read(folder, "\u202Ea.qdl")).toEqual({
    problem: "unreadable",
    reason: "its name has characters that cannot be seen",
  });
  expect(read(folder, `${"x".repeat(300)}.qdl`)).toEqual({ problem: "unreadable", reason: "the name is too long" });
});
