/**
 * Undo and redo beside other people's words. A step that puts words back is mapped over what came since, and by the
 * engine's default goes behind what others typed at its place, where it reads in another order than it did.
 */
import { redo as redone, undo as undone } from "prosemirror-history";
import type { Command, Transaction } from "prosemirror-state";
import { ReplaceStep } from "prosemirror-transform";

export const undo: Command = inOrder(undone);
export const redo: Command = inOrder(redone);

/** The command, mapping what it puts back to in front of others' words; the engine has one setting for all. */
function inOrder(command: Command): Command {
  return (state, dispatch, view) => {
    const made: Transaction[] = [];
    const bias = ReplaceStep.MAP_BIAS;
    ReplaceStep.MAP_BIAS = -1;
    try {
      if (!command(state, dispatch && ((tr) => made.push(tr)), view)) return false;
    } finally {
      ReplaceStep.MAP_BIAS = bias;
    }
    for (const tr of made) dispatch?.(tr);
    return true;
  };
}
