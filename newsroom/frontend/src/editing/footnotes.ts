/** Footnotes in the editor: put in, numbered, gone to and come back from; and taken out with their references. */
import type { Node } from "prosemirror-model";
import { type Command, type EditorState, Plugin, TextSelection, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import {
  footnotesIn,
  idOf,
  idsOf,
  isReference,
  numbersIn,
  ONE_KEY,
  placeOf,
  referencesIn,
} from "../copy/footnotes";
import { newFootnoteId } from "../copy/rules";
import { types } from "../copy/schema";

const UNKNOWN = "?";

const isInFootnote = ({ selection: { $from } }: EditorState): boolean => $from.parent.type === types.footnote;

/**
 * Puts in a footnote where the cursor is and goes there. In a footnote it leads back to the reference, beside a
 * reference to the footnote.
 */
export const footnote: Command = (state, dispatch) => {
  const { $from, $to } = state.selection;
  if (isInFootnote(state)) return goTo(referencesIn(state.doc), idOf($from.parent), 0)(state, dispatch);
  const beside = [$from.nodeAfter, $from.nodeBefore].find((node) => isReference(node));
  if (beside) return goTo(footnotesIn(state.doc), idOf(beside), 1)(state, dispatch);
  if (!$to.parent.type.contentMatch.matchType(types.footnoteReference)) return false;
  if (dispatch) dispatch(withNewFootnote(state, $to.pos));
  return true;
};

function withNewFootnote(state: EditorState, at: number): Transaction {
  const id = newFootnoteId();
  const tr = state.tr.insert(at, types.footnoteReference.create({ id })).setMeta(ONE_KEY, true);
  const place = placeOf(tr.doc, id);
  tr.insert(place, types.footnote.create({ id }));
  return tr.setSelection(TextSelection.create(tr.doc, place + 1)).scrollIntoView();
}

/** Puts the cursor behind a reference (0) or into a footnote (1). */
function goTo(among: readonly { id: string; at: number }[], id: string, inside: 0 | 1): Command {
  return (state, dispatch) => {
    const found = among.find((one) => one.id === id);
    if (!found) return false;
    const position = found.at + 1;
    const note = inside ? state.doc.nodeAt(found.at) : null;
    const end = position + (note?.content.size ?? 0);
    dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, end)).scrollIntoView());
    return true;
  };
}

/** Enter in a footnote breaks the line: a footnote is one block. */
export const lineInFootnote: Command = (state, dispatch) => {
  if (!isInFootnote(state)) return false;
  dispatch?.(state.tr.replaceSelectionWith(types.hardBreak.create()).scrollIntoView());
  return true;
};

/** Backspace in an empty footnote takes it out, and the cursor is where its number was. */
export const leaveEmptyFootnote: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!(empty && isInFootnote(state)) || $from.parent.content.size > 0) return false;
  const reference = referencesIn(state.doc).find(({ id }) => id === idOf($from.parent));
  if (dispatch) {
    const tr = state.tr.delete($from.before(), $from.after());
    if (reference) tr.setSelection(TextSelection.create(tr.doc, reference.at));
    dispatch(tr.scrollIntoView());
  }
  return true;
};

/**
 * The transaction with what belongs to what it takes out: a footnote goes with its last reference, and references go
 * with their footnote. Undo brings all of it back.
 */
export function withCounterparts(tr: Transaction, { doc }: EditorState): Transaction {
  if (!tr.docChanged) return tr;
  const [references, notes] = [referencesIn(doc), footnotesIn(doc)];
  if (references.length === 0 && notes.length === 0) return tr;
  const [left, kept] = [idsOf(referencesIn(tr.doc)), idsOf(footnotesIn(tr.doc))];
  const lost = new Set([...idsOf(references)].filter((id) => !left.has(id)));
  const gone = new Set([...idsOf(notes)].filter((id) => !kept.has(id)));
  if (lost.size === 0 && gone.size === 0) return tr;
  const surplus = [
    ...footnotesIn(tr.doc).filter(({ id }) => lost.has(id)),
    ...referencesIn(tr.doc).filter(({ id }) => gone.has(id)),
  ].sort((a, b) => b.at - a.at);
  for (const { at, node } of surplus) tr.delete(at, at + node.nodeSize);
  return surplus.length > 0 ? tr.setMeta(ONE_KEY, true) : tr;
}

/** Shows the numbers, and leads from a number to its footnote and back. */
export const footnotePlugin = new Plugin<DecorationSet>({
  state: {
    init: (_config, { doc }) => draw(doc),
    apply: (tr, old) => (tr.docChanged ? draw(tr.doc) : old),
  },
  props: {
    decorations(state) {
      return this.getState(state);
    },
    handleClickOn(view, _pos, node, _at, event) {
      if (!isReference(node)) return false;
      return lead(view, event, goTo(footnotesIn(view.state.doc), idOf(node), 1));
    },
    handleDOMEvents: {
      // The number of a footnote is drawn by the style sheet, beside its paragraph.
      click(view, event) {
        const { doc } = view.state;
        const note = footnotesIn(doc).find(({ at }) => view.nodeDOM(at) === event.target);
        return note !== undefined && lead(view, event, goTo(referencesIn(doc), note.id, 0));
      },
    },
  },
});

function lead(view: EditorView, event: Event, command: Command): boolean {
  if (!command(view.state, view.dispatch)) return false;
  event.preventDefault();
  view.focus();
  return true;
}

function draw(doc: Node): DecorationSet {
  const placed = [...referencesIn(doc), ...footnotesIn(doc)];
  if (placed.length === 0) return DecorationSet.empty;
  const numbers = numbersIn(doc);
  return DecorationSet.create(
    doc,
    placed.map(({ id, at, node }) => {
      const number = String(numbers.get(id) ?? UNKNOWN);
      return Decoration.node(at, at + node.nodeSize, { "data-number": number });
    }),
  );
}
