/** Words of the copy that somebody means: those selected, and those that read like others. */
import type { Node } from "prosemirror-model";
import type { EditorState } from "prosemirror-state";
import type { Span } from "./span";

const WORD_CHARACTER = /[\p{L}\p{M}\p{N}\p{Pc}'’-]/u;

/**
 * The selected words without white space around them; with nothing selected the word at the cursor; or null.
 */
export function selectedWords(state: EditorState): Span | null {
  const { from, to, empty, $from } = state.selection;
  if (!empty) return withoutSpace(state.doc, from, to);
  if (!$from.parent.isTextblock) return null;
  const word = wordAround(unitsOf($from.parent), $from.parentOffset);
  return word && { from: $from.start() + word.from, to: $from.start() + word.to };
}

/** The text of a block, one UTF-16 unit for each position in it. */
function unitsOf(block: Node): string {
  return block.textBetween(0, block.content.size, null, "\ufffc");
}

function wordAround(text: string, offset: number): Span | null {
  let [from, to] = [offset, offset];
  while (WORD_CHARACTER.test(text.charAt(from - 1))) from -= 1;
  while (WORD_CHARACTER.test(text.charAt(to))) to += 1;
  return from < to ? { from, to } : null;
}

function withoutSpace(doc: Node, from: number, to: number): Span | null {
  let span: Span | null = null;
  doc.nodesBetween(from, to, (node, start) => {
    const begin = Math.max(from, start);
    const text = (node.text ?? "").slice(begin - start, to - start);
    if (text.trim() === "") return;
    span = { from: span?.from ?? begin + text.search(/\S/), to: begin + text.trimEnd().length };
  });
  return span;
}

/** The one place in the copy that reads like this; null where there is none, or more than one. */
export function onlyPlaceOf(doc: Node, words: string): Span | null {
  let found: Span | null = null;
  let count = 0;
  doc.descendants((node, position) => {
    if (!node.isTextblock || words === "") return;
    const text = unitsOf(node);
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
      found = { from: position + 1 + at, to: position + 1 + at + words.length };
      count += 1;
    }
  });
  return count === 1 ? found : null;
}
