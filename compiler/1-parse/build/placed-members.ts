import type * as ast from "../ast.ts";
import type * as cst from "../parser.generated.ts";
import { bankMemberOf } from "./banks.ts";
import { type Context, documented, nameOf, textOf, withBroken } from "./context.ts";
import { boundOf, expressionOf, pathOf, rangeOf, typeRefOf } from "./expressions.ts";
import { optionalBound, optionalHook, optionalLabel, optionalLoop, optionalValue } from "./parts.ts";
import { regionSpecOf } from "./regions.ts";

type MemoryNode = cst.Region | cst.Space | cst.Map | cst.Bank | cst.Unimplemented;
type WireNode = cst.Irq | cst.Clock | cst.Connect | cst.Bus | cst.Plug | cst.SitsOn | cst.Addresses | cst.Gate;
type PortNode = cst.SysBus | cst.Bar | cst.Pci | cst.Msi | cst.Msix;

/** Builds what has a place in memory or on a wire. */
export function placedMemberOf(
  context: Context,
  node: MemoryNode | WireNode | PortNode,
  base: ast.MemberBase,
): ast.Member {
  switch (node.rule) {
    case "Region":
    case "Space":
    case "Map":
    case "Bank":
    case "Unimplemented":
      return memoryOf(context, node, base);
    case "SysBus":
    case "Bar":
    case "Pci":
    case "Msi":
    case "Msix":
      return portOf(context, node, base);
    default:
      return wireOf(context, node, base);
  }
}

function memoryOf(context: Context, node: MemoryNode, base: ast.MemberBase): ast.Member {
  switch (node.rule) {
    case "Region": {
      const [own, name, bound, label, spec] = node.slots;
      const array = { ...optionalBound(context, bound), ...optionalLabel(context, label) };
      return { kind: "region", own, name: nameOf(context, name), ...array, spec: regionSpecOf(context, spec), ...base };
    }
    case "Space": {
      const [name, label, bits, root] = node.slots;
      const top = { ...optionalLabel(context, label), ...(root && { root: pathOf(context, root.slots[0]) }) };
      return { kind: "space", name: nameOf(context, name), bits: expressionOf(context, bits), ...top, ...base };
    }
    case "Map": {
      const [into, entries] = node.slots;
      const all = entries.map((entry) => mapEntryOf(context, entry));
      return { kind: "map", into: pathOf(context, into), entries: all, ...base };
    }
    case "Bank": {
      const [name, members] = node.slots;
      const all = members.map((member) => bankMemberOf(context, member));
      return { kind: "bank", name: nameOf(context, name), members: withBroken(context, node, all), ...base };
    }
    case "Unimplemented": {
      const [name, label, space, address, size, priority] = node.slots;
      return {
        kind: "unimplemented",
        name: nameOf(context, name),
        ...optionalLabel(context, label),
        space: pathOf(context, space),
        address: expressionOf(context, address),
        size: expressionOf(context, size),
        ...optionalValue(context, "priority", priority),
        ...base,
      };
    }
  }
}

function mapEntryOf(context: Context, node: cst.MapEntry): ast.MapEntry {
  const [region, address, priority, loop] = node.slots;
  return {
    kind: "map-entry",
    region: pathOf(context, region),
    address: expressionOf(context, address),
    ...optionalValue(context, "priority", priority),
    ...optionalLoop(context, loop),
    ...documented(context, node),
  };
}

