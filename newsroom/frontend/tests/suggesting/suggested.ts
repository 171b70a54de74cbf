/** Random sequences of edits by several people, all of them suggested. */
import type { Node } from "prosemirror-model";
import { EditorState, type Transaction } from "prosemirror-state";
import { hasSuggestions } from "../../src/copy/elements";
import { schema } from "../../src/copy/schema";
import { suggesting } from "../../src/suggesting/suggesting";
import { type Edit, pick, type Random } from "./suggestions";

export const PEOPLE = [1, 2, 3] as const;

export interface Made {
  author: number;
  tr: Transaction;
}

export interface Sequence {
  doc: Node;
  made: Made[];
  refused: number;
  /** Those of them that nobody's suggestions stood in the way of. */
  refusedAlone: number;
  tried: number;
}

/** Ids that are the same in every run. */
export function numbered(): (author: number) => string {
  let count = 0;
  return (author) => `${author}.s${String(count++).padStart(9, "0")}`;
}

export function suggest(
  tr: Transaction,
  state: EditorState,
  author: number,
  ids: (author: number) => string,
) {
  return suggesting(tr, state, { author, newId: () => ids(author) });
}

/** So many edits, each by somebody else perhaps, on what the others have suggested so far. */
export function sequence(
  start: Node,
  edits: Readonly<Record<string, Edit>>,
  length: number,
  random: Random,
): Sequence {
  const found: Sequence = { doc: start, made: [], refused: 0, refusedAlone: 0, tried: 0 };
  const names = Object.keys(edits);
  const ids = numbered();
  for (let tries = 0; tries < length; tries++) {
    const state = EditorState.create({ doc: found.doc, schema });
    const tr = plainEdit(edits[pick(random, names)] as Edit, state, random);
    if (!tr) continue;
    const author = pick(random, PEOPLE);
    found.tried += 1;
    const suggested = suggest(tr, state, author, ids);
    if (typeof suggested === "string") {
      found.refused += 1;
      found.refusedAlone += Number(!hasSuggestions(found.doc));
      continue;
    }
    found.made.push({ author, tr: suggested });
    found.doc = suggested.doc;
  }
  return found;
}

/** The edit, unless it cannot be made here or, as a few of the editor's own, leaves an invalid document. */
function plainEdit(edit: Edit, state: EditorState, random: Random): Transaction | null {
  let tr: Transaction | null;
  try {
    tr = edit(state, random);
    tr?.doc.check();
  } catch {
    return null;
  }
  return tr?.docChanged ? tr : null;
}
