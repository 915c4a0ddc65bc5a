import type * as ast from "../1-parse/ast.ts";
import { type BoundFile, type EnumEntity, type MemberEntity, type TypeEntity } from "../2-bind/model.ts";
import { type CheckedBank, type CheckedRegister } from "./checked-bank.ts";
import { type CheckedBuses } from "./checked-bus.ts";
import { type Claim } from "./follows.ts";
import { type Told } from "./told.ts";
import { type Value } from "./value.ts";

/** A file whose every statement was checked. */
export interface CheckedFile {
  readonly file: BoundFile;
  readonly enums: readonly CheckedEnum[];
  readonly types: readonly CheckedType[];
}

/** An enum with the numbers of its values. */
export interface CheckedEnum {
  readonly entity: EnumEntity;
  readonly numbers: ReadonlyMap<string, bigint>;
}

/**
 * When a part comes into being: with its owner, or when the owner is realized, because its number, size, type or presence
 * depends on properties.
 */
export type Phase = "init" | "realize";

/** What every part of a type has: the name in the generated class, and under which conditions it exists. */
export interface Part<Node> {
  readonly name: string;
  readonly node: Node;
  readonly phase: Phase;
  readonly conditions: readonly ast.Expression[];
}

/** A type with everything that a module needs to know. Sizes and offsets are in words of the heap. */
export interface CheckedType {
  readonly entity: TypeEntity;
  readonly typename: string;
  readonly base: TypeEntity | null;
  /** Size of an instance with everything embedded in it and inherited. */
  readonly words: number;
  readonly props: readonly CheckedProp[];
  readonly methods: readonly CheckedMethod[];
  /** Of an abstract type: what its interfaces ask for and it leaves to the types that extend it. */
  readonly left: readonly MemberEntity[];
  readonly relations: readonly CheckedRelation[];
  readonly states: readonly CheckedState[];
  readonly banks: readonly CheckedBank[];
  readonly regions: readonly CheckedRegion[];
  readonly spaces: readonly CheckedSpace[];
  readonly unimplemented: readonly CheckedUnimplemented[];
  readonly gates: readonly CheckedGate[];
  readonly lines: readonly CheckedLine[];
  readonly clocks: readonly CheckedClock[];
  readonly timers: readonly CheckedTimer[];
  readonly onBuses: CheckedBuses;
  /** What the type gives numbers to, in the order of the numbers of each form. */
  readonly ports: readonly CheckedPort[];
  readonly children: readonly CheckedChild[];
  /** Inherited children that have a narrower type here, with what is set on them beyond what is set already. */
  readonly narrowed: readonly CheckedChild[];
  readonly aliases: readonly CheckedAlias[];
  readonly connections: readonly CheckedConnection[];
  readonly mappings: readonly CheckedMapping[];
  /** Inherited registers that are reset to other values here. */
  readonly resets: readonly CheckedReset[];
  /** Children in the order of realize, where the type declares one; else null: the order of the text. */
  readonly realizeOrder: readonly string[] | null;
  /** Children and links that end before others, first to last, by the names of their slots: empty until it is proven. */
  readonly unparentOrder: readonly string[];
  /** What it gives to properties that it inherits. */
  readonly defaults: readonly CheckedSetting[];
  readonly hooks: readonly CheckedHook[];
}

/** What an inherited register is reset to instead. */
export interface CheckedReset {
  readonly node: ast.Register;
  readonly bank: CheckedBank;
  readonly register: CheckedRegister;
  readonly value: bigint;
}

/** A property: `kind` says how it is kept, `fallback` what it is when nobody sets it. */
export interface CheckedProp extends Part<ast.Prop> {
  /** Name on the command line and in messages: as written. */
  readonly qomName: string;
  readonly value: Value;
  readonly fallback: Value | null;
  /** It has no default, and somebody must set it before realize. */
  readonly required: boolean;
  readonly enum: EnumEntity | null;
}

/** A method: what it takes and answers; null for what could not be read, and was reported. */
export interface CheckedMethod extends Part<ast.Method> {
  readonly parameters: readonly { readonly name: string; readonly type: MethodValue | null }[];
  /** Null where it answers nothing. */
  readonly result: MethodValue | null;
}

/** A value that a method takes or answers. */
export type MethodValue =
  | { readonly kind: "number" | "bigint" | "boolean" | "string" }
  | { readonly kind: "enum"; readonly of: EnumEntity }
  | { readonly kind: "object"; readonly of: TypeEntity };

