/** In suggesting mode every change becomes a suggestion of it; in editing mode none does by accident. */
import type { Node } from "prosemirror-model";
import type { EditorState, Transaction } from "prosemirror-state";
import { RESCUE } from "../sync/rescue";
import { REMOTE } from "../sync/session";
import { ARRANGED } from "./composing";
import { type Author, mineOf } from "./draft";
import { plainly } from "./plain";
import { rejected } from "./projection";
import { type Refusal, suggesting } from "./suggesting";

const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

/** Who suggests here, with an id for each new suggestion. */
export function authorOf(user: string): Author {
  const random = (): string =>
    Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => ALPHABET[byte % ALPHABET.length]).join(
      "",
    );
  return { author: Number(user), newId: () => `${user}.${random()}` };
}

/** The transaction as a suggestion of what it does, or why it cannot be suggested. */
export function asSuggestion(tr: Transaction, state: EditorState, by: Author): Transaction | Refusal {
  if (!tr.docChanged || tr.getMeta(REMOTE)) return tr;
  if ((isReturn(tr) || tr.getMeta(ARRANGED)) && onlySuggests(state.doc, tr.doc, by)) return tr;
  return suggesting(tr, state, by);
}

/** Whether both are the same without what this person suggests: what the server asks of who may not edit. */
export function onlySuggests(before: Node, after: Node, by: Author): boolean {
  const mine = mineOf(by);
  return rejected(before, mine).eq(rejected(after, mine));
}

/**
 * The transaction as an edit. What is typed where something is proposed is the typist's own: it is neither part of
 * the proposal nor struck with it, and a paragraph that is divided there is divided for good.
 */
export function asEdit(tr: Transaction, state: EditorState): Transaction {
  return !tr.docChanged || tr.getMeta(REMOTE) || isReturn(tr) ? tr : plainly(tr, state);
}

/** Undo takes suggestions back, and words that are put back keep their marks. */
export function isReturn(tr: Transaction): boolean {
  return tr.getMeta("history$") !== undefined || tr.getMeta(RESCUE) !== undefined;
}
