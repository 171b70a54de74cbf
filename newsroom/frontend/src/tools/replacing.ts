/** Puts other words in the place of those found: as an edit, or as suggestions, each of which can be decided alone. */
import { closeHistory } from "prosemirror-history";
import type { Node } from "prosemirror-model";
import type { EditorState, Transaction } from "prosemirror-state";
import { cleanText } from "../copy/characters";
import { plainMarks } from "../copy/elements";
import { schema, types } from "../copy/schema";
import type { Span } from "../copy/span";
import { PLAIN_TEXT } from "../pasting/paste";
import { ARRANGED } from "../suggesting/composing";
import { strike } from "../suggesting/deleting";
import { type Author, Draft } from "../suggesting/draft";

export interface Replacement {
  text: string;
  /** Who suggests; null where the copy itself is changed. */
  by: Author | null;
  /** The passages of queries, which keep their words as far as there are any. */
  passages: readonly Span[];
}

/** The transaction that replaces all of these places, which undo takes back at once. */
export function replacing(state: EditorState, spans: readonly Span[], how: Replacement): Transaction {
  const text = cleanText(how.text);
  const edges = new Set(how.passages.flatMap(({ from, to }) => [from, to]));
  const tr = closeHistory(state.tr).setMeta(PLAIN_TEXT, true);
  if (how.by) tr.setMeta(ARRANGED, true);
  // From the end to the start, so that positions hold.
  for (const span of [...spans].reverse()) {
    const pieces = piecesOf(state.doc, span);
    if (how.by) suggest(new Draft(tr, how.by), pieces, text);
    else edit(tr, pieces, text, isEdge(edges, span));
  }
  return tr;
}

/** The words in a place, without what is struck and without references to footnotes. */
function piecesOf(doc: Node, { from, to }: Span): Span[] {
  const pieces: Span[] = [];
  doc.nodesBetween(from, to, (node, start) => {
    if (!node.isInline) return true;
    const isWord = node.isText || node.type === types.hardBreak;
    if (!isWord || types.deletion.isInSet(node.marks)) return false;
    const [first, last] = [Math.max(from, start), Math.min(to, start + node.nodeSize)];
    const before = pieces.at(-1);
    if (before?.to === first) before.to = last;
    else pieces.push({ from: first, to: last });
    return false;
  });
  return pieces;
}

/** Whether a passage begins or ends in or at a place. */
function isEdge(edges: ReadonlySet<number>, { from, to }: Span): boolean {
  for (let position = from; position <= to; position++) if (edges.has(position)) return true;
  return false;
}

function newWords(doc: Node, at: number, text: string): Node | null {
  return text === "" ? null : schema.text(text, plainMarks(doc.nodeAt(at)?.marks ?? []));
}

function edit(tr: Transaction, pieces: readonly Span[], text: string, isAtPassage: boolean): void {
  for (const piece of [...pieces].reverse()) {
    const words = piece === pieces[0] ? newWords(tr.doc, piece.from, text) : null;
    if (!words) tr.delete(piece.from, piece.to);
    else if (isAtPassage && piece.to - piece.from > 1) within(tr, piece, words);
    else tr.replaceWith(piece.from, piece.to, words);
  }
}

/** The new words go between the first letter and the others: a passage that is just these words goes on with them. */
function within(tr: Transaction, { from, to }: Span, words: Node): void {
  tr.insert(from + 1, words);
  tr.delete(from + 1 + words.nodeSize, to + words.nodeSize);
  tr.delete(from, from + 1);
}

function suggest(draft: Draft, pieces: readonly Span[], text: string): void {
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (!(first && last)) return;
  const id = draft.idAt(first.from, last.to);
  const words = newWords(draft.doc, first.from, text);
  for (const piece of [...pieces].reverse()) {
    if (piece === first && words)
      draft.tr.insert(first.to, words.mark(types.insertion.create({ suggestion: id }).addToSet(words.marks)));
    strike(draft, piece.from, piece.to, 0, id);
  }
}