/** A relation to an object that is not a child. */
export interface CheckedRelation extends Part<ast.Relation> {
  readonly target: TypeEntity | null;
  /** The child that a hold begins with. */
  readonly held: Target | null;
  /** The most that there can be; null for a single one. */
  readonly count: number | null;
  /** A property says how many there are. */
  readonly varies: boolean;
  /** How many there are by what is said of the properties; null for a single one. */
  readonly countIn: ((told: Told) => { readonly min: bigint; readonly max: bigint }) | null;
}

/** A piece of state at a fixed word; an array has a count and packs its elements. */
export interface CheckedState extends Part<ast.StateField> {
  readonly word: number;
  readonly bits: number;
  readonly signed: boolean;
  readonly bool: boolean;
  readonly count: number | null;
  readonly initial: bigint;
}

/** A memory region of the type itself. */
export interface CheckedRegion extends Part<ast.Region> {
  /** Size in bytes, where every instance has the same. */
  readonly size: bigint | null;
  readonly bank: CheckedBank | null;
  /** The hooks of the behaviour module that answer instead of a bank; of an iommu the one that translates. */
  readonly ops: CheckedOps | null;
  /** It lies in a container of ours. */
  readonly inside: boolean;
  /** Who has it, where that is not the device itself: a part of it, or the machine. */
  readonly owner: Target | "machine" | null;
  /** It can be made only when children are there: it shows a region of one, or belongs to one. */
  readonly afterChildren: boolean;
  /** Of an alias: the region that it shows. */
  readonly target: Target | null;
}

/** A pair of hooks behind a region; `access` is null where the behaviour module says byte order and sizes. */
export interface CheckedOps {
  readonly hook: string;
  readonly access: {
    readonly endian: "little" | "big";
    readonly valid: { readonly min: number; readonly max: number } | null;
    readonly impl: { readonly min: number; readonly max: number } | null;
    readonly unaligned: boolean;
  } | null;
}

/** A device that the board has and the model does not: its accesses are noticed. */
export interface CheckedUnimplemented extends Part<ast.Unimplemented> {
  readonly size: bigint;
}

/** An `or` or `split` of lines. */
export type CheckedGate = Part<ast.Gate>;

/** An address space; addresses have `bits` bits. */
export interface CheckedSpace extends Part<ast.Space> {
  readonly bits: number;
  /** The region that it shows; null where it has a container of its own. */
  readonly root: Target | null;
}

/** Interrupt lines under one name. */
export interface CheckedLine extends Part<ast.Irq> {
  /** Null for a single line; the most that there can be, where a property says how many. */
  readonly count: number | null;
  /** How many there are in every instance. */
  readonly least: number;
}

/** A timer, or an array of timers, under one name. */
export interface CheckedTimer extends Part<ast.Timer> {
  /** Null for a single timer; the most that there can be, where a property says how many. */
  readonly count: number | null;
}

/** A clock, or an array of clocks, under one name. */
export interface CheckedClock extends Part<ast.Clock> {
  /** Null for a single clock. */
  readonly count: number | null;
  /** Hz, of a clock with a frequency of its own. */
  readonly frequency: number | null;
  /** What it drives has its frequency times `multiply` by `divide`. */
  readonly multiply: number;
  readonly divide: number;
}

/** A region or an output line with a number, or an array of them from that number on. */
export interface CheckedPort {
  readonly form: ast.SysBusPort["form"];
  /** What says so; null for what is numbered without a word. */
  readonly node: ast.SysBusPort | null;
  readonly first: bigint;
  readonly target: Target;
  readonly phase: Phase;
  readonly conditions: readonly ast.Expression[];
}

/** A child in our storage, or in one of its own. */
export interface CheckedChild extends Part<ast.Child> {
  readonly type: TypeEntity;
  /** First word in our storage; null for an owned child. */
  readonly word: number | null;
  /** Words from one element to the next. */
  readonly stride: number;
  /** What its type is chosen from; null without `choose`. */
  readonly arms: readonly CheckedArm[] | null;
  readonly settings: readonly CheckedSetting[];
}

/** One type that a child can have: by which value, and with what set. */
export interface CheckedArm {
  readonly node: ast.ChooseArm;
  readonly pattern: ast.Expression;
  readonly value: Value;
  readonly type: TypeEntity;
  readonly settings: readonly CheckedSetting[];
}

