/**
 * Making lists and quotations, and lifting out of them, as suggestions: the blocks go where they are to be, and each
 * remembers what it was in.
 */
import type { Node } from "prosemirror-model";
import type { Step } from "prosemirror-transform";
import { flag } from "../copy/elements";
import { type Line, linesOf, placeOf } from "./containers";
import type { Draft } from "./draft";

/** Whether both hold the same blocks in the same order, whatever lists and quotations these are in. */
export function sameBlocks(before: Node, after: Node): boolean {
  const [olds, news] = [linesOf(before), linesOf(after)];
  return (
    olds.length === news.length && olds.every(({ block }, index) => block.eq((news[index] as Line).block))
  );
}

/**
 * Applies steps that move blocks only. What a block was in is remembered before anything moves, and forgotten after
 * that if it is there again: each step alone only suggests. False when somebody else has moved one of these blocks,
 * or one beside them.
 */
export function rewrap(draft: Draft, steps: readonly Step[]): boolean {
  const before = linesOf(draft.doc);
  const moved = movedBy(steps, draft.doc, before);
  if (!moved || isTaken(draft, before, moved)) return false;
  const places = before.map((_, index) => placeAt(before, index));
  const own = moved.map((index) => before[index]?.block).map((block) => block && flag(block, "rewrapped"));
  const id = own.find((one) => one) ?? draft.newId();
  for (const index of moved) {
    const { block, start } = before[index] as Line;
    if (!(flag(block, "rewrapped") || draft.mine(flag(block, "inserted"))))
      draft.tr.setNodeAttribute(start, "rewrapped", `${id} ${places[index] ?? ""}`);
  }
  for (const step of steps) draft.tr.step(step);
  const after = linesOf(draft.doc);
  for (const index of moved) {
    const { block, start } = after[index] as Line;
    const was = block.attrs.rewrapped as string | null | undefined;
    if (was?.slice(was.indexOf(" ") + 1) === placeAt(after, index))
      draft.tr.setNodeAttribute(start, "rewrapped", null);
  }
  return true;
}

/** The blocks that are somewhere else after one of the steps, by their numbers; null when more changes than that. */
function movedBy(steps: readonly Step[], doc: Node, before: readonly Line[]): number[] | null {
  const moved = new Set<number>();
  let last = doc;
  for (const step of steps) {
    const changed: Node | null = step.apply(last).doc;
    if (!(changed && sameBlocks(last, changed))) return null;
    last = changed;
    linesOf(last).forEach((_, index, lines) => {
      if (placeAt(lines, index) !== placeAt(before, index)) moved.add(index);
    });
  }
  return [...moved].sort((a, b) => a - b);
}

/** Whether somebody else's suggestion says what one of these blocks was in, or one beside them. */
function isTaken(draft: Draft, lines: readonly Line[], moved: readonly number[]): boolean {
  const around = lines.slice(Math.max(0, (moved[0] ?? 0) - 1), (moved.at(-1) ?? -1) + 2);
  return around.some(({ block }) => flag(block, "rewrapped") && !draft.mine(flag(block, "rewrapped")));
}

/** What a block is in, and how much of it with the block before that is not only proposed. */
function placeAt(lines: readonly Line[], index: number): string {
  const line = lines[index] as Line;
  let { shared } = line;
  if (flag(line.block, "inserted") === null)
    for (let at = index - 1; at >= 0 && flag((lines[at] as Line).block, "inserted"); at--)
      shared = Math.min(shared, (lines[at] as Line).shared);
  return placeOf({ ...line, shared });
}
