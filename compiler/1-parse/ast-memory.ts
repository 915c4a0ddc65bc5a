import { type BankMember } from "./ast-bank.ts";
import { type Documented, type MemberBase, type Name, type Node } from "./ast-base.ts";
import { type Expression, type Path, type StringLiteral } from "./ast-expression.ts";
import { type Bound, type Loop } from "./ast.ts";

/** What a region is: `io 4K = regs`, `io 0x40 = ops cap_ops uses host`, `alias of ram at 0 size 64K`, `container 16K { sub ... }`. */
export interface RegionSpec extends Node {
  readonly kind: "region-spec";
  readonly form: "io" | "ram" | "rom" | "romd" | "container" | "alias" | "iommu";
  readonly size?: Expression;
  /** Of an alias: what it shows, and from which offset. */
  readonly target?: Path;
  readonly offset?: Expression;
  /** What answers accesses: the `bank` of that name, or, with `ops`, a pair of hooks in the behaviour module. */
  readonly behind?: Name;
  readonly behindKind?: "bank" | "ops";
  readonly uses: readonly Path[];
  /** `owner path`, `owner none`: another owner than the type that declares the region. */
  readonly owner?: Path;
  readonly reentrant: boolean;
  readonly readonly: boolean;
  readonly nonvolatile: boolean;
  /** Inside the braces: subregions, and how `ops` want to be accessed. */
  readonly members: readonly (Sub | BankMember)[];
}

/** What address maps call a region or an address space, where that is not its name: a text, or a property of the type. */
export type Label = StringLiteral | Path;

/** `region name[i : n] "label" : spec;`, and `own region ...` for one that is counted on its own. */
export interface Region extends MemberBase {
  readonly kind: "region";
  readonly own: boolean;
  readonly name: Name;
  readonly bound?: Bound;
  readonly label?: Label;
  readonly spec: RegionSpec;
}

/** `sub name[i : n] "label" @ address priority p : spec;` inside a container. */
export interface Sub extends Documented {
  readonly kind: "sub";
  readonly name: Name;
  readonly bound?: Bound;
  readonly label?: Label;
  readonly address: Expression;
  readonly priority?: Expression;
  readonly spec: RegionSpec;
}

/** `space name "label" : bits = root;`: an address space; without `root` it has a container of its own. */
export interface Space extends MemberBase {
  readonly kind: "space";
  readonly name: Name;
  readonly label?: Label;
  readonly bits: Expression;
  readonly root?: Path;
}

/** `map into { entries }`: `into` is a space or a container. */
export interface MapMember extends MemberBase {
  readonly kind: "map";
  readonly into: Path;
  readonly entries: readonly MapEntry[];
}

/** `region @ address priority p for i in a..b;` */
export interface MapEntry extends Documented {
  readonly kind: "map-entry";
  readonly region: Path;
  readonly address: Expression;
  readonly priority?: Expression;
  readonly loop?: Loop;
}

/** `bank name { ... }` */
export interface Bank extends MemberBase {
  readonly kind: "bank";
  readonly name: Name;
  readonly members: readonly BankMember[];
}

/** `unimplemented name "label" @ space address size n priority p;`; without a priority below everything else. */
export interface Unimplemented extends MemberBase {
  readonly kind: "unimplemented";
  readonly name: Name;
  readonly label?: Label;
  readonly space: Path;
  readonly address: Expression;
  readonly size: Expression;
  readonly priority?: Expression;
}
