/** In suggesting mode every change becomes a suggestion of it; in editing mode none does by accident. */
import type { Node } from "prosemirror-model";
import { type EditorState, Plugin, type Transaction } from "prosemirror-state";
import { Mapping } from "prosemirror-transform";
import { RESCUE } from "./rescue";
import { REMOTE } from "./session";
import { author, flag, hasFlag, MARKS } from "./suggesting/elements";
import { rejected } from "./suggesting/projection";
import { type Author, suggesting } from "./suggesting/suggesting";

const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
const FLAGS = ["inserted", "deleted", "retyped"] as const;

/** Who suggests here, with an id for each new suggestion. */
export function authorOf(user: string): Author {
  const random = (): string =>
    Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
  return { author: Number(user), newId: () => `${user}.${random()}` };
}

/** The transaction as a suggestion of what it does, or one sentence on why it cannot be suggested. */
export function asSuggestion(tr: Transaction, state: EditorState, by: Author): Transaction | string {
  if (!tr.docChanged || tr.getMeta(REMOTE)) return tr;
  // Undo takes suggestions back, and words that are put back keep their marks.
  const isReturn = tr.getMeta("history$") !== undefined || tr.getMeta(RESCUE) !== undefined;
  if (isReturn && onlySuggests(state.doc, tr.doc, by)) return tr;
  return suggesting(tr, state, by);
}

/** Whether both are the same without what this person suggests: what the server asks of who may not edit. */
export function onlySuggests(before: Node, after: Node, by: Author): boolean {
  const mine = (id: string | null): boolean => id !== null && author(id) === String(by.author);
  return rejected(before, mine).eq(rejected(after, mine));
}

/**
 * Words typed where something is proposed are the typist's own: they are neither part of the proposal nor
 * struck with it, and a paragraph that is divided there is divided for good.
 */
export function plainTypingPlugin(suggests: () => boolean): Plugin {
  return new Plugin({
    appendTransaction(transactions, _before, state) {
      const made = transactions.filter((tr) => tr.docChanged && !isKept(tr));
      if (suggests() || made.length === 0) return null;
      const tr = state.tr;
      for (const { from, to } of changedRanges(made)) {
        for (const type of MARKS) tr.removeMark(from, to, type);
        state.doc.nodesBetween(from, to, (node, start) => {
          if (node.isInline || start < from) return;
          for (const name of FLAGS)
            if (hasFlag(node, name) && flag(node, name) !== null) tr.setNodeAttribute(start, name, null);
        });
      }
      return tr.docChanged ? tr : null;
    },
  });
}

function isKept(tr: Transaction): boolean {
  return [REMOTE, RESCUE, "history$", "appendedTransaction"].some((name) => tr.getMeta(name) !== undefined);
}

function changedRanges(transactions: readonly Transaction[]): { from: number; to: number }[] {
  const mapping = new Mapping(transactions.flatMap((tr) => tr.mapping.maps));
  const ranges: { from: number; to: number }[] = [];
  mapping.maps.forEach((map, index) => {
    const later = mapping.slice(index + 1);
    map.forEach((_oldStart, _oldEnd, start, end) => {
      const [from, to] = [later.map(start, -1), later.map(end, 1)];
      if (from < to) ranges.push({ from, to });
    });
  });
  return ranges;
}
