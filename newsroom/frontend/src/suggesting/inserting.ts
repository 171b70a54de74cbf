/** Putting in as a suggestion: words are marked, and blocks that are new flagged. */
import { Fragment, type Node, Slice } from "prosemirror-model";
import { ReplaceAroundStep, ReplaceStep } from "prosemirror-transform";
import { flows, hasFlag, markId } from "../copy/elements";
import { types } from "../copy/schema";
import { hasCells } from "../copy/tables";
import type { Draft } from "./draft";

/** A slice (already plain) as this suggestion's; nodes open at its start are there already. */
function proposed(slice: Slice, id: string): Slice {
  return new Slice(proposedFragment(slice.content, id, slice.openStart), slice.openStart, slice.openEnd);
}

export function proposedFragment(content: Fragment, id: string, open: number): Fragment {
  return Fragment.fromArray(
    content.content.map((node, index) => proposedNode(node, id, index === 0 ? open : 0)),
  );
}

function proposedNode(node: Node, id: string, open: number): Node {
  if (node.isInline) return node.mark(types.insertion.create({ suggestion: id }).addToSet(node.marks));
  const isNew = open <= 0 && hasFlag(node, "inserted");
  const within = isNew && hasCells(node) ? WHOLE : open - 1;
  const attrs = isNew ? { ...node.attrs, inserted: id } : node.attrs;
  return node.type.create(attrs, proposedContent(node.content, id, within), node.marks);
}

const WHOLE = Number.POSITIVE_INFINITY;

function proposedContent(content: Fragment, id: string, open: number): Fragment {
  if (open !== WHOLE) return proposedFragment(content, id, open);
  return Fragment.fromArray(content.content.map((node) => proposedNode(node, id, WHOLE)));
}

/** Where a slice was put in, and how far it lies in the document after that; null when it does not fit. */
export interface Put {
  at: number;
  /** How much of the slice was put before what it begins with: added to make it fit. */
  lead: number;
}

/**
 * Puts a plain slice, which was to replace what lies between two positions, behind what was struck there.
 */
export function put(draft: Draft, from: number, to: number, slice: Slice): Put | null {
  const id = draft.idAt(from, to);
  if (!holdsAnything(draft.doc, from, to)) return place(draft, from, to, proposed(slice, id), 0);
  const $to = draft.doc.resolve(to);
  const { openStart, openEnd } = slice;
  if (openStart === openEnd && (openStart > 0 || !$to.parent.isTextblock || isInline(slice)))
    return place(draft, to, to, proposed(slice, id), 0);
  if ($to.parent.isTextblock) {
    // The first block is new, but what was struck stands open: an empty block closes it.
    const closing = types.paragraph.create();
    const content = Fragment.from(closing).append(slice.content);
    return place(draft, to, to, proposed(new Slice(content, 1, openEnd), id), closing.nodeSize - 1);
  }
  const end = endOfWords(draft.doc, from, to);
  return end === null
    ? null
    : place(draft, end, end, proposed(new Slice(slice.content, openStart, openStart), id), 0);
}

/**
 * The same for a slice whose last block, deeper than the one it is put into, takes the rest of that block's words
 * in. `insert` is where in the slice they go.
 */
export function putAround(draft: Draft, at: number, slice: Slice, insert: number): Put | null {
  const $at = draft.doc.resolve(at);
  if (!$at.parent.isTextblock) return null;
  const end = $at.end();
  const content = proposed(slice, draft.idAt(at, at));
  draft.tr.step(new ReplaceAroundStep(at, end + 1, at, end, content, insert));
  return { at, lead: 0 };
}

function isInline(slice: Slice): boolean {
  return slice.content.firstChild?.isInline ?? true;
}

function place(draft: Draft, from: number, to: number, slice: Slice, lead: number): Put | null {
  draft.tr.step(new ReplaceStep(from, to, slice));
  return { at: from, lead };
}

/** Whether words, openings or blocks lie between two positions, and not only ends of blocks. */
function holdsAnything(doc: Node, from: number, to: number): boolean {
  let found = false;
  doc.nodesBetween(from, to, (node, start) => {
    if (
      node.isInline
        ? Math.max(start, from) < Math.min(start + node.nodeSize, to)
        : start >= from && start < to
    )
      found = true;
    return !found;
  });
  return found;
}

/** The end of the last text block that begins between two positions. */
function endOfWords(doc: Node, from: number, to: number): number | null {
  let end: number | null = null;
  doc.nodesBetween(from, to, (node, start) => {
    if (flows(node) && start + node.nodeSize <= to) end = start + node.nodeSize - 1;
  });
  return end;
}

/** Behind the words that this person struck here: what is typed in their stead goes there. */
export function behindStruck(draft: Draft, position: number): number {
  let at = position;
  for (;;) {
    const next = draft.doc.resolve(at).nodeAfter;
    if (!(next?.isInline && draft.mine(markId(next, types.deletion)))) return at;
    at += next.nodeSize;
  }
}
