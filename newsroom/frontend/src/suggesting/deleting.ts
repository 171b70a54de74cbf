/** Deleting as a suggestion: words are struck and openings flagged; what is one's own goes at once. */
import type { Node } from "prosemirror-model";
import { Slice } from "prosemirror-model";
import { ReplaceStep, type Step } from "prosemirror-transform";
import { flag, flows, hasFlag, joins, markId } from "../copy/elements";
import { types } from "../copy/schema";
import type { Draft } from "./draft";

/**
 * Strikes what lies between two positions. `kept` are the innermost blocks around `to` whose openings stay
 * although they are in the range.
 */
export function strike(
  draft: Draft,
  from: number,
  to: number,
  kept: number,
  id = draft.idAt(from, to),
): void {
  const { tr } = draft;
  const $to = draft.doc.resolve(to);
  const stays = (start: number): boolean => {
    for (let depth = $to.depth; depth > $to.depth - kept && depth > 0; depth--)
      if ($to.before(depth) === start) return true;
    return false;
  };
  const steps: (() => void)[] = [];
  draft.doc.nodesBetween(from, to, (node, start, parent) => {
    const end = start + node.nodeSize;
    if (node.isInline) {
      const [first, last] = [Math.max(start, from), Math.min(end, to)];
      if (first < last && (!types.deletion.isInSet(node.marks) || isOwn(draft, node)))
        steps.push(() => tr.addMark(first, last, types.deletion.create({ suggestion: id })));
      return false;
    }
    // There is nothing that the first words of a cell could join.
    const opens =
      start >= from && start < to && !(parent?.type === types.tableCell && parent.firstChild === node);
    const inRange = joins(node) ? opens && !stays(start) : opens && end <= to;
    if (hasFlag(node, "deleted") && inRange && (!flag(node, "deleted") || isOwn(draft, node)))
      steps.push(() => tr.setNodeAttribute(start, "deleted", id));
    return joins(node) || !hasFlag(node, "deleted") || !inRange;
  });
  for (const step of steps) step();
  removeOwn(draft, from, to);
}

function isOwn(draft: Draft, node: Node): boolean {
  return draft.mine(node.isInline ? markId(node, types.insertion) : flag(node, "inserted"));
}

/** Whether this person put the piece in and took it out again. */
function isUndone(draft: Draft, node: Node): boolean {
  const deleted = node.isInline ? markId(node, types.deletion) : flag(node, "deleted");
  return isOwn(draft, node) && draft.mine(deleted);
}

/** Takes out what this person both put in and struck, from the end to the start. */
function removeOwn(draft: Draft, from: number, to: number): void {
  const found: { node: Node; start: number }[] = [];
  draft.doc.nodesBetween(from, to, (node, start) => {
    if (isUndone(draft, node)) found.push({ node, start });
  });
  for (const { node, start } of found.reverse()) {
    if (draft.doc.nodeAt(start) === null) continue;
    if (node.isInline) {
      const [first, last] = [Math.max(start, from), Math.min(start + node.nodeSize, to)];
      draft.tr.delete(first, last);
    } else if (!joins(node)) removeWhole(draft, start, node);
    else removeOpening(draft, start);
  }
}

/** Takes out a block; a table goes with its last row. */
function removeWhole(draft: Draft, start: number, node: Node): void {
  const $start = draft.doc.resolve(start);
  if (node.type === types.tableRow && $start.parent.childCount === 1)
    draft.tr.delete($start.before(), $start.after());
  else draft.tr.delete(start, start + node.nodeSize);
}

/** Joins a block to the one before, or deletes it if it is empty; otherwise both flags stay, which is the same. */
function removeOpening(draft: Draft, start: number): void {
  const $start = draft.doc.resolve(start);
  const node = $start.nodeAfter;
  if (!(node && isUndone(draft, node))) return;
  const before = $start.nodeBefore;
  if (node.type === types.listItem) {
    if (before && node.firstChild && !isUndone(draft, node.firstChild))
      take(draft, new ReplaceStep(start - 1, start + 1, Slice.empty));
  } else if (before && flows(before)) {
    take(draft, new ReplaceStep(start - 1, start + 1, Slice.empty));
  } else if (!before && $start.parent.type === types.listItem && isUndone(draft, $start.parent)) {
    const item = draft.doc.resolve(start - 1).nodeBefore;
    if (item?.lastChild && flows(item.lastChild))
      take(draft, new ReplaceStep(start - 3, start + 1, Slice.empty));
    else if (node.content.size === 0 && $start.parent.childCount === 1) removeEmpty(draft, start);
  } else if (node.content.size === 0) removeEmpty(draft, start);
}

/** Deletes an empty block, with the lists and quotations that have nothing else in them. */
function removeEmpty(draft: Draft, start: number): void {
  const $start = draft.doc.resolve(start);
  let depth = $start.depth;
  while (depth > 0 && $start.node(depth).childCount === 1) depth--;
  const [first, last] =
    depth === $start.depth ? [start, start + 2] : [$start.before(depth + 1), $start.after(depth + 1)];
  take(draft, new ReplaceStep(first, last, Slice.empty));
}

function take(draft: Draft, step: Step): boolean {
  try {
    const { doc } = step.apply(draft.doc);
    if (!doc) return false;
    doc.check();
    draft.tr.step(step);
    return true;
  } catch {
    return false;
  }
}
