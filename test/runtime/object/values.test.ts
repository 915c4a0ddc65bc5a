import { describe, expect, test } from "vitest";
import {
  aliasProperty,
  booleanProperty,
  booleanValue,
  choiceProperty,
  choiceValue,
  integerProperty,
  integerValue,
  InterfaceType,
  linkValue,
  listFrom,
  listValue,
  ObjectType,
  own,
  type PropertyInfo,
  type PropertyValue,
  stringProperty,
  stringValue,
  wideProperty,
  wideValue,
} from "@qdl/runtime";
import { Counter, makeTree, Node } from "./parts.ts";

const u8 = { min: 0, max: 255 };
const even = { min: 0, max: 255, only: [2, 4] };
const u64 = { min: 0n, max: 2n ** 64n - 1n };
const readable = new InterfaceType("readable");
const stream = new InterfaceType("stream", readable);

class File extends Node {
  static override readonly type: ObjectType = new ObjectType<File>({
    name: "file",
    parent: Node.type,
    class: File,
    interfaces: [stream],
  });
}

class Log extends File {
  static override readonly type: ObjectType = new ObjectType<Log>({ name: "log", parent: File.type, class: Log });
}

describe("a value is checked before it is taken", () => {
  test.each<[string, (value: PropertyValue) => unknown, PropertyValue, unknown]>([
    ["an integer", (value) => integerValue("level", value, u8), 0, 0],
    ["an integer", (value) => integerValue("level", value, u8), 255, 255],
    ["an integer", (value) => integerValue("level", value, u8), 255n, 255],
    ["a listed integer", (value) => integerValue("level", value, even), 4, 4],
    ["a 64-bit integer", (value) => wideValue("mask", value, u64), 0, 0n],
    ["a 64-bit integer", (value) => wideValue("mask", value, u64), 2n ** 64n - 1n, 2n ** 64n - 1n],
    ["a listed 64-bit integer", (value) => wideValue("mask", value, { ...u64, only: [1n, 8n] }), 8, 8n],
    ["a truth value", (value) => booleanValue("on", value), false, false],
    ["a text", (value) => stringValue("label", value), "", ""],
    ["a name", (value) => choiceValue("mode", value, ["up", "down"]), "down", "down"],
    ["an empty list", (value) => listFrom("list", value, Number), " ", []],
    ["a list", (value) => listFrom("list", value, (one) => `<${one}>`), " 1, 2,3 ", ["<1>", "<2>", "<3>"]],
  ])("%s is taken", (_what, check, value, taken) => {
    expect(check(value)).toEqual(taken);
  });

  test.each<[(value: PropertyValue) => unknown, PropertyValue, ErrorConstructor, string]>([
    [(value) => integerValue("level", value, u8), 1.5, TypeError, "level takes an integer"],
    [(value) => integerValue("level", value, u8), "7", TypeError, "level takes an integer"],
    [(value) => integerValue("level", value, u8), true, TypeError, "level takes an integer"],
    [(value) => integerValue("level", value, u8), Infinity, TypeError, "level takes an integer"],
    [(value) => integerValue("level", value, u8), -1, RangeError, "level takes 0 to 255, not -1"],
    [(value) => integerValue("level", value, u8), 256n, RangeError, "level takes 0 to 255, not 256"],
    [(value) => integerValue("level", value, even), 3, RangeError, "level takes 2, 4, not 3"],
    [(value) => wideValue("mask", value, u64), 1.5, TypeError, "mask takes an integer"],
    [(value) => wideValue("mask", value, u64), "1", TypeError, "mask takes an integer"],
    [(value) => wideValue("mask", value, u64), -1n, RangeError, "mask takes 0 to 18446744073709551615, not -1"],
    [(value) => wideValue("mask", value, { min: 0n, max: 7n }), 8n, RangeError, "mask takes 0 to 7, not 8"],
    [(value) => wideValue("mask", value, { ...u64, only: [1n, 8n] }), 2n, RangeError, "mask takes 1, 8, not 2"],
    [(value) => booleanValue("on", value), 1, TypeError, "on takes true or false"],
    [(value) => stringValue("label", value), 1, TypeError, "label takes a string"],
    [(value) => choiceValue("mode", value, ["up", "down"]), "left", RangeError, "mode takes one of up, down"],
    [(value) => listFrom("list", value, Number), 1, TypeError, "list takes values with commas between them, as text"],
  ])("what is not taken is refused (%#)", (check, value, kind, message) => {
    expect(() => check(value)).toThrow(new kind(message));
  });

  test("a link takes nothing, and objects of its type, of a derived one, or with its interface", () => {
    const { root } = makeTree();
    const [counter, log] = [own(root, "counter", Counter), own(root, "log", Log)];
    expect(linkValue("peer", null, "node")).toBeNull();
    expect(linkValue("peer", counter, "counter")).toBe(counter);
    for (const typename of ["log", "file", "node", "stream", "readable"])
      expect(linkValue("peer", log, typename)).toBe(log);
    for (const [value, typename, message] of [
      ["x", "counter", "peer takes an object of type counter"],
      [log, "counter", "peer takes an object of type counter, not log"],
      [counter, "stream", "peer takes an object of type stream, not counter"],
    ] as const)
      expect(() => linkValue("peer", value, typename)).toThrow(new TypeError(message));
  });

  test("a list is taken element by element, of any length or of one only", () => {
    const level = (value: number): number => integerValue("levels", value, u8);
    expect(listValue("levels", [1, 2], level)).toEqual([1, 2]);
    expect(listValue("levels", [1, 2], level, 2)).toEqual([1, 2]);
    expect(() => listValue("levels", [1, 256], level)).toThrow(new RangeError("levels takes 0 to 255, not 256"));
    expect(() => listValue("levels", [1], level, 2)).toThrow(new RangeError("levels takes 2 values, not 1"));
    expect(() => listValue("levels", [1], level, 0)).toThrow(new RangeError("levels takes 0 values, not 1"));
  });
});

