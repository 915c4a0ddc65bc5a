/**
 * The tree of one `.qdl` file. Every node is a readonly value with a `kind` and absolute UTF-16 offsets (`end` exclusive);
 * an absent clause is an absent field, a flag is always there. Nothing is resolved: names are names, numbers are literals.
 */
import { type Hook } from "./ast-bank.ts";
import { type Declaration, type Documented, type MemberBase, type Name, type Node } from "./ast-base.ts";
import { type Expression, type Path, type Range, type TypeRef } from "./ast-expression.ts";
import { type Bank, type MapMember, type Region, type Space, type Unimplemented } from "./ast-memory.ts";
import {
  type Addresses,
  type Bar,
  type BusMember,
  type Clock,
  type Connect,
  type Gate,
  type Irq,
  type Msi,
  type Msix,
  type Pci,
  type Plug,
  type SitsOn,
  type SysBusPort,
} from "./ast-wiring.ts";

export * from "./ast-base.ts";
export * from "./ast-expression.ts";
export * from "./ast-bank.ts";
export * from "./ast-memory.ts";
export * from "./ast-wiring.ts";

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
