/**
 * Words that an input method is at work on, in suggesting mode. The browser draws them itself, at the caret as it
 * was before the composition began, and the view must leave that piece of text alone until the word is done: where it
 * is drawn again, the browser begins anew and the first letters come twice. So words that are composed go in at the
 * caret, in front of what was struck there, and are put behind it when they are done.
 */
import type { Node } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { flag, flows, markId, plainMarks } from "../copy/elements";
import { types } from "../copy/schema";
import { type Author, type Mine, mineOf } from "./draft";

/** Set on a transaction that only puts suggestions of one's own in another order. */
export const ARRANGED = "arranged";

/**
 * Strikes what is selected, which the first letter would replace, and puts the caret in front of it. Beside struck or
 * proposed words, stored marks make the view keep a piece of text apart for what is composed: within theirs it would
 * be read as struck, or as somebody else's.
 */
export function beginComposition(view: EditorView): void {
  const { empty, from } = view.state.selection;
  if (!empty) {
    view.dispatch(view.state.tr.deleteSelection());
    view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(from))));
  }
  const { $head } = view.state.selection;
  if ([$head.nodeBefore, $head.nodeAfter].some(isSuggested))
    view.dispatch(view.state.tr.setStoredMarks(plainMarks($head.marks())));
}

const isSuggested = (node: Node | null): boolean =>
  node?.isInline === true && (markId(node, types.insertion) ?? markId(node, types.deletion)) !== null;

/** Puts the words that end at a position behind what this person struck after them, as if they had been typed. */
export function endComposition(view: EditorView, position: number, by: Author): void {
  const mine = mineOf(by);
  const { doc, selection } = view.state;
  const start = startOfProposed(doc, position, mine);
  const end = endOfStruck(doc, position, mine);
  if (start === position || end === position) return;
  const words = doc.slice(start, position);
  const tr = view.state.tr.insert(end, words.content).delete(start, position).setMeta(ARRANGED, true);
  if (selection.empty && selection.head === position) tr.setSelection(TextSelection.create(tr.doc, end));
  view.dispatch(tr);
}

function startOfProposed(doc: Node, position: number, mine: Mine): number {
  for (let at = position; ; ) {
    const before = doc.resolve(at).nodeBefore;
    if (!(before?.isText && mine(markId(before, types.insertion))) || markId(before, types.deletion))
      return at;
    at -= before.nodeSize;
  }
}

/** Behind the words struck from a position on, over the openings of paragraphs that were struck with them. */
function endOfStruck(doc: Node, position: number, mine: Mine): number {
  for (let at = position; ; ) {
    const $at = doc.resolve(at);
    const after = $at.nodeAfter;
    if (after?.isInline && mine(markId(after, types.deletion))) at += after.nodeSize;
    else if (after || !joinsNext(doc.nodeAt($at.after()), mine)) return at;
    else at = $at.after() + 1;
  }
}

function joinsNext(next: Node | null, mine: Mine): boolean {
  return next !== null && flows(next) && mine(flag(next, "deleted"));
}