/** A property or relation of a child that its parent sets. */
export interface CheckedSetting {
  /** The way from the child to the member, as names of generated classes and indices. */
  readonly steps: Target["steps"];
  readonly node: ast.Setting;
  /** The member of the child under whose name it is set. */
  readonly member: MemberEntity;
  /** The property or relation itself, seen from the child: the member, or what it is an alias of. */
  readonly target: Target;
  /** What a relation is to lead to; null for ourselves, and for properties. */
  readonly source: Target | null;
  /** How many elements are set at once; null for one. */
  readonly width: number | null;
  readonly phase: Phase;
}

/** One step on a way without aliases: a name of a generated class, or an index, with what an alias of a slice adds to it. */
export type PlaceStep = string | bigint | { readonly index: ast.Expression; readonly from: bigint };

/** Elements of an array. */
export interface Picked {
  readonly from: number;
  readonly count: number;
}

/** What a path leads to: the steps as generated code takes them, and the member at the end. */
export interface Target {
  readonly node: ast.Path;
  readonly member: MemberEntity;
  /** The type that has `member`. */
  readonly of: TypeEntity;
  /** The ways to go: names of the generated class, and indices. */
  readonly steps: readonly (string | ast.Expression | bigint)[];
  /** The same ways with every alias on them followed: two targets with the same are one. */
  readonly place: readonly PlaceStep[];
  /** The types that are gone through, outermost first: the step `at` of `place` is a member of `type`. */
  readonly homes: readonly { readonly type: TypeEntity; readonly at: number }[];
  /** Which of the steps behind the first read null until their owner is realized. */
  readonly passing: readonly number[];
  /** Something on the way is there only once a part of ours is realized. */
  readonly late: boolean;
  /** The lines that it picks are there in every instance, once something is realized where it is late. */
  readonly sure: boolean;
  /** The condition of a line of a part of ours that is not known to hold by what the part is told, with the type that says it. */
  readonly doubtful: Doubt | null;
  /** What is said on the way about the properties of `of`. */
  readonly told: Told;
  /** The lines of a slice; 1 for everything else. */
  readonly width: number;
  /** The last step is the slice that begins at this line. */
  readonly slice: { readonly from: number } | null;
  /** All of an array, or all that an alias picked from one: no index picks from it. */
  readonly whole: boolean;
  /** The elements that an alias picked, where `place` leads to all of them. */
  readonly picked: Picked | null;
  readonly phase: Phase;
  readonly conditions: readonly ast.Expression[];
}

/** A condition of a part of ours; `claim` says when it holds, in terms of our own properties, where that can be said. */
export interface Doubt {
  readonly condition: ast.Expression;
  readonly owner: TypeEntity;
  readonly claim: Claim | null;
}

/** A name of ours for a property of a child. */
export interface CheckedAlias extends Part<ast.Alias> {
  readonly target: Target;
}

/** Two ends that are joined; of lines, or of clocks. */
export interface CheckedConnection extends Omit<Part<ast.Connect>, "name"> {
  readonly what: "line" | "clock";
  /** How many are joined at once; null for one. */
  readonly width: number | null;
  readonly from: Target;
  readonly to: Target;
}

/** A region at an address of a space. */
export interface CheckedMapping extends Omit<Part<ast.MapEntry>, "name"> {
  readonly space: Target;
  readonly region: Target;
}

/** A hook of the behaviour module with everything that calls it. */
export interface CheckedHook {
  readonly name: string;
  readonly uses: readonly HookUse[];
}

/** One thing that calls a hook. */
export interface HookUse {
  readonly kind:
    | "life"
    | "read"
    | "write"
    | "change"
    | "line"
    | "clock"
    | "timer"
    | "ops"
    | "complete-ops"
    | "translate"
    | "ask"
    | "call";
  readonly node: ast.Hook;
  /** What happens, for the doc comment: `register DR is read`. */
  readonly when: string;
  /** Whether values are wider than 32 bits, so that they are bigints. */
  readonly wide?: boolean;
  /** What the hook is told before the values: the number of an array's element, of a register and of a field. */
  readonly indices?: readonly ("index" | "element")[];
  /** Of a call: the method. */
  readonly method?: CheckedMethod;
}
