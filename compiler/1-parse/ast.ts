/**
 * The tree of one `.qdl` file. Every node is a readonly value with a `kind` and absolute UTF-16 offsets (`end` exclusive);
 * an absent clause is an absent field, a flag is always there. Nothing is resolved: names are names, numbers are literals.
 */
import { type Declaration, type Documented, type Name, type Node } from "./ast-base.ts";
import { type Expression, type Path, type Range, type StringLiteral, type TypeRef } from "./ast-expression.ts";
import { type BankMember, type Hook } from "./ast-bank.ts";

export * from "./ast-base.ts";
export * from "./ast-expression.ts";
export * from "./ast-bank.ts";

/** `[i : n]` or `[n]` after a name: an array of `count` elements, `index` being the name of the loop variable. */
export interface Bound extends Node {
  readonly kind: "bound";
  readonly index?: Name;
  readonly count: Expression;
}

/** `for i in a..b`: from `a` up to, not including, `b`. */
export interface Loop extends Node {
  readonly kind: "loop";
  readonly index: Name;
  readonly range: Range;
}

/** `in 1..8` (both ends included) or `in [1, 2, 4]`. */
export type Domain = Range | Expression;

/** `path = value for i in 0..n;` inside the braces after a child, and, without a loop, in a `variant`. */
export interface Setting extends Documented {
  readonly kind: "setting";
  readonly target: Path;
  readonly value: Expression;
  readonly loop?: Loop;
}

/** What every member of a type has. */
export interface MemberBase extends Documented {
  /** Replaces an inherited member of the same name. */
  readonly override: boolean;
}

/** `typename "x";` */
export interface TypeName extends MemberBase {
  readonly kind: "typename";
  /** The string without its quotes, escapes resolved. */
  readonly value: string;
}

/** `hotplug;` or `user creatable;` */
export interface Flag extends MemberBase {
  readonly kind: "flag";
  readonly flag: "hotplug" | "user-creatable";
}

/** `const NAME : type = value;`, in a type or in a file. */
export interface Const extends MemberBase {
  readonly kind: "const";
  readonly name: Name;
  readonly type?: TypeRef;
  readonly value: Expression;
}

/** `prop name : type = default in domain optional dynamic;` */
export interface Prop extends MemberBase {
  readonly kind: "prop";
  readonly name: Name;
  readonly type: TypeRef;
  readonly default?: Expression;
  readonly domain?: Domain;
  readonly optional: boolean;
  readonly dynamic: boolean;
}

/** `method name(parameter : type, ...) : result;`: what others call; a hook of the behaviour module does it. */
export interface Method extends MemberBase {
  readonly kind: "method";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly result?: TypeRef;
}

/** `name : type` of a method. */
export interface Parameter extends Node {
  readonly kind: "parameter";
  readonly name: Name;
  readonly type: TypeRef;
}

/** `variant const NAME : type = default in domain optional;` */
export interface VariantConst extends MemberBase {
  readonly kind: "variant-const";
  readonly name: Name;
  readonly type: TypeRef;
  readonly default?: Expression;
  readonly domain?: Domain;
  readonly optional: boolean;
}

/** `variant type NAME : base = default optional;` */
export interface VariantType extends MemberBase {
  readonly kind: "variant-type";
  readonly name: Name;
  readonly base: TypeRef;
  readonly default?: Name;
  readonly optional: boolean;
}

/** `alias prop|irq|clock|region|bus name = child.path;`: a part of a child under a name of ours. */
export interface Alias extends MemberBase {
  readonly kind: "alias";
  readonly of: "prop" | "irq" | "clock" | "region" | "bus";
  readonly name: Name;
  readonly target: Path;
}

/** `set name = value;`: the default that an inherited property has in this class. */
export interface SetDefault extends MemberBase {
  readonly kind: "set";
  readonly target: Path;
  readonly value: Expression;
}

/** `choose subject { pattern => Type { settings } ... }` */
export interface Choose extends Node {
  readonly kind: "choose";
  readonly subject: Expression;
  readonly arms: readonly ChooseArm[];
}

/** `pattern => Type;` or `pattern => Type { settings }`. */
export interface ChooseArm extends Node {
  readonly kind: "choose-arm";
  readonly pattern: Expression;
  readonly type: TypeRef;
  readonly settings: readonly Setting[];
}

