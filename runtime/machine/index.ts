export * from "./inspect.ts";
export * from "./machine.ts";
export * from "./properties.ts";
export * from "./qtree.ts";
export * from "./shutdown.ts";
export * from "./snapshot/index.ts";
export * from "./trace.ts";
