/** Words that refer to a footnote, copied and pasted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { EditorState } from "prosemirror-state";
import { footnotesIn, numbersIn, referencesIn } from "../../src/copy/footnotes";
import { footnote, withCounterparts } from "../../src/editing/footnotes";
import { apart, withFootnotes, withNotes } from "../../src/pasting/footnotes";
import { at, cursor, run, start, typed } from "../suggesting/suggested-copy";

function annotated(): EditorState {
  const noted = at(start("one two", "three"), "one", 3);
  const inside = noted.apply(run(footnote)(noted));
  return inside.apply(typed("Note.")(inside));
}

function paste(state: EditorState, slice: ReturnType<typeof copied>): EditorState {
  const { words, notes } = apart(slice, state.doc);
  const pasted = state.apply(withNotes(state.tr.replaceSelection(words), notes));
  pasted.doc.check();
  return pasted;
}

const copied = ({ doc }: EditorState, from: number, to: number) => withFootnotes(doc.slice(from, to), doc);
const shown = ({ doc }: EditorState): string[] =>
  footnotesIn(doc).map(({ id, node }) => `${numbersIn(doc).get(id) ?? "?"} ${node.textContent}`);

test("words that are cut and pasted keep their footnote", () => {
  const state = annotated();
  const [reference] = referencesIn(state.doc);
  assert.ok(reference);
  const [from, to] = [reference.at - 3, reference.at + 1];
  const slice = copied(state, from, to);
  const left = state.apply(withCounterparts(state.tr.delete(from, to), state));
  assert.deepEqual(shown(left), []);
  const pasted = paste(at(left, "three", 0), slice);
  assert.deepEqual(shown(pasted), ["1 Note."]);
  assert.equal(pasted.doc.child(2).textContent, "onethree");
});

test("words that are copied get a footnote of their own", () => {
  const state = annotated();
  const [reference] = referencesIn(state.doc);
  assert.ok(reference);
  const slice = copied(state, reference.at - 3, reference.at + 1);
  assert.deepEqual(shown(paste(at(state, "three", 0), slice)), ["1 Note.", "2 Note."]);
});

test("where there can be no footnote words come without their number, and the footnote is named", () => {
  const state = annotated();
  const [reference] = referencesIn(state.doc);
  assert.ok(reference);
  const { words, notes } = apart(copied(state, reference.at - 3, reference.at + 1), state.doc, false);
  const [note] = footnotesIn(state.doc);
  assert.ok(note);
  const within = cursor(state, note.at + 1);
  const left: string[] = [];
  const pasted = within.apply(
    withNotes(within.tr.replaceSelection(words), notes, ({ textContent }) => left.push(textContent)),
  );
  pasted.doc.check();
  assert.deepEqual([shown(pasted), left], [["1 oneNote."], ["Note."]]);
});

test("a number whose footnote is not there is left out", () => {
  const state = annotated();
  const [reference] = referencesIn(state.doc);
  assert.ok(reference);
  const alone = state.doc.slice(reference.at - 3, reference.at + 1);
  const pasted = paste(cursor(start("four"), 4), alone);
  assert.equal(referencesIn(pasted.doc).length, 0);
});
