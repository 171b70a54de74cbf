/** Footnotes that are copied with the words that refer to them, and pasted with them. */
import { Fragment, type Node, Slice } from "prosemirror-model";
import type { Transaction } from "prosemirror-state";
import { footnotesIn, idOf, idsOf, isReference, ONE_KEY, placeOf, referencesIn } from "../copy/footnotes";
import { newFootnoteId } from "../copy/rules";
import { types } from "../copy/schema";

/** What is copied, with the footnotes it refers to behind it. */
export function withFootnotes(slice: Slice, doc: Node): Slice {
  const ids = idsOf(referencesIn(holding(slice.content)));
  const notes = footnotesIn(doc).filter(({ id }) => ids.has(id));
  if (notes.length === 0 || slice.content.lastChild?.type === types.footnote) return slice;
  return new Slice(
    slice.content.append(Fragment.fromArray(notes.map(({ node }) => node))),
    slice.openStart,
    0,
  );
}

/**
 * What is pasted without the footnotes behind it, and these. One whose id is taken gets another; a reference to a
 * footnote that neither of the two has is left out, and so is each where there `canRefer` none.
 */
export function apart(slice: Slice, doc: Node, canRefer = true): { words: Slice; notes: Node[] } {
  const blocks = slice.content.content;
  const notes = blocks.filter(({ type }) => type === types.footnote);
  const inline = blocks.some(({ isInline }) => isInline);
  if (notes.length === blocks.length || (notes.length === 0 && !hasReference(slice.content)))
    return { words: slice, notes: [] };
  const taken = idsOf(footnotesIn(doc));
  const ids = new Map(
    notes.map((note) => [idOf(note), taken.has(idOf(note)) ? newFootnoteId() : idOf(note)]),
  );
  for (const id of taken) if (!ids.has(id)) ids.set(id, id);
  const left = blocks.filter(({ type }) => type !== types.footnote);
  const content = renamed(Fragment.fromArray(left), canRefer ? ids : new Map());
  const end = notes.length > 0 && !inline ? Slice.maxOpen(content).openEnd : slice.openEnd;
  const words = new Slice(content, slice.openStart, slice.openStart > 0 ? end : Math.min(end, slice.openEnd));
  const own = notes.map((note) => types.footnote.create({ id: ids.get(idOf(note)) }, note.content));
  return { words, notes: own };
}

/**
 * The transaction with footnotes where their numbers are among the others, those of words that came; `leave` hears of
 * the others.
 */
export function withNotes(
  tr: Transaction,
  notes: readonly Node[],
  leave: (note: Node) => void = () => undefined,
): Transaction {
  const referred = idsOf(referencesIn(tr.doc));
  for (const note of notes) {
    if (referred.has(idOf(note))) tr.insert(placeOf(tr.doc, idOf(note)), note).setMeta(ONE_KEY, true);
    else leave(note);
  }
  return tr;
}

const holding = (content: Fragment): Node => types.blockquote.create(null, content);

function hasReference(content: Fragment): boolean {
  return referencesIn(holding(content)).length > 0;
}

function renamed(content: Fragment, ids: ReadonlyMap<string, string>): Fragment {
  return Fragment.fromArray(
    content.content.flatMap((node) => {
      if (!isReference(node)) return node.isLeaf ? [node] : [node.copy(renamed(node.content, ids))];
      const id = ids.get(idOf(node));
      return id ? [node.type.create({ id }, null, node.marks)] : [];
    }),
  );
}
