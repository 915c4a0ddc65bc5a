import { create, createMachine, createUserObject, deleteUserObject, realize, unrealize } from "@qdl/runtime";
import { Board, Disk, ThrottleGroup } from "../../generated/throttle-group/board.ts";

/** A user deletes a group while a disk is in it, and again when none is. */
export function run(say: (line: string) => void): void {
  const board = createMachine(Board);
  board.realize();
  const group = createUserObject(board.treeRoot, "limits", ThrottleGroup, { iops: 100 });
  const disk = board.adopt(create(board.heap, Disk));
  disk.group = group;
  realize(disk);
  const remove = (): void => {
    try {
      deleteUserObject(board.treeRoot, "limits");
      say("deleted");
    } catch (error) {
      say(String(error));
    }
  };

  remove();
  unrealize(disk);
  remove();
  say(`the disk's link reads ${disk.group}`);
  say(`shutdown is clean: ${board.shutdown().clean}`);
}
