import { type Row } from "../row.ts";

const core = "device Core : Device { irq in line; state { x : u32; } }";
const intc = `${core} device Intc : Device { link cpus[i : 4] : Core; }`;
const flexible = `${core} device Intc : Device { prop num : u32 = 1 in 1..8; link cpus[num] : Core; }`;
const some = `${core} device Some : Device { link cpus[4] : Core optional; }`;
const log = "object Log : Object {}";

/** Arrays of relations: how many, who sets them, with what. */
export const linkArrays: readonly Row[] = [
  {
    construct: "an array of weak links, set in a loop",
    accepted: `${intc} machine M : Machine { embed core[i : 4] : Core; embed intc : Intc { cpus[i] = core[i] for i in 0..4; } }`,
    refused: `${intc} machine M : Machine { embed core[i : 4] : Core;\nembed intc : Intc { cpus[i] = core[i] for i in 0..3; } //~ check/unset-link\n}`,
    near: `${intc} machine M : Machine { embed core[i : 4] : Core; embed intc : Intc { cpus[i] = core[i] for i in 0..3; cpus[3] = core[0]; } }`,
  },
  {
    construct: "an array of links that is set whole",
    accepted: `${intc} machine M : Machine { embed core[i : 4] : Core; embed intc : Intc { cpus = core; } }`,
    refused: `${intc} machine M : Machine { embed core[i : 3] : Core;\nembed intc : Intc { cpus = core; } //~ check/link-count\n}`,
    near: `${intc} machine M : Machine { own core[i : 4] : Core; embed intc[i : 2] : Intc { cpus = core; } }`,
  },
  {
    construct: "slices of an array of links",
    accepted: `${intc} machine M : Machine { embed core[i : 6] : Core; embed intc : Intc { cpus[0..1] = core[4..5]; cpus[2..3] = core[0..1]; } }`,
    refused: `${intc} machine M : Machine { embed core[i : 6] : Core; embed intc : Intc {\ncpus[0..1] = core[3..5]; //~ check/link-count\ncpus[2..3] = core[0..1]; } }`,
    near: `${intc} machine M : Machine { embed core[i : 6] : Core; embed intc : Intc { cpus[0..2] = core[3..5]; cpus[3] = core[0]; } }`,
  },
  {
    construct: "an element of an array of links that is not there",
    accepted: `${some} machine M : Machine { embed core : Core; embed some : Some { cpus[3] = core; } }`,
    refused: `${some} machine M : Machine { embed core : Core; embed some : Some {\ncpus[4] = core; //~ check/index-outside\n} }`,
    near: `${some} machine M : Machine { embed core : Core; embed some : Some { cpus[4 - 1] = core; } }`,
  },
  {
    construct: "an element of an array of links that is set twice",
    accepted: `${some} machine M : Machine { embed core : Core; embed some : Some { cpus[i] = core for i in 0..4; } }`,
    refused: `${some} machine M : Machine { embed core : Core; embed some : Some { cpus[i] = core for i in 0..2;\ncpus[1] = core; //~ check/repeated\n} }`,
    near: `${some} machine M : Machine { embed core : Core; embed some : Some { cpus[i] = core for i in 0..2; cpus[2] = core; } }`,
  },
  {
    construct: "rounds of a loop that set one element of an array of links",
    accepted: `${some} machine M : Machine { embed core : Core; embed some : Some { cpus[2 * i] = core for i in 0..2; } }`,
    refused: `${some} machine M : Machine { embed core : Core; embed some : Some {\ncpus[i / 2] = core for i in 0..4; //~ check/repeated\n} }`,
    near: `${some} machine M : Machine { embed core : Core; embed some : Some { cpus[i / 2] = core for i in 0..1; } }`,
  },
  {
    construct: "the links of one of many: its number says which",
    accepted: `${intc} machine M : Machine { embed core[i : 8] : Core; embed intc[k : 2] : Intc { cpus[i] = core[4 * k + i] for i in 0..4; } }`,
    refused: `${intc} machine M : Machine { embed core[i : 8] : Core;\nembed intc[k : 2] : Intc { cpus[i] = core[4 * k + i] for i in 0..3 + k; } //~ check/unset-link\n}`,
    near: `${intc} machine M : Machine { embed core[i : 8] : Core; embed intc[k : 2] : Intc { cpus[i] = core[4 * k + i] for i in 0..3 + k; cpus[3 * (1 - k) + i] = core[0] for i in 0..1 - k; } }`,
  },
  {
    construct: "a loop of settings whose variable counts the children already",
    accepted: `${some} machine M : Machine { embed core : Core; embed some[i : 2] : Some { cpus[k] = core for k in 0..4; } }`,
    refused: `${some} machine M : Machine { embed core : Core; embed some[i : 2] : Some { cpus[i] = core\nfor i in 0..4; //~ check/loop-hides\n} }`,
    near: `${some} machine M : Machine { embed core : Core; embed some[2] : Some { cpus[i] = core for i in 0..4; } }`,
  },
  {
    construct: "as many links as a property says",
    accepted: `${flexible} machine M : Machine { prop n : u32 = 2 in 1..4; embed core[i : n] : Core; embed intc : Intc { num = n; cpus[i] = core[i] for i in 0..n; } }`,
    refused: `${flexible} machine M : Machine { prop n : u32 = 2 in 1..4; embed core[i : 4] : Core;\nembed intc : Intc { num = n; cpus[i] = core[i] for i in 0..2; } //~ check/index-unsure\n}`,
    near: `${flexible} machine M : Machine { prop n : u32 = 2 in 2..4; embed core[i : 4] : Core; embed intc : Intc { num = n; cpus[i] = core[i] for i in 0..2; cpus[i] = core[0] for i in 2..n; } }`,
  },
  {
    construct: "links of which a property says too many",
    accepted: `${flexible} machine M : Machine { prop n : u32 = 2 in 1..4; own core[i : n] : Core; embed intc[k : 2] : Intc { num = n; cpus[i] = core[i] for i in 0..n; } }`,
    refused: `${flexible} machine M : Machine { prop n : u32 = 2 in 2..4; embed core[i : 4] : Core;\nembed intc : Intc { num = n; cpus[i] = core[i] for i in 0..2; } //~ check/unset-link\n}`,
    near: `${flexible} machine M : Machine { prop n : u32 = 2 in 2..4; embed core[i : 4] : Core; embed intc : Intc { num = 2; cpus[i] = core[i] for i in 0..2; } }`,
  },
  {
    construct: "a link to an element that need not be there",
    accepted: `${some} machine M : Machine { prop n : u32 = 2 in 1..4; embed core[i : n] : Core; embed some : Some { cpus[i] = core[i] for i in 0..n; } }`,
    refused: `${some} machine M : Machine { prop n : u32 = 2 in 1..4; embed core[i : n] : Core; embed some : Some {\ncpus[i] = core[i] for i in 0..4; //~ check/index-unsure\n} }`,
    near: `${some} machine M : Machine { prop n : u32 = 2 in 1..4; embed core[i : n] : Core; when n == 4 { embed some : Some { cpus[i] = core[i] for i in 0..4; } } }`,
  },
  {
    construct: "how many links there can be",
    accepted: `${core} const N = 3; device D : Device { const M = N + 1; link a[N] : Core optional; ref b[i : M] : Core optional; }`,
    refused: `${core} device D : Device { prop n : u32 = 4;\nlink cpus[n] : Core optional; //~ check/count\n}`,
    near: `${core} device D : Device { prop n : u32 = 4 in 1..4096; link cpus[n] : Core optional; }`,
  },
  {
    construct: "links of each member of a family",
    accepted: `${core} abstract device F : Device { variant const N : u32; link cpus[N] : Core; } variant A of F { N = 2; } variant B of F { N = 3; }
machine M : Machine { embed core[3] : Core; embed a : A { cpus[i] = core[i] for i in 0..2; } embed b : B { cpus = core; } }`,
    refused: `${core} abstract device F : Device { variant const N : u32; link cpus[N] : Core; } variant A of F { N = 2; } variant B of F { N = 3; }
machine M : Machine { embed core[3] : Core; embed a : A { cpus[i] = core[i] for i in 0..2; }
embed b : B { cpus[i] = core[i] for i in 0..2; } //~ check/unset-link
}`,
    near: `${core} abstract device F : Device { variant const N : u32; link cpus[N] : Core optional; } variant A of F { N = 2; } variant B of F { N = 3; }
machine M : Machine { embed core[3] : Core; embed a : A { cpus[i] = core[i] for i in 0..2; } embed b : B { cpus[i] = core[i] for i in 0..2; } }`,
  },
  {
    construct: "links of another type",
    accepted: `${some} device Fast : Core {} machine M : Machine { embed fast[2] : Fast; embed some : Some { cpus[0..1] = fast; } }`,
    refused: `${some} device Other : Device {} machine M : Machine { embed other[2] : Other; embed some : Some {\ncpus[0..1] = other; //~ check/wrong-kind\n} }`,
    near: `device Other : Device {} device Some : Device { link cpus[4] : Device optional; } machine M : Machine { embed other[2] : Other; embed some : Some { cpus[0..1] = other; } }`,
  },
  {
    construct: "one object for an array of links",
    accepted: `${some} machine M : Machine { embed core[1] : Core; embed some : Some { cpus[0..0] = core; } }`,
    refused: `${some} machine M : Machine { embed core : Core; embed some : Some {\ncpus = core; //~ check/link-count\n} }`,
    near: `${core} device One : Device { link cpus[1] : Core; } machine M : Machine { embed core : Core; embed one : One { cpus = core; } }`,
  },
  {
    construct: "an array of links under a name of ours, and some of them",
    accepted: `${intc} device S : Device { embed intc : Intc; alias prop cpus = intc.cpus; } device T : Device { embed core[2] : Core; embed intc : Intc { cpus[2..3] = core; } alias prop first = intc.cpus[0]; alias prop second = intc.cpus[1]; }
device U : Device { embed t : T; embed s : S; alias prop first = t.first; alias prop second = t.second; alias prop cpus = s.cpus; }
machine M : Machine { embed core[i : 4] : Core; embed s : S { cpus[i] = core[i] for i in 0..4; } embed t : T { first = core[0]; second = core[1]; } embed u : U { first = core[0]; second = core[1]; cpus = core; } }`,
    refused: `${intc} device S : Device { embed intc : Intc; alias prop first = intc.cpus[0]; alias prop rest = intc.cpus[1..3]; }
machine M : Machine { embed core[i : 4] : Core;
embed s : S { first = core[0]; rest[0..1] = core[1..2]; } //~ check/unset-link
}`,
    near: `${intc} device S : Device { embed intc : Intc; alias prop first = intc.cpus[0]; alias prop rest = intc.cpus[1..3]; }
machine M : Machine { embed core[i : 4] : Core; embed s : S { first = core[0]; rest = core[1..3]; } embed u : U { first = core[0]; rest[i] = core[i] for i in 0..3; } } device U : Device { embed s : S; alias prop first = s.first; alias prop rest = s.rest; }`,
  },
  {
    construct: "links of parts of a part, from outside, in a loop",
    accepted: `${some} device S : Device { embed some[i : 4] : Some; } machine M : Machine { embed core[i : 4] : Core; embed s : S { some[i].cpus[0] = core[i] for i in 0..4; some[2].cpus[i] = core[i] for i in 1..4; } }`,
    refused: `${some} device S : Device { embed some[i : 4] : Some; } machine M : Machine { embed core[i : 4] : Core; embed s : S { some[i].cpus[0] = core[i] for i in 0..4;
some[2].cpus[i] = core[i] for i in 0..4; //~ check/repeated
} }`,
    near: `device U : Device { prop rate : u32 = 1; } device S : Device { embed u[i : 4] : U; } machine M : Machine { embed s : S { u[i].rate = 100 * i for i in 0..4; } }`,
  },
  {
    construct: "an array of links that leads to something narrower in a type that extends",
    accepted: `${intc} device Fast : Core {} device FastIntc : Intc { override link cpus[4] : Fast; } machine M : Machine { embed core[4] : Fast; embed intc : FastIntc { cpus = core; } }`,
    refused: `${intc} device Fast : Core {} device FastIntc : Intc {\noverride link cpus[2] : Fast; //~ check/override-other\n}`,
    near: `${some} device Fast : Core {} device FastSome : Some { override link cpus[2 + 2] : Fast optional; }`,
  },
  {
    construct: "an array of ways up",
    accepted: "device D : Device { embed e : E; } device E : Device { up host : D; }",
    refused: "device D : Device { embed e : E; } device E : Device {\nup host[2] : D; //~ check/relation-array\n}",
    near: "device D : Device { embed e[2] : E; } device E : Device { up host : D; }",
  },
  {
    construct: "an array of counted references",
    accepted: `${core} device D : Device { ref cores[2] : Core; } machine M : Machine { own core[2] : Core; embed d : D { cores = core; } }`,
    refused: `device A : Device { ref others[2] : B; } //~ lifetime/strong-cycle\ndevice B : Device { ref a : A; }`,
    near: `device A : Device { ref others[2] : B; } device B : Device { link a[3] : A optional; }`,
  },
  {
    construct: "an array of references to what contains it",
    accepted: `device D : Device { embed e : E { hosts = d2; } embed d2[2] : Other; } device E : Device { ref hosts[2] : Device; } device Other : Device {}`,
    refused: `device D : Device { embed e : E { hosts[0] = other;\nhosts[1] = self; //~ lifetime/ref-to-ancestor\n} embed other : Other; } device E : Device { ref hosts[2] : Device; } device Other : Device {}`,
    near: `device D : Device { embed e : E { hosts[0] = other; hosts[1] = self; } embed other : Other; } device E : Device { link hosts[2] : Device; } device Other : Device {}`,
  },
  {
    construct: "an array of links in a finalizer",
    accepted: `${log} device D : Device { hold logs[2] : Log; on finalize => flush uses logs; }`,
    refused: `${log} device D : Device { link logs[2] : Log optional;\non finalize => flush uses logs; //~ lifetime/finalize-uses-child\n}`,
    near: `${log} device D : Device { link logs[2] : Log optional; on unparent => flush uses logs; }`,
  },
  {
    construct: "an array of handles on children of ours",
    accepted: `device P : Device {} device D : Device { embed part[i : 3] : P; hold parts[i : 3] : P = part[2 - i]; on finalize => report uses parts; }`,
    refused: `device P : Device {} device D : Device { embed part[i : 3] : P;\nhold parts[i : 3] : P = part; //~ check/relation-value\n}`,
    near: `device P : Device {} device D : Device { own part[i : 3] : P; hold last[1] : P = part[2]; hold middle : P = part[1]; on finalize => report uses last, middle; }`,
  },
  {
    construct: "the order in which an array of references is let go",
    accepted: `${core} device D : Device { ref cores[2] : Core optional; embed own_core : Core; unparent cores before own_core; }`,
    refused: `${core} device D : Device { ref cores[2] : Core optional; embed own_core : Core; unparent cores before own_core;\nunparent own_core before cores; //~ lifetime/unparent-order\n}`,
    near: `${core} device D : Device { ref cores[2] : Core optional; embed own_core : Core; unparent own_core before cores; }`,
  },
];
