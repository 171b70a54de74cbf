/** How many words there are: the same as in Python (articles/documents/text.py), without what is suggested. */
import type { Node } from "prosemirror-model";
import { types } from "./schema";

const REFERENCE = "\ufffc";
const UNSPACED = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2ebef}]/gu;
const known = new WeakMap<Node, number>();

/** Words of a text; a character of a script written without spaces counts as one. */
export function wordsIn(text: string): number {
  let unspaced = 0;
  const spaced = text.replace(UNSPACED, () => {
    unspaced += 1;
    return " ";
  });
  return unspaced + spaced.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

export function countWords(doc: Node): number {
  let count = known.get(doc);
  if (count === undefined) {
    count = doc.isTextblock
      ? wordsIn(textOf(doc, 0, doc.content.size))
      : doc.children.reduce((sum, child) => sum + (child.isLeaf ? 0 : countWords(child)), 0);
    known.set(doc, count);
  }
  return count;
}

/** Words between two positions; those cut by one count as well. */
export function countBetween(doc: Node, from: number, to: number): number {
  let count = 0;
  doc.nodesBetween(from, to, (node, position) => {
    if (!node.isTextblock) return true;
    const [start, end] = [from - position - 1, to - position - 1];
    count += wordsIn(textOf(node, Math.max(0, start), Math.min(end, node.content.size)));
    return false;
  });
  return count;
}

function textOf(block: Node, from: number, to: number): string {
  let text = "";
  block.forEach((piece, offset) => {
    if (types.insertion.isInSet(piece.marks)) return;
    const words = piece.text ?? (piece.type === types.hardBreak ? "\n" : REFERENCE);
    text += words.slice(Math.max(0, from - offset), Math.max(0, to - offset));
  });
  return text;
}
