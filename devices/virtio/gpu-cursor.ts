import { type VirtioGpu } from "../../generated/virtio/gpu.ts";
import { type Answer, errors, ok, type Request, wordsAt } from "./gpu-commands.ts";
import { findResource, Kind, regionOf } from "./gpu-resources.ts";

/** Pixels of a cursor, across and down (virtio 1.2, section 5.7.6.10). */
const pixels = 64;
const positionAt = 24;
const resourceAt = 40;

/** The scanout that a command names, at the position that it says; null if there is none. */
function place(self: VirtioGpu, view: DataView): number | null {
  const [scanout, x, y] = wordsAt(view, positionAt);
  if (scanout >= self.maxOutputs) return null;
  self.cursorX.set(scanout, x);
  self.cursorY.set(scanout, y);
  return scanout;
}

/** MOVE_CURSOR: the picture stays. */
export function moveCursor(self: VirtioGpu, { view }: Request): Answer {
  return { type: place(self, view) === null ? errors.scanout : ok.noData };
}

/** UPDATE_CURSOR: another picture, as the resource has it now; resource 0 takes the cursor away. */
export function updateCursor(self: VirtioGpu, { view }: Request): Answer {
  const [number, hotX, hotY] = wordsAt(view, resourceAt);
  const at = findResource(self, number);
  if (number !== 0 && (at === null || self.kinds.get(at) !== Kind.image)) return { type: errors.resource };
  if (at !== null && (self.widths.get(at) !== pixels || self.heights.get(at) !== pixels))
    return { type: errors.parameter };
  const scanout = place(self, view);
  if (scanout === null) return { type: errors.scanout };
  self.cursorShown.set(scanout, at === null ? 0 : 1);
  self.cursorHotX.set(scanout, hotX);
  self.cursorHotY.set(scanout, hotY);
  if (at === null) return { type: ok.noData };
  const picture = self.cursor[scanout]!.ram!;
  picture.data.set(regionOf(self, "image", at)!.ram!.data);
  picture.mark(0, picture.data.length);
  return { type: ok.noData };
}
