import { type QomObject } from "./object.ts";
import { type ObjectType } from "./type.ts";

/** What may happen to an object; `type` is the level of the inheritance chain that is initialized or finalized. */
export type TraceEvent =
  | {
      readonly event: "init" | "post_init" | "finalize";
      readonly object: QomObject;
      readonly type: ObjectType;
    }
  | { readonly event: "unparent" | "free"; readonly object: QomObject };

/** Receives the events of one machine, in order, while they happen. */
export type Trace = (event: TraceEvent) => void;
