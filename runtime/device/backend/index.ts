export * from "./backend.ts";
export * from "./block.ts";
export * from "./chardev.ts";
export * from "./nic.ts";
