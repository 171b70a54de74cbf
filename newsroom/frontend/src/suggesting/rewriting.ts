/**
 * Any edit as a suggestion: where two documents differ, the blocks there are struck, and put in again as they are to
 * be. Words are struck and put in that only change their place, so this is for what cannot be said otherwise.
 */
import { Fragment, type Node, Slice } from "prosemirror-model";
import { ReplaceStep, StepMap } from "prosemirror-transform";
import { isContainer, plainMarks } from "../copy/elements";
import { types } from "../copy/schema";
import { strike } from "./deleting";
import type { Draft } from "./draft";
import { proposedFragment } from "./inserting";
import type { Taken } from "./places";
import { withoutFlags } from "./plain";
import { accepted } from "./projection";

/** What is struck in a document, and what is put in behind it; `from` and `to` are where that is in the new one. */
interface Change {
  start: number;
  end: number;
  content: Fragment;
  from: number;
  to: number;
}

/**
 * Suggests in a draft, which is as the document was, what leads to another document; `fine` looks for differences
 * within lists and quotations, too. Says where in the draft is what of the new document.
 */
export function rewrite(draft: Draft, wanted: Node, fine: boolean): Taken[] {
  const changes: Change[] = [];
  compare(draft.doc, wanted, 0, 0, fine, changes);
  const ranges = changes.flatMap(({ start, end, from, to }) => [start, end - start, to - from]);
  const whole: Taken = { map: new StepMap(ranges), from: 0, size: 0, at: 0, since: 0 };
  // From the end to the start, so that positions hold.
  return [whole, ...changes.reverse().map((change) => replace(draft, change))];
}

function replace(draft: Draft, { start, end, content, from, to }: Change): Taken {
  const id = draft.newId();
  const before = draft.tr.steps.length;
  if (start < end) strike(draft, start, end, 0, id);
  const at = draft.tr.mapping.slice(before).map(end, 1);
  if (content.size > 0)
    draft.tr.step(new ReplaceStep(at, at, new Slice(proposedFragment(content, id, 0), 0, 0)));
  const size = Math.min(to - from, content.size);
  return { map: StepMap.empty, from, size, at, since: draft.tr.steps.length };
}

/** The changes between two nodes of one kind, whose contents begin at these positions. */
function compare(old: Node, wanted: Node, start: number, from: number, fine: boolean, found: Change[]): void {
  if (old.inlineContent) return compareWords(old, wanted, start, from, found);
  let [first, lastOld, lastNew] = [0, old.childCount, wanted.childCount];
  while (first < Math.min(lastOld, lastNew) && old.child(first).eq(wanted.child(first))) first += 1;
  while (Math.min(lastOld, lastNew) > first && old.child(lastOld - 1).eq(wanted.child(lastNew - 1))) {
    lastOld -= 1;
    lastNew -= 1;
  }
  const within = (one: Node | null, other: Node | null, at: number, to: number): void => {
    if (one && other) compare(one, other, at + 1, to + 1, fine, found);
  };
  const [at, to] = [start + sizeOf(old, 0, first), from + sizeOf(wanted, 0, first)];
  const alike =
    first < Math.min(lastOld, lastNew) && isAlike(old.child(first), wanted.child(first), fine, true);
  if (alike) {
    within(old.child(first), wanted.child(first), at, to);
    first += 1;
  }
  const both = first < Math.min(lastOld, lastNew);
  const ends = both && isAlike(old.child(lastOld - 1), wanted.child(lastNew - 1), fine, false);
  const [endOld, endNew] = [lastOld - Number(ends), lastNew - Number(ends)];
  if (first < endOld || first < endNew)
    found.push({
      start: start + sizeOf(old, 0, first),
      end: start + sizeOf(old, 0, endOld),
      content: asAccepted(wanted, first, endNew),
      from: from + sizeOf(wanted, 0, first),
      to: from + sizeOf(wanted, 0, endNew),
    });
  if (ends)
    within(
      old.child(endOld),
      wanted.child(endNew),
      start + sizeOf(old, 0, endOld),
      from + sizeOf(wanted, 0, endNew),
    );
}

const SLOTS = [types.headline, types.standfirst, types.caption, types.figure];

/** Whether what differs is rather within the two than all of them. */
function isAlike(old: Node, wanted: Node, fine: boolean, first: boolean): boolean {
  if (!old.sameMarkup(wanted) || old.isLeaf) return false;
  if (SLOTS.includes(old.type)) return true;
  if ((isContainer(old) || old.type === types.tableRow) && !fine) return false;
  const end = first ? old.content.findDiffStart(wanted.content) : old.content.findDiffEnd(wanted.content)?.a;
  return end !== null && end !== undefined && (first ? end > 0 : end < old.content.size);
}

function compareWords(old: Node, wanted: Node, start: number, from: number, found: Change[]): void {
  const first = old.content.findDiffStart(wanted.content);
  const ends = old.content.findDiffEnd(wanted.content);
  if (first === null || !ends) return;
  const overlap = Math.max(0, first - Math.min(ends.a, ends.b));
  const [end, to] = [ends.a + overlap, ends.b + overlap];
  const put = wanted.content.cut(first, to);
  const stays = put.content.filter((piece) => !types.deletion.isInSet(piece.marks));
  const content = Fragment.fromArray(stays.map((piece) => piece.mark(plainMarks(piece.marks))));
  found.push({ start: start + first, end: start + end, content, from: from + first, to: from + to });
}

/** Some of a node's children as they are once everything proposed in them is accepted. */
function asAccepted(parent: Node, first: number, last: number): Fragment {
  const chosen = Fragment.fromArray(parent.content.content.slice(first, last));
  const top = parent.type.schema.topNodeType;
  const [before, after] = [types.headline.create(), types.rule.create()];
  const body = parent.type === top ? chosen.content : [parent.copy(chosen)];
  const settled = accepted(top.create(null, [before, ...body, after])).content.content.slice(1, -1);
  const left = parent.type === top ? settled : (settled[0]?.content.content ?? []);
  return Fragment.fromArray(left.map(unflagged));
}

function unflagged(node: Node): Node {
  if (node.isInline) return node;
  return node.type.create(withoutFlags(node.attrs), node.content.content.map(unflagged), node.marks);
}

function sizeOf(node: Node, first: number, last: number): number {
  let size = 0;
  for (let index = first; index < last; index++) size += node.child(index).nodeSize;
  return size;
}
