export { SnapshotError } from "./format.ts";
export * from "./snapshot.ts";
