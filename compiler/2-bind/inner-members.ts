import type * as ast from "../1-parse/ast.ts";
import { type NamedMember } from "./model.ts";

/** The parts of a member that paths can lead on to: subregions of a container, lines of a gate. */
export function innerMembers(node: NamedMember): (ast.Region | ast.Irq)[] {
  if (node.kind === "region") return node.spec.members.flatMap((sub) => (sub.kind === "sub" ? [asRegion(sub)] : []));
  return node.kind === "gate" ? gateLines(node) : [];
}

/** A `sub` as the region that it declares. */
function asRegion({ name, bound, label, spec, doc, start, end }: ast.Sub): ast.Region {
  return {
    kind: "region",
    own: false,
    override: false,
    name,
    spec,
    start,
    end,
    ...(bound && { bound }),
    ...(label && { label }),
    ...(doc !== undefined && { doc }),
  };
}

/** An `or` has the inputs `in[n]` and the output `out`; a `split` has the input `in` and the outputs `out[n]`. */
function gateLines({ gate, bound, start, end }: ast.Gate): ast.Irq[] {
  const line = (direction: "in" | "out", many: boolean): ast.Irq => {
    const name: ast.Name = { kind: "name", text: direction, start, end };
    const place = { start, end, ...(many && { bound }) };
    return { kind: "irq", override: false, direction, name, lines: [], required: false, ...place };
  };
  return [line("in", gate === "or"), line("out", gate === "split")];
}
