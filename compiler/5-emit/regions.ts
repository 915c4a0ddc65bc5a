import { type CheckedRegion, type Phase } from "../3-check/index.ts";
import { bankName } from "./bank-table.ts";
import { writeWhen } from "./children.ts";
import { call, object, openObject } from "./code.ts";
import { type ClassContext, fromRuntime } from "./context.ts";
import { printExpression } from "./expression.ts";
import { hex, text } from "./literal.ts";
import { namingIn, printTarget } from "./target.ts";

/** Makes the address spaces, each with a root container that is as large as its addresses reach. */
export function writeSpaces(context: ClassContext): void {
  const { type, writer } = context;
  for (const { name, node, bits } of type.spaces) {
    const size = bits > 53 ? `${1n << BigInt(bits)}n` : hex(2 ** bits);
    const space = object(["name", text(node.name.text)], ["root", object(["size", size])]);
    writer.code(`made.${name} = `, call(fromRuntime(context, "addSpace"), "self", space));
  }
}

/** Makes the regions of a phase. */
export function writeRegions(phase: Phase, context: ClassContext): void {
  for (const region of context.type.regions) {
    if (region.phase !== phase) continue;
    writeWhen(region, context, () => writeRegion(region, context));
  }
}

function writeRegion(region: CheckedRegion, context: ClassContext): void {
  const { name, node, phase } = region;
  const entries: [string, string][] = [
    ["kind", text(node.spec.form)],
    ["name", text(node.name.text)],
    ...detailsOf(region, context),
  ];
  const code = call(fromRuntime(context, "addRegion"), "self", openObject(...entries));
  const passing = phase === "realize" ? call(fromRuntime(context, "untilUnrealize"), "self", code) : code;
  context.writer.code(`made.${name} = `, passing);
  if (isSysBus(context)) context.writer.line(`self.addRegion(self.${name});`);
}

/** Whether the type is numbered by its regions and lines. */
export function isSysBus({ type }: ClassContext): boolean {
  for (let at = type.base; at; at = at.base) if (at.file.core && at.name === "SysBusDevice") return true;
  return false;
}

function detailsOf(region: CheckedRegion, context: ClassContext): [string, string][] {
  const { spec } = region.node;
  const naming = namingIn(context, new Set());
  const size = region.size !== null && region.size < 2n ** 53n ? hex(Number(region.size)) : null;
  const bytes = size ?? (spec.size ? printExpression(spec.size, naming) : null);
  const details: [string, string][] = bytes === null ? [] : [["size", bytes]];
  if (region.bank) details.push(["bank", bankName(region.bank, context.type.entity.name)]);
  if (region.target) {
    const target = printTarget(region.target, context, new Set());
    if (bytes === null) details.push(["size", `${target}.size`]);
    details.push(["target", target], ["offset", spec.offset ? printExpression(spec.offset, naming) : "0"]);
  }
  return details;
}
