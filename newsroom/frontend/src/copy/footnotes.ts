/**
 * Which reference belongs to which footnote, and their numbers: the same as in Python (articles/documents/footnotes.py),
 * which says how it works.
 */
import type { Node } from "prosemirror-model";
import { types } from "./schema";

/** A reference or a footnote, and where it begins. */
export interface Placed {
  id: string;
  node: Node;
  at: number;
}

/** Set on a transaction of which all parts are one suggestion, as a footnote and its reference are. */
export const ONE_KEY = "oneKey";

const NONE: readonly Placed[] = [];
const known = new WeakMap<Node, readonly Placed[]>();

export const isReference = (node: Node | null | undefined): boolean => node?.type === types.footnoteReference;
export const idOf = (node: Node): string => node.attrs.id as string;
export const idsOf = (placed: readonly Placed[]): Set<string> => new Set(placed.map(({ id }) => id));

/** The references within a node, from its first position on; remembered, since nodes never change. */
export function referencesIn(node: Node): readonly Placed[] {
  const found = known.get(node);
  if (found) return found;
  const made: Placed[] = [];
  node.forEach((child, at) => {
    if (isReference(child)) made.push({ id: idOf(child), node: child, at });
    else if (!child.isLeaf) for (const one of referencesIn(child)) made.push({ ...one, at: at + 1 + one.at });
  });
  const result = made.length > 0 ? made : NONE;
  known.set(node, result);
  return result;
}

/** The footnotes at the end of a document. */
export function footnotesIn(doc: Node): Placed[] {
  const found: Placed[] = [];
  let at = doc.content.size;
  for (let index = doc.childCount - 1; index >= 0; index--) {
    const node = doc.child(index);
    if (node.type !== types.footnote) break;
    at -= node.nodeSize;
    found.push({ id: idOf(node), node, at });
  }
  return found.reverse();
}

/** The numbers of the footnotes by their ids, in order. */
export function numbersIn(doc: Node): Map<string, number> {
  const notes = idsOf(footnotesIn(doc));
  const numbers = new Map<string, number>();
  for (const { id } of referencesIn(doc))
    if (notes.has(id) && !numbers.has(id)) numbers.set(id, numbers.size + 1);
  return numbers;
}

/** Where the footnote with an id belongs: behind those of the references before its own. */
export function placeOf(doc: Node, id: string): number {
  const before = new Set<string>();
  for (const one of referencesIn(doc)) {
    if (one.id === id) break;
    before.add(one.id);
  }
  const notes = footnotesIn(doc);
  const last = notes.findLast((note) => before.has(note.id));
  return last ? last.at + last.node.nodeSize : (notes[0]?.at ?? doc.content.size);
}
