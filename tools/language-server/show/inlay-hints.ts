import { type InlayHint, type Range } from "vscode-languageserver/node";
import { type BoundFile, type Inspection } from "qdl";
import { type Occurrence } from "../names/declaration.ts";
import { occurrencesIn } from "../names/occurrences.ts";
import { linesOf } from "../texts.ts";
import { bytes, hex, placeOfPart, registerOf, sizeOfType } from "./layout.ts";

/** Offsets and sizes, behind the names of what has them. */
export function inlayHintsIn(file: BoundFile, range: Range, now: Inspection): InlayHint[] {
  const lines = linesOf(file.source);
  const [from, to] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
  return occurrencesIn(file)
    .filter(({ declares, start, end }) => declares && start >= from && end <= to)
    .flatMap((one) => {
      const label = labelOf(one, now);
      return label === undefined ? [] : [{ position: lines.positionAt(one.end), label, paddingLeft: true }];
    });
}

function labelOf({ of }: Occurrence, now: Inspection): string | undefined {
  if (of.meaning === "type") {
    const size = sizeOfType(of.type!, now);
    return size === undefined ? undefined : bytes(size);
  }
  if (of.meaning === "register") return registerLabel(of, now);
  const laid = of.meaning === "member" ? placeOfPart(of, now) : undefined;
  return laid && `+${hex(laid.offset)}, ${bytes(laid.bytes)}`;
}

/** Only where the text does not say it itself. */
function registerLabel(of: Occurrence["of"], now: Inspection): string | undefined {
  const register = registerOf(of, now);
  if (!register || register.node.address?.kind === "number") return undefined;
  const { offset, count, stride } = register;
  return count === null ? hex(offset) : `${hex(offset)}..${hex(offset + (count - 1) * stride)}`;
}
