/** Bold, italic, links and kinds of paragraph as suggestions. */
import { Fragment, type Mark, type Node, Slice } from "prosemirror-model";
import { AddMarkStep, type RemoveMarkStep, ReplaceStep } from "prosemirror-transform";
import { flag, flows, markId, plainMarks, writeFormatting } from "../copy/elements";
import { types } from "../copy/schema";
import type { Draft } from "./draft";
import { withoutFlags } from "./plain";

/** Adds or removes a mark on the words between two positions. */
export function format(draft: Draft, step: AddMarkStep | RemoveMarkStep, from: number, to: number): void {
  const pieces: { piece: Node; from: number; to: number; after: readonly Mark[] }[] = [];
  draft.doc.nodesBetween(from, to, (node, start, parent) => {
    if (!(node.isInline && parent?.type.allowsMarkType(step.mark.type))) return;
    if (types.deletion.isInSet(node.marks)) return;
    const plain = plainMarks(node.marks);
    const after = step instanceof AddMarkStep ? step.mark.addToSet(plain) : step.mark.removeFromSet(plain);
    const [first, last] = [Math.max(start, from), Math.min(start + node.nodeSize, to)];
    if (first < last && writeFormatting(after) !== writeFormatting(plain))
      pieces.push({ piece: node, from: first, to: last, after });
  });
  // From the end, since copies of words may be put in.
  for (const { piece, from: first, to: last, after } of pieces.reverse())
    formatPiece(draft, piece, first, last, after);
}

function formatPiece(draft: Draft, piece: Node, from: number, to: number, after: readonly Mark[]): void {
  const { tr } = draft;
  const plain = plainMarks(piece.marks);
  const own = draft.mine(markId(piece, types.insertion));
  const before = types.formatting.isInSet(piece.marks);
  if (!own && before && !draft.mine(before.attrs.suggestion as string)) {
    replaceFormatted(draft, piece, from, to, after);
    return;
  }
  // What was is remembered before anything changes, and forgotten after that: each step alone only suggests.
  if (!(own || before)) {
    const attrs = { suggestion: draft.idAt(from, to), was: writeFormatting(plain) };
    tr.addMark(from, to, types.formatting.create(attrs));
  }
  for (const mark of plain) if (!mark.isInSet(after)) tr.removeMark(from, to, mark);
  for (const mark of after) if (!mark.isInSet(plain)) tr.addMark(from, to, mark);
  if (!own && before?.attrs.was === writeFormatting(after)) tr.removeMark(from, to, before);
}

/**
 * Words whose formatting is somebody else's suggestion are struck, and put in again as they are to be.
 */
function replaceFormatted(draft: Draft, piece: Node, from: number, to: number, after: readonly Mark[]): void {
  const id = draft.idAt(from, to);
  const copy = draft.doc.slice(from, to).content.firstChild ?? piece;
  draft.tr.addMark(from, to, types.deletion.create({ suggestion: id }));
  draft.tr.insert(to, copy.mark(types.insertion.create({ suggestion: id }).addToSet([...after])));
}

/** Makes a paragraph a heading or the other way round; false when that cannot be suggested. */
export function retype(draft: Draft, position: number, wanted: Node): boolean {
  const block = draft.doc.nodeAt(position);
  if (!(block && flows(block) && flows(wanted))) return false;
  const [was, is] = [kind(block), kind(wanted)];
  // Words whose opening is to go will be part of the block before, whatever theirs is.
  if (was === is || flag(block, "deleted")) return true;
  const before = block.attrs.retyped as string | null;
  const own = draft.mine(flag(block, "inserted"));
  if (before && !own && !draft.mine(flag(block, "retyped"))) {
    replaceOpening(draft, position, wanted);
    return true;
  }
  const level = wanted.type === types.heading ? { level: wanted.attrs.level as number } : {};
  const retyped = before ?? `${draft.idAt(position + 1, position + 1)} ${was}`;
  const flags = {
    inserted: block.attrs.inserted,
    rewrapped: block.attrs.rewrapped,
    retyped: own || retyped.endsWith(` ${is}`) ? null : retyped,
  };
  draft.tr.setNodeMarkup(position, wanted.type, { ...level, ...flags });
  return true;
}

/** Strikes the opening of a block, which somebody else has suggested something for, and puts in another. */
function replaceOpening(draft: Draft, position: number, wanted: Node): void {
  const id = draft.idAt(position + 1, position + 1);
  const left = draft.doc.nodeAt(position)?.copy() ?? wanted;
  const right = wanted.type.create({ ...withoutFlags(wanted.attrs), inserted: id });
  draft.tr.setNodeAttribute(position, "deleted", id);
  const opening = new Slice(Fragment.fromArray([left, right]), 1, 1);
  draft.tr.step(new ReplaceStep(position + 1, position + 1, opening));
}

function kind(block: Node): string {
  return block.type === types.heading ? `heading ${String(block.attrs.level)}` : "paragraph";
}
