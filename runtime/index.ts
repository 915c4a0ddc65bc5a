export * from "./object/index.ts";
