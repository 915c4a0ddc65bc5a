/** What a new project is made with: its name, and the versions of the packages that it needs. */
export interface Choices {
  /** A name that npm accepts. */
  readonly name: string;
  readonly version: string;
}

const board = (name: string) => `qdl 1;
package ${name};

import { Machine } from "qdl:core";
import { Counter } from "./counter.qdl";

/// A machine: memory, a counter, and the addresses at which a processor would see them.
machine Board : Machine {
  typename "board";

  space sys : 32;
  region ram : ram 64K;

  embed counter : Counter { limit = 3; }

  map sys {
    ram @ 0x0000_0000;
    counter.mmio @ 0x4000_0000;
  }
}
`;

const counter = (name: string) => `qdl 1;
package ${name};

import { SysBusDevice } from "qdl:core";

/// Adds up what is written to it, and raises a line at a limit.
device Counter : SysBusDevice {
  typename "counter";

  prop limit : u32 = 100 in 1..0xffff;
  irq out full;

  region mmio : io 4K = regs;

  bank regs {
    width 32;
    endian little;
    access 4;
    impl 4;
    unmapped read 0 log guest_error;

    /// The sum so far.
    register SUM @ 0x0 { field VALUE [31:0] ro; }
    /// What is written here is added; \`add\` in counter.ts does it.
    register ADD @ 0x4 { field AMOUNT [15:0] wo; on write => add; }
  }

  on reset hold => update;
}
`;

const behaviour = `import { type CounterHooks } from "../generated/counter.ts";

/** What counter.qdl names after \`=>\`: exactly these functions, or it does not compile. */
export const counterHooks: CounterHooks = {
  add(self, value) {
    self.sum = (self.sum + (value & 0xffff)) >>> 0;
    counterHooks.update(self);
  },

  update(self) {
    self.full.set(self.sum >= self.limit);
  },
};
`;

const boardTest = `import assert from "node:assert/strict";
import { test } from "node:test";
import { createMachine } from "@qdl/runtime";
import { Board } from "../generated/board.ts";

test("the counter adds up what is written to it", () => {
  const machine = createMachine(Board);
  machine.realize();
  machine.reset();
  machine.sys.write32(0x4000_0004, 2);
  machine.sys.write32(0x4000_0004, 1);
  assert.equal(machine.sys.read32(0x4000_0000), 3);
  assert.deepEqual(machine.shutdown(), { left: [], errors: [], clean: true });
});
`;

const compilerOptions = {
  target: "ES2023",
  lib: ["ES2023", "ESNext.Disposable"],
  module: "NodeNext",
  strict: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
  skipLibCheck: true,
  types: ["node"],
  rootDir: ".",
  outDir: "dist",
};

/** The files of a new project, by path. The texts say nothing that depends on the day or the machine. */
export function projectFiles({ name, version }: Choices): ReadonlyMap<string, string> {
  const packageJson = {
    name,
    version: "0.1.0",
    private: true,
    type: "module",
    scripts: {
      build: "qdl build && tsc",
      check: "qdl build --check && qdl fmt --check",
      test: "npm run build && node --test dist/test/*.test.js",
    },
    dependencies: { "@qdl/runtime": `^${version}` },
    devDependencies: { "@types/node": "^20.19.43", qdl: `^${version}`, typescript: "~6.0.3" },
  };
  const config = { $schema: "./node_modules/qdl/tools/project/config.schema.json", root: "devices", out: "generated" };
  const identifier = name
    .replace(/^@.*\//, "")
    .replace(/\W/g, "_")
    .replace(/^\d/, "_$&");
  return new Map([
    ["package.json", json(packageJson)],
    ["tsconfig.json", json({ compilerOptions, include: ["devices", "generated", "test"] })],
    ["qdl.config.json", json(config)],
    [".gitignore", "node_modules/\ndist/\n"],
    ["devices/board.qdl", board(identifier)],
    ["devices/counter.qdl", counter(identifier)],
    ["devices/counter.ts", behaviour],
    ["test/board.test.ts", boardTest],
  ]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
