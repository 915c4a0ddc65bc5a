import { connect, createMachine, plug, create, MemoryBlock, type Machine } from "@qdl/runtime";