/** `embed` (in our storage) or `own` (storage of its own): `embed name[i : n] : Type reserve 256 = choose ... { settings }`. */
export interface Child extends MemberBase {
  readonly kind: "child";
  readonly storage: "embed" | "own";
  readonly name: Name;
  readonly bound?: Bound;
  readonly type: TypeRef;
  readonly reserve?: Expression;
  readonly choose?: Choose;
  readonly settings: readonly Setting[];
}

/** `link` (weak), `ref` (counted), `hold` (counted, through the finalizer), `up` (typed way to the container). */
export interface Relation extends MemberBase {
  readonly kind: "relation";
  readonly relation: "link" | "ref" | "hold" | "up";
  readonly name: Name;
  readonly bound?: Bound;
  readonly type: TypeRef;
  readonly value?: Expression;
  readonly optional: boolean;
}

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

/** `irq in|out name[n] required on change => hook { NAMES }` */
export interface Irq extends MemberBase {
  readonly kind: "irq";
  readonly direction: "in" | "out";
  readonly name: Name;
  readonly bound?: Bound;
  readonly lines: readonly Name[];
  /** Whoever contains the device must connect it: every line of it. */
  readonly required: boolean;
  readonly hook?: Hook;
}

/** `clock in|out name[n] = frequency multiply m divide n required on change => hook;` */
export interface Clock extends MemberBase {
  readonly kind: "clock";
  readonly direction: "in" | "out";
  readonly name: Name;
  readonly bound?: Bound;
  readonly frequency?: Expression;
  /** What it drives has its frequency times `multiply` by `divide`. */
  readonly multiply?: Expression;
  readonly divide?: Expression;
  /** Whoever contains the device must connect it: every clock of it. */
  readonly required: boolean;
  readonly hook?: Hook;
}

/** `connect from -> to for i in a..b;` */
export interface Connect extends MemberBase {
  readonly kind: "connect";
  readonly from: Path;
  readonly to: Path;
  readonly loop?: Loop;
}

/** `bus name[i : n] : Type slots n;` */
export interface BusMember extends MemberBase {
  readonly kind: "bus";
  readonly name: Name;
  readonly bound?: Bound;
  readonly type: TypeRef;
  readonly slots?: Expression;
}

/** `plug device on bus at slot for i in a..b;` */
export interface Plug extends MemberBase {
  readonly kind: "plug";
  readonly device: Path;
  readonly bus: Path;
  readonly slot?: Expression;
  readonly loop?: Loop;
}

/** `sits on Type;`: the kind of bus on which a device sits. */
export interface SitsOn extends MemberBase {
  readonly kind: "sits-on";
  readonly type: TypeRef;
}

/** `addresses a..b;` of a bus, both ends included: every device on it has one of them for itself. */
export interface Addresses extends MemberBase {
  readonly kind: "addresses";
  readonly range: Range;
}

/** `sysbus mmio|pio|irq n = path;` */
export interface SysBusPort extends MemberBase {
  readonly kind: "sysbus";
  readonly form: "mmio" | "pio" | "irq";
  readonly number: Expression;
  readonly target: Path;
}

/** `bar n : mem64 prefetch = region;` */
export interface Bar extends MemberBase {
  readonly kind: "bar";
  readonly number: Expression;
  readonly space: "mem32" | "mem64" | "io";
  readonly prefetch: boolean;
  readonly region: Path;
}

/** `pci { vendor 0x1b36; ... }` */
export interface Pci extends MemberBase {
  readonly kind: "pci";
  readonly entries: readonly PciEntry[];
}

/** `vendor 0x1b36;` */
export interface PciEntry extends Documented {
  readonly kind: "pci-entry";
  readonly name: Name;
  readonly value: Expression;
}

/** `msi vectors n address64 maskable @ offset;` */
export interface Msi extends MemberBase {
  readonly kind: "msi";
  readonly vectors: Expression;
  readonly address64: boolean;
  readonly maskable: boolean;
  /** Where its capability lies in configuration space; where there is room if absent. */
  readonly address?: Expression;
}

/** `bar n @ offset` in `msix`. */
export interface MsixPlace extends Node {
  readonly kind: "msix-place";
  readonly bar: Expression;
  readonly address: Expression;
}

