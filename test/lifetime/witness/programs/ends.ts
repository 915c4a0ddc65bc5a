import { expect } from "vitest";
import { createMachine, StorageFreedError } from "@qdl/runtime";
import { lifeOf, noted, part, type Witness } from "../force.ts";

/** What goes wrong when objects end, or never do. */
export const ends: readonly Witness[] = [
  {
    code: "lifetime/finalize-uses-child",
    shows: "a finalizer that uses a child reaches storage that is freed",
    text: `device Meter : Device { state { level : u32; } }
device Rack : Device { own meter : Meter; on finalize => report uses meter; }
machine Board : Machine { own rack : Rack; }`,
    behaviour: "export const rackHooks = { report: (self) => self.meter.level };",
    happens(board) {
      const { errors } = lifeOf(board);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toBeInstanceOf(StorageFreedError);
    },
  },
  {
    code: "lifetime/finalize-uses-child",
    shows: "a finalizer that uses a reference finds it dropped",
    text: `device Log : Device {}
device Rack : Device { ref log : Log; on finalize => report uses log; }
machine Board : Machine { own log : Log; own rack : Rack { log = log; } }`,
    behaviour: "export const rackHooks = { report: (self) => noted.push(self.log) };",
    happens(board) {
      lifeOf(board);
      expect(noted).toEqual([null]);
    },
  },
  {
    code: "lifetime/resurrection",
    shows: "a finalizer that gives its object away fails at the attempt",
    text: `device Lamp : Device { on finalize => leave uses self; }
machine Board : Machine { own lamp : Lamp; }`,
    behaviour: 'import { ref } from "@qdl/runtime";\nexport const lampHooks = { leave: (self) => ref(self) };',
    happens(board) {
      const { errors } = lifeOf(board);
      expect(errors.map((error) => (error as Error).name)).toEqual(["ResurrectionError"]);
    },
  },
  {
    code: "lifetime/strong-cycle",
    shows: "what keeps each other alive is left when the machine has ended",
    text: `device Peer : Device { ref other : Device; }
machine Board : Machine { own left : Peer { other = right; } own right : Peer { other = left; } }`,
    happens(board) {
      expect(lifeOf(board).left.map(({ type }) => type)).toEqual(["peer", "peer"]);
    },
  },
  {
    code: "lifetime/strong-cycle",
    shows: "a user who sets a relation to an interface to what leads back makes a machine that does not end",
    text: `interface Sink { method put(); }
device Source : Device { ref sink : Sink optional; }
device Mirror : Device implements Sink { ref source : Source; method put(); }
machine Board : Machine { own source : Source; own mirror : Mirror { source = source; } }`,
    behaviour: "export const mirrorHooks = { put: () => {} };",
    happens(board) {
      const machine = createMachine(board);
      part<{ sink: object }>(machine, "source").sink = part(machine, "mirror");
      machine.realize();
      expect(machine.shutdown().left.map(({ type }) => type)).toEqual(["source", "mirror"]);
    },
  },
  {
    code: "lifetime/ref-to-ancestor",
    shows: "a part that holds its container is left with it when the machine has ended",
    text: `device Part : Device { hold whole : Device; }
device Whole : Device { embed part : Part { whole = self; } }
machine Board : Machine { own whole : Whole; }`,
    happens(board) {
      expect(lifeOf(board).left.map(({ type }) => type)).toEqual(["whole", "part"]);
    },
  },
  {
    code: "lifetime/unparent-order",
    shows: "of parts that use each other when they leave, one finds nothing",
    text: `device Peer : Device { link other : Device; on unparent => farewell uses other; }
machine Board : Machine { own left : Peer { other = right; } own right : Peer { other = left; } }`,
    behaviour: "export const peerHooks = { farewell: (self) => noted.push(self.other === null) };",
    happens(board) {
      lifeOf(board);
      expect(noted).toEqual([false, true]);
    },
  },
];
