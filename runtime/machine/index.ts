export * from "./machine.ts";
export * from "./shutdown.ts";
