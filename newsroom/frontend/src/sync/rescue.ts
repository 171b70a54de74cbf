/**
 * Words that one person typed where another was deleting, neither knowing of the other.
 *
 * Rebasing alone drops them: the insertion has no place left, or the deletion has grown over it. Deleting was
 * meant for the words that were there, so what came in meanwhile is put back at the point where the deleted
 * words stood. Only the client whose steps are rebased does this, so that it happens once.
 */
import type { Node, Slice } from "prosemirror-model";
import type { EditorState, Transaction } from "prosemirror-state";
import { insertPoint, replaceStep, type StepMap } from "prosemirror-transform";
import { types } from "../copy/schema";
import type { Rebase } from "./collab";

/** On transactions that put words back. */
export const RESCUE = "copydesk-rescue";

export interface Lost {
  /** Where the words stood, in the document after the rebase. */
  point: number;
  slice: Slice;
}

interface Range {
  from: number;
  to: number;
}

/** A part of something inserted that is still there: its place, and where it began in what was inserted. */
interface Piece extends Range {
  origin: number;
}

/** What a rebase loses, in document order. */
export function lostWords(rebase: Rebase): Lost[] {
  return [...ownLost(rebase), ...remoteLost(rebase)].sort((a, b) => a.point - b.point);
}

/** Puts the words back; null when there is nothing to put back. `state` is the one after the rebase. */
export function putBack(state: EditorState, lost: readonly Lost[]): Transaction | null {
  const tr = state.tr;
  for (const { point, slice } of lost) insertSomewhere(tr, tr.mapping.map(point), slice);
  return tr.docChanged ? tr.setMeta(RESCUE, true) : null;
}

/** Own words that are there before the rebase and not after it. */
function ownLost({ tr, local }: Rebase): Lost[] {
  const { maps } = tr.mapping;
  const ranges = maps.slice(0, local).flatMap((inversion, index) => {
    // The inversion deletes what its step put in; the inversions before it, backwards, lead from there to the
    // document this person sees.
    const forward = maps
      .slice(0, index)
      .reverse()
      .map((map) => map.invert());
    const again = tr.mapping.getMirror(index);
    const rebased = again === undefined ? [] : inserted(maps[again]);
    return inserted(inversion.invert()).flatMap((range, nth) => {
      const after = rebased[nth];
      const left = after && again !== undefined ? surviving(after, maps.slice(again + 1)) : [];
      return missing(surviving(range, forward), left);
    });
  });
  return joined(ranges).flatMap((range) => words(tr.before, range, tr.mapping.map(range.from, -1)));
}

/** What others put in and a rebased deletion of this client now covers. */
function remoteLost({ tr, local, remote, own: accepted }: Rebase): Lost[] {
  const { maps } = tr.mapping;
  const after = local + remote;
  const ranges = maps.slice(local, after - accepted).flatMap((map, index) =>
    inserted(map).flatMap((range) => {
      const later = local + index + 1;
      return missing(surviving(range, maps.slice(later, after)), surviving(range, maps.slice(later)));
    }),
  );
  const own = tr.mapping.slice(after);
  const doc = tr.docs[after] ?? tr.doc;
  return joined(ranges).flatMap((range) => words(doc, range, own.map(range.from, -1)));
}

/** The places of what a step puts in, in the document after it. */
function inserted(map: StepMap | undefined): Range[] {
  const ranges: Range[] = [];
  map?.forEach((_oldStart, _oldEnd, from, to) => ranges.push({ from, to }));
  return ranges;
}

/** The parts of a range that are left after `maps`, where they are then. */
function surviving(range: Range, maps: readonly StepMap[]): Piece[] {
  let pieces: Piece[] = range.from < range.to ? [{ ...range, origin: 0 }] : [];
  for (const map of maps) pieces = pieces.flatMap((piece) => through(piece, map));
  return pieces;
}

function through(piece: Piece, map: StepMap): Piece[] {
  const left: Piece[] = [];
  let start = piece.from;
  let shift = 0;
  const keep = (end: number, by: number): void => {
    if (start < end) left.push({ from: start + by, to: end + by, origin: piece.origin + start - piece.from });
  };
  map.forEach((oldStart, oldEnd, newStart, newEnd) => {
    keep(Math.min(oldStart, piece.to), newStart - oldStart);
    start = Math.max(start, oldEnd);
    shift = newEnd - oldEnd;
  });
  keep(piece.to, shift);
  return left;
}

/** Where those parts of `pieces` are that `left` does not have. */
function missing(pieces: readonly Piece[], left: readonly Piece[]): Range[] {
  return pieces.flatMap((piece) => {
    const gone: Range[] = [];
    const end = piece.origin + piece.to - piece.from;
    let start = piece.origin;
    const lose = (until: number): void => {
      if (start < until)
        gone.push({ from: piece.from + start - piece.origin, to: piece.from + until - piece.origin });
    };
    for (const { origin, from, to } of left) {
      lose(Math.min(origin, end));
      start = Math.max(start, origin + to - from);
    }
    lose(end);
    return gone;
  });
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