describe("a property", () => {
  interface Fields {
    level: number;
    mask: bigint;
    on: boolean;
    label: string;
    mode: "up" | "down";
  }
  type Lamp = Node & Fields;
  const field = <Name extends keyof Fields>(name: Name) => ({
    name,
    get: (self: Lamp): Fields[Name] => self[name],
    set: (self: Lamp, value: Fields[Name]): void => void (self[name] = value as Lamp[Name]),
  });
  const lamp = (): Lamp =>
    Object.assign(own(makeTree().root, "lamp", Node), {
      level: 1,
      mask: 1n,
      on: false,
      label: "",
      mode: "up" as "up" | "down",
    });

  test.each<[PropertyInfo<Lamp>, string, PropertyValue, { readonly bad: PropertyValue; readonly message: string }]>([
    [integerProperty("u8", u8, field("level")), "u8", 9, { bad: 256, message: "level takes 0 to 255, not 256" }],
    [
      wideProperty("u64", u64, field("mask")),
      "u64",
      9n,
      { bad: -1n, message: "mask takes 0 to 18446744073709551615, not -1" },
    ],
    [booleanProperty(field("on")), "bool", true, { bad: 1, message: "on takes true or false" }],
    [stringProperty(field("label")), "string", "front", { bad: 1, message: "label takes a string" }],
    [
      choiceProperty("mode", ["up", "down"], field("mode")),
      "mode",
      "down",
      { bad: "left", message: "mode takes one of up, down" },
    ],
  ])("of each type reads as what was set, and says what it takes (%#)", (property, type, good, { bad, message }) => {
    const self = lamp();
    expect(property.type).toBe(type);
    property.set!(self, good);
    expect(() => property.set!(self, bad)).toThrow(message);
    expect(property.get(self)).toBe(good);
    expect(self[property.name as keyof Fields]).toBe(good);
  });

  test("has a default if it is given one, which is checked, and is fixed at realize unless it says otherwise", () => {
    const plain = booleanProperty(field("on"));
    expect("default" in plain).toBe(false);
    expect(plain.dynamic).toBe(false);
    expect(integerProperty("u8", u8, { ...field("level"), default: 0, dynamic: true })).toMatchObject({
      name: "level",
      default: 0,
      dynamic: true,
    });
    expect(() => integerProperty("u8", u8, { ...field("level"), default: 256 })).toThrow(RangeError);
  });

  test("that nothing sets is read-only, and has no default", () => {
    const { name, get } = field("level");
    const property = integerProperty("u8", u8, { name, get, default: 3 });
    expect(property.set).toBeUndefined();
    expect(property.default).toBeUndefined();
    expect(property.get(lamp())).toBe(1);
  });

  test("that is another object's has its value, its limits, and its errors", () => {
    const { root } = makeTree();
    const counter = own(root, "counter", Counter);
    const aliased = (target: string, type: string): PropertyInfo<Node> =>
      aliasProperty<Node>("level", { of: () => counter, target, type });
    const level = aliased("start", "u32");
    level.set!(root, 9);
    expect([level.get(root), counter.value]).toEqual([9, 9]);
    expect(() => level.set!(root, 99)).toThrow("start takes 0 to 15, not 99");
    expect(aliased("x", "child<counter>").type).toBe("link<counter>");
    expect(aliased("x", "list<child<counter>>").type).toBe("list<child<counter>>");
    expect(() => aliased("x", "u32").get(root)).toThrow("alias level: type counter has no property x");
  });

  test("that is another object's is read-only where that is", () => {
    class Gauge extends Node {
      static override readonly type: ObjectType = new ObjectType<Gauge>({
        name: "gauge",
        parent: Node.type,
        class: Gauge,
        properties: [integerProperty<Gauge>("u8", u8, { name: "level", get: () => 5 })],
      });
    }
    const { root } = makeTree();
    const gauge = own(root, "gauge", Gauge);
    const alias = aliasProperty<Node>("height", { of: () => gauge, target: "level", type: "u8" });
    expect(alias.get(root)).toBe(5);
    expect(() => alias.set!(root, 6)).toThrow("height is read-only");
    expect(() => own(root, "other", Gauge, { properties: { level: 1 } })).toThrow(
      'property "level" of type gauge is read-only',
    );
  });
});