function wireOf(context: Context, node: WireNode, base: ast.MemberBase): ast.Member {
  switch (node.rule) {
    case "Irq":
      return irqOf(context, node, base);
    case "Clock": {
      const [direction, name, bound, frequency, multiply, divide, required, change] = node.slots;
      return {
        kind: "clock",
        direction: textOf(context, direction) as ast.Clock["direction"],
        name: nameOf(context, name),
        ...optionalBound(context, bound),
        ...optionalValue(context, "frequency", frequency),
        ...optionalValue(context, "multiply", multiply),
        ...optionalValue(context, "divide", divide),
        required,
        ...optionalHook(context, change),
        ...base,
      };
    }
    case "Connect": {
      const [from, to, loop] = node.slots;
      return {
        kind: "connect",
        from: pathOf(context, from),
        to: pathOf(context, to),
        ...optionalLoop(context, loop),
        ...base,
      };
    }
    case "Bus": {
      const [name, bound, type, slots] = node.slots;
      const array = optionalBound(context, bound);
      const count = optionalValue(context, "slots", slots);
      return { kind: "bus", name: nameOf(context, name), ...array, type: typeRefOf(context, type), ...count, ...base };
    }
    case "Plug": {
      const [device, bus, slot, loop] = node.slots;
      const clauses = { ...optionalValue(context, "slot", slot), ...optionalLoop(context, loop) };
      return { kind: "plug", device: pathOf(context, device), bus: pathOf(context, bus), ...clauses, ...base };
    }
    case "SitsOn":
      return { kind: "sits-on", type: typeRefOf(context, node.slots[0]), ...base };
    case "Addresses":
      return { kind: "addresses", range: rangeOf(context, node.slots[0]), ...base };
    case "Gate": {
      const [gate, name, bound] = node.slots;
      const kind = textOf(context, gate) as ast.Gate["gate"];
      return { kind: "gate", gate: kind, name: nameOf(context, name), bound: boundOf(context, bound), ...base };
    }
  }
}

function irqOf(context: Context, node: cst.Irq, base: ast.MemberBase): ast.Irq {
  const [direction, name, bound, required, change, body] = node.slots;
  const lines = body.rule === "LineNames" ? [body.slots[0], ...body.slots[1].map((one) => one.slots[0])] : [];
  return {
    kind: "irq",
    direction: textOf(context, direction) as ast.Irq["direction"],
    name: nameOf(context, name),
    ...optionalBound(context, bound),
    lines: lines.map((line) => nameOf(context, line)),
    required,
    ...optionalHook(context, change),
    ...base,
  };
}

function portOf(context: Context, node: PortNode, base: ast.MemberBase): ast.Member {
  switch (node.rule) {
    case "SysBus": {
      const [form, number, target] = node.slots;
      const kind = textOf(context, form) as ast.SysBusPort["form"];
      return {
        kind: "sysbus",
        form: kind,
        number: expressionOf(context, number),
        target: pathOf(context, target),
        ...base,
      };
    }
    case "Bar": {
      const [number, space, prefetch, region] = node.slots;
      return {
        kind: "bar",
        number: expressionOf(context, number),
        space: textOf(context, space) as ast.Bar["space"],
        prefetch,
        region: pathOf(context, region),
        ...base,
      };
    }
    case "Pci":
      return { kind: "pci", entries: node.slots[0].map((entry) => pciEntryOf(context, entry)), ...base };
    case "Msi": {
      const [vectors, address64, maskable, place] = node.slots;
      const form = { address64, maskable, ...optionalValue(context, "address", place) };
      return { kind: "msi", vectors: expressionOf(context, vectors), ...form, ...base };
    }
    case "Msix": {
      const [vectors, table, pba] = node.slots;
      const places = { table: msixPlaceOf(context, table), pba: msixPlaceOf(context, pba) };
      return { kind: "msix", vectors: expressionOf(context, vectors), ...places, ...base };
    }
  }
}

function pciEntryOf(context: Context, node: cst.PciEntry): ast.PciEntry {
  const [name, value] = node.slots;
  return {
    kind: "pci-entry",
    name: nameOf(context, name),
    value: expressionOf(context, value),
    ...documented(context, node),
  };
}

function msixPlaceOf(context: Context, node: cst.MsixPlace): ast.MsixPlace {
  const [bar, address] = node.slots;
  return {
    kind: "msix-place",
    bar: expressionOf(context, bar),
    address: expressionOf(context, address),
    start: node.start,
    end: node.end,
  };
}
