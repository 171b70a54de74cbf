/**
 * Words that one person typed where another was deleting, neither knowing of the other.
 *
 * Rebasing alone drops them: the insertion has no place left, or the deletion has grown over it. Deleting was meant
 * for the words that were there, so what came in meanwhile is put back at the point where the deleted words stood.
 * Only the client whose steps are rebased does this, so that it happens once.
 */
import { type Node, Slice } from "prosemirror-model";
import type { EditorState, Transaction } from "prosemirror-state";
import { type Step, type StepMap, ReplaceStep, insertPoint, replaceStep } from "prosemirror-transform";
import { types } from "./schema";

export interface Lost {
  /** Where the words stood, in the document after the rebase. */
  point: number;
  slice: Slice;
}

interface Range {
  from: number;
  to: number;
}

/**
 * What a rebase (from receiveTransaction, not yet dispatched) loses, in document order.
 *
 * `rebase` takes back the `pending` own steps, newest first, applies the `remote` steps, then again those of the
 * own steps that still have a place.
 */
export function lostWords(rebase: Transaction, pending: number, remote: number): Lost[] {
  if (pending === 0 || remote === 0) return [];
  return [...ownLost(rebase, pending), ...remoteLost(rebase, pending, remote)].sort((a, b) => a.point - b.point);
}

/** Puts the words back; null when there is nothing to put back. `state` is the one after the rebase. */
export function putBack(state: EditorState, lost: readonly Lost[]): Transaction | null {
  const tr = state.tr;
  for (const { point, slice } of lost) insertSomewhere(tr, tr.mapping.map(point), slice);
  return tr.docChanged ? tr : null;
}

/** Own insertions that were dropped: the inversion of such a step has no mirror. */
function ownLost(rebase: Transaction, pending: number): Lost[] {
  const ranges: Range[] = [];
  for (let index = 0; index < pending; index++) {
    const inversion = rebase.steps[index];
    if (rebase.mapping.getMirror(index) !== undefined || !(inversion instanceof ReplaceStep)) continue;
    // The inversion deletes what its step put in; the inversions before it, backwards, lead from there to the
    // document this person sees.
    const forward = rebase.mapping.maps.slice(0, index).reverse().map((map) => map.invert());
    ranges.push(...surviving({ from: inversion.from, to: inversion.to }, forward));
  }
  return joined(ranges).flatMap((range) => words(rebase.before, range, rebase.mapping.map(range.from, -1)));
}

/** Insertions of others that a rebased deletion of this client now covers. */
function remoteLost(rebase: Transaction, pending: number, remote: number): Lost[] {
  const after = pending + remote;
  const own = rebase.mapping.slice(after);
  const ranges = rebase.steps
    .slice(pending, after)
    .flatMap((step, index) => surviving(inserted(step), rebase.mapping.maps.slice(pending + index + 1, after)))
    .filter((range) => own.map(range.from, 1) >= own.map(range.to, -1));
  const doc = rebase.docs[after] ?? rebase.doc;
  return joined(ranges).flatMap((range) => words(doc, range, own.map(range.from, -1)));
}

function inserted(step: Step): Range {
  return step instanceof ReplaceStep ? { from: step.from, to: step.from + step.slice.size } : { from: 0, to: 0 };
}

/** The parts of a range that are left after `maps`, where they are then. */
function surviving(range: Range, maps: readonly StepMap[]): Range[] {
  let pieces = range.from < range.to ? [range] : [];
  for (const map of maps) pieces = pieces.flatMap((piece) => through(piece, map));
  return pieces;
}

function through(piece: Range, map: StepMap): Range[] {
  const left: Range[] = [];
  let start = piece.from;
  let shift = 0;
  const keep = (end: number, by: number): void => {
    if (start < end) left.push({ from: start + by, to: end + by });
  };
  map.forEach((oldStart, oldEnd, newStart, newEnd) => {
    keep(Math.min(oldStart, piece.to), newStart - oldStart);
    start = Math.max(start, oldEnd);
    shift = newEnd - oldEnd;
  });
  keep(piece.to, shift);
  return left;
}

/** Ranges that touch or overlap as one, so that words typed letter by letter come back as words. */
function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else result.push({ ...range });
  }
  return result;
}

/** The range as something to put back; nothing when it holds only the edges of blocks. */
function words(doc: Node, range: Range, point: number): Lost[] {
  let worth = false;
  doc.nodesBetween(range.from, range.to, (node) => {
    worth ||= node.isText || (node.isLeaf && node.type !== types.hardBreak);
  });
  return worth ? [{ point, slice: doc.slice(range.from, range.to) }] : [];
}

function insertSomewhere(tr: Transaction, point: number, slice: Slice): void {
  const inline = slice.content.firstChild?.isInline ?? false;
  if (!inline || tr.doc.resolve(point).parent.inlineContent) {
    const step = replaceStep(tr.doc, point, point, slice);
    const after = step?.apply(tr.doc).doc;
    if (step && after && after.textContent.length - tr.doc.textContent.length >= textLength(slice)) {
      tr.step(step);
      return;
    }
  }
  for (const block of blocks(slice, inline).reverse()) {
    tr.insert(insertPoint(tr.doc, point, types.paragraph) ?? tr.doc.content.size, block);
  }
}

/** The slice as paragraphs: less than it was, but a paragraph has a place wherever there is a block. */
function blocks(slice: Slice, inline: boolean): Node[] {
  if (inline) return [types.paragraph.create(null, slice.content)];
  const found: Node[] = [];
  slice.content.descendants((node) => {
    if (node.isTextblock && node.content.size > 0) found.push(types.paragraph.create(null, node.content));
    return !node.isTextblock;
  });
  return found;
}

function textLength(slice: Slice): number {
  return slice.content.textBetween(0, slice.content.size).length;
}
