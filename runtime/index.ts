export * from "./object/index.ts";
export * from "./memory/index.ts";
export * from "./device/index.ts";
export * from "./machine/index.ts";
