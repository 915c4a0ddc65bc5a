import { expect, test } from "vitest";
import { type AddressSpace, createMachine, type Device, reset, StorageFreedError, unparent } from "@qdl/runtime";
import { codesOf, force, lifeOf, part, type Refused } from "./force.ts";

// Every unplug ends with `unparent`, whichever controller handles it, so that is what stands here.

/** What the behaviour module of a witness notes for its test. */
const noted: unknown[] = ((globalThis as Record<string, unknown>)["noted"] = []);

const finalizer: Refused = {
  code: "lifetime/finalize-uses-child",
  text: `device Meter : Device { state { level : u32; } }
device Rack : Device { own meter : Meter; on finalize => report uses meter; }
machine Board : Machine { own rack : Rack; }`,
  behaviour: "export const rackHooks = { report: (self) => self.meter.level };",
};

test("a finalizer that uses a child reaches storage that is freed", async () => {
  expect(codesOf(finalizer)).toEqual([finalizer.code]);
  const { errors } = await lifeOf(finalizer);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toBeInstanceOf(StorageFreedError);
});

const resurrection: Refused = {
  code: "lifetime/resurrection",
  text: `device Lamp : Device { on finalize => leave uses self; }
machine Board : Machine { own lamp : Lamp; }`,
  behaviour: 'import { ref } from "@qdl/runtime";\nexport const lampHooks = { leave: (self) => ref(self) };',
};

test("a finalizer that gives its object away fails at the attempt", async () => {
  expect(codesOf(resurrection)).toEqual([resurrection.code]);
  const { errors } = await lifeOf(resurrection);
  expect(errors.map((error) => (error as Error).name)).toEqual(["ResurrectionError"]);
});

const leaks: Refused[] = [
  {
    code: "lifetime/strong-cycle",
    text: `device Peer : Device { ref other : Device; }
machine Board : Machine { own left : Peer { other = right; } own right : Peer { other = left; } }`,
  },
  {
    code: "lifetime/ref-to-ancestor",
    text: `device Part : Device { hold whole : Device; }
device Whole : Device { embed part : Part { whole = self; } }
machine Board : Machine { own whole : Whole; }`,
  },
];

test.each(leaks)("$code: what keeps each other alive is left when the machine has ended", async (refused) => {
  expect(codesOf(refused)).toEqual([refused.code]);
  const { left } = await lifeOf(refused);
  expect(left.length).toBeGreaterThanOrEqual(2);
});

const failures: (Refused & { readonly why: RegExp })[] = [
  {
    code: "lifetime/unknown-size",
    text: `abstract device Sensor : Device {}
machine Board : Machine { embed sensor : Sensor; }`,
    why: /abstract/,
  },
  {
    code: "lifetime/mapped-twice",
    text: `machine Board : Machine { space sys : 32; region rom : rom 4K; map sys { rom @ 0; rom @ 0x8000; } }`,
    why: /already/,
  },
  {
    code: "lifetime/double-ownership",
    text: `bus Serial : Bus {}
device Disk : Device {}
machine Board : Machine { bus a : Serial; bus b : Serial; own disk : Disk; plug disk on a; plug disk on b; }`,
    why: /bus/,
  },
  {
    code: "lifetime/phase",
    text: `machine Board : Machine {
  prop bytes : size = 4K in 4K..64K;
  region ram : ram bytes;
  on init => fill uses ram;
}`,
    behaviour: "export const boardHooks = { fill: (self) => self.ram.setSize(1) };",
    why: /null/,
  },
  {
    code: "lifetime/conditional-child",
    text: `device Timer : Device { state { ticks : u32; } }
machine Board : Machine {
  prop with_timer : bool = false;
  when with_timer { embed timer : Timer; }
  on realize => restart uses timer;
}`,
    behaviour: "export const boardHooks = { restart: (self) => (self.timer.ticks = 0) };",
    why: /null/,
  },
];

test.each(failures)("$code: the board fails when it is made", async (refused) => {
  expect(codesOf(refused)).toEqual([refused.code]);
  await expect(lifeOf(refused)).rejects.toThrow(refused.why);
});

const order: Refused = {
  code: "lifetime/unparent-order",
  text: `device Peer : Device { link other : Device; on unparent => farewell uses other; }
machine Board : Machine { own left : Peer { other = right; } own right : Peer { other = left; } }`,
  behaviour: "export const peerHooks = { farewell: (self) => noted.push(self.other === null) };",
};

test("of parts that use each other when they leave, one finds nothing", async () => {
  expect(codesOf(order)).toEqual([order.code]);
  noted.length = 0;
  await lifeOf(order);
  expect(noted).toEqual([false, true]);
});

const survivor: Refused = {
  code: "lifetime/outlives-its-dependencies",
  text: `device Core : Device { up host : Bridge; on reset hold => clear uses host; }
device Bridge : Device { hotplug; embed inner : Core; }
device Watcher : Device { ref kept : Core; }
machine Board : Machine { own bridge : Bridge; embed watcher : Watcher { kept = bridge.inner; } }`,
  behaviour: "export const coreHooks = { clear: (self) => noted.push(self.host.path) };",
};

test("a part that is kept when its container is unplugged finds no container", async () => {
  expect(codesOf(survivor)).toEqual([survivor.code]);
  const board = createMachine(await force(survivor));
  board.realize();
  const core = part<Device>(part(board, "watcher"), "kept");
  unparent(part<Device>(board, "bridge"));
  expect(board.live.has(core)).toBe(true);
  expect(() => reset(core)).toThrow(/part of a bridge/);
});

const exposed: Refused = {
  code: "lifetime/exposure",
  text: `device Card : Device { hotplug; region memory : ram 4K; }
machine Board : Machine { space sys : 32; own card : Card; map sys { card.memory @ 0; } }`,
};

test("a card whose region the board shows is never finalized after its unplug", async () => {
  expect(codesOf(exposed)).toEqual([exposed.code]);
  const board = createMachine(await force(exposed));
  board.realize();
  const card = part<Device>(board, "card");
  unparent(card);
  board.session.drain();
  expect(board.live.has(card)).toBe(true);
});

const aliased: Refused = {
  code: "lifetime/alias-outlives-target",
  text: `device Card : Device { hotplug; region memory : ram 4K; }
machine Board : Machine {
  space sys : 32;
  own card : Card;
  region window : alias of card.memory at 0;
  map sys { window @ 0; }
}`,
};

test("an alias goes on to show the memory of a card that was unplugged", async () => {
  expect(codesOf(aliased)).toEqual([aliased.code]);
  const board = createMachine(await force(aliased));
  board.realize();
  const sys = part<AddressSpace>(board, "sys");
  sys.write32(0, 0x1234);
  unparent(part<Device>(board, "card"));
  board.session.drain();
  expect([sys.read32(0), sys.takeResult()]).toEqual([0x1234, 0]);
});