/** `msix vectors n table bar n @ offset pba bar n @ offset;` */
export interface Msix extends MemberBase {
  readonly kind: "msix";
  readonly vectors: Expression;
  readonly table: MsixPlace;
  readonly pba: MsixPlace;
}

/** `on EVENT => hook uses a, b;` of a type. */
export interface LifeHook extends MemberBase {
  readonly kind: "life-hook";
  readonly hook: Hook;
}

/** `realize a, b, c;`: the order of realize; unrealize is the reverse. */
export interface RealizeOrder extends MemberBase {
  readonly kind: "realize";
  readonly order: readonly Path[];
}

/** `unparent a before b, c;` or `unparent a after b, c;` */
export interface UnparentOrder extends MemberBase {
  readonly kind: "unparent";
  readonly part: Path;
  readonly relation: "before" | "after";
  readonly others: readonly Path[];
}

/** `timer name[i : n] => hook uses a, b;`; `hook.event` is `expire`. */
export interface Timer extends MemberBase {
  readonly kind: "timer";
  readonly name: Name;
  readonly bound?: Bound;
  readonly hook: Hook;
}

/** `state { ... }` */
export interface State extends MemberBase {
  readonly kind: "state";
  readonly fields: readonly StateField[];
}

/** `name : u16[16] = init transient;`; a transient field is not part of a snapshot. */
export interface StateField extends Documented {
  readonly kind: "state-field";
  readonly name: Name;
  readonly type: TypeRef;
  readonly init?: Expression;
  readonly transient: boolean;
}

/** `when condition { members }` */
export interface When extends MemberBase {
  readonly kind: "when";
  readonly condition: Expression;
  readonly members: readonly Member[];
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

/** `or name[n];` (lines `in[n]`, `out`) or `split name[n];` (lines `in`, `out[n]`). */
export interface Gate extends MemberBase {
  readonly kind: "gate";
  readonly gate: "or" | "split";
  readonly name: Name;
  readonly bound: Bound;
}

/** Text that could not be read, and was reported. With its name, where that much could be read, uses of it need no second report. */
export interface Broken extends Documented {
  readonly kind: "broken";
  readonly name?: Name;
}

/** One member of a type. `Bank`'s own members are `BankMember`. */
export type Member =
  | TypeName
  | Flag
  | Const
  | Prop
  | Method
  | VariantConst
  | VariantType
  | Alias
  | SetDefault
  | Child
  | Relation
  | Region
  | Space
  | MapMember
  | Bank
  | Irq
  | Clock
  | Connect
  | BusMember
  | Plug
  | SitsOn
  | Addresses
  | SysBusPort
  | Bar
  | Pci
  | Msi
  | Msix
  | LifeHook
  | RealizeOrder
  | UnparentOrder
  | Timer
  | State
  | When
  | Unimplemented
  | Gate
  | Broken;

/** A comment as it stands in the text: for the formatter and the editor. */
export interface Comment extends Node {
  readonly kind: "comment";
  readonly form: "line" | "block" | "doc";
}

/** `// qdl-allow code: reason` */
export interface Waiver extends Node {
  readonly kind: "waiver";
  readonly code: string;
  readonly reason: string;
  /** The line that it speaks of: the next one that is neither blank nor a comment, without its line break. */
  readonly covers: { readonly start: number; readonly end: number };
}

/** `import { A, B as C } from "./x.qdl";` */
export interface Import extends Node {
  readonly kind: "import";
  readonly names: readonly ImportName[];
  /** The path as written, without quotes. */
  readonly from: string;
  /** The place of the path, with its quotes. */
  readonly fromSpan: { readonly start: number; readonly end: number };
}

/** `A` or `B as C`. */
export interface ImportName extends Node {
  readonly kind: "import-name";
  readonly name: Name;
  /** The name that the file uses: `C`, or `name` itself. */
  readonly local: Name;
}

/** `package a.b.c;` */
export interface Package extends Node {
  readonly kind: "package";
  readonly names: readonly Name[];
}

/** A whole file. Declarations keep the order of the text; what could not be read is among them as `Broken`. */
export interface File extends Node {
  readonly kind: "file";
  /** The language edition of the first line; 1 where it was missing or wrong, which was reported. */
  readonly edition: 1;
  readonly package?: Package;
  readonly imports: readonly Import[];
  readonly declarations: readonly Declaration[];
  readonly comments: readonly Comment[];
  readonly waivers: readonly Waiver[];
}
