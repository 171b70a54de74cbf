/** Footnotes: put in, numbered, and taken out with what refers to them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { history, undo } from "prosemirror-history";
import { EditorState, type Transaction } from "prosemirror-state";
import { footnotesIn, numbersIn, referencesIn } from "../../src/copy/footnotes";
import { footnote, leaveEmptyFootnote, lineInFootnote, withCounterparts } from "../../src/editing/footnotes";
import { accepted, rejected } from "../../src/suggesting/projection";
import { suggesting } from "../../src/suggesting/suggesting";
import { at, cursor, gone, idsOf, person, run, start, typed } from "../suggesting/suggested-copy";

const note = (state: EditorState): EditorState => state.apply(run(footnote)(state));
const shown = ({ doc }: EditorState): string[] => {
  const numbers = numbersIn(doc);
  return footnotesIn(doc).map(({ id, node }) => `${numbers.get(id) ?? "?"} ${node.textContent}`);
};
const whole = (state: EditorState, tr: Transaction): EditorState => state.apply(withCounterparts(tr, state));

function annotated(): EditorState {
  let state = note(at(start("one two three"), "two", 3));
  state = state.apply(typed("Second.")(state));
  state = note(at(state, "one", 3));
  return state.apply(typed("First.")(state));
}

test("a footnote goes where its number is among the others", () => {
  assert.deepEqual(shown(annotated()), ["1 First.", "2 Second."]);
  annotated().doc.check();
});

test("the key leads from a footnote to its number and back", () => {
  const inside = annotated();
  const out = note(inside);
  assert.equal(out.doc.resolve(out.selection.head).nodeBefore?.type.name, "footnote_reference");
  assert.equal(note(out).selection.head, inside.selection.head);
});

test("there is none in a headline", () => {
  const state = cursor(start("one"), 1);
  assert.equal(footnote(state), false);
});

test("enter breaks the line, and backspace in an empty one takes it out", () => {
  let state = annotated();
  state = state.apply(run(lineInFootnote)(state));
  assert.equal(footnotesIn(state.doc)[0]?.node.lastChild?.type.name, "hard_break");
  state = note(at(start("one two"), "two", 3));
  state = whole(state, run(leaveEmptyFootnote)(state));
  assert.ok(state.doc.eq(start("one two").doc));
  assert.equal(state.selection.$head.parent.textContent, "one two");
});

test("a footnote goes with its number, and undo brings both back", () => {
  let state = annotated();
  state = EditorState.create({ doc: state.doc, plugins: [history()] });
  const [first] = referencesIn(state.doc);
  assert.ok(first);
  const left = whole(state, state.tr.delete(first.at, first.at + 1));
  assert.deepEqual(shown(left), ["1 Second."]);
  undo(left, (tr) => assert.ok(tr.doc.eq(state.doc)));
});

test("a footnote that another number refers to stays", () => {
  const state = annotated();
  const [first] = referencesIn(state.doc);
  assert.ok(first);
  const twice = state.apply(state.tr.insert(first.at + 2, first.node));
  const left = whole(twice, twice.tr.delete(first.at, first.at + 1));
  assert.deepEqual(shown(left), ["1 First.", "2 Second."]);
});

test("numbers go with their footnote", () => {
  const state = annotated();
  const [first] = footnotesIn(state.doc);
  assert.ok(first);
  const left = whole(state, state.tr.delete(first.at, first.at + first.node.nodeSize));
  assert.equal(referencesIn(left.doc).length, 1);
  assert.deepEqual(shown(left), ["1 Second."]);
});

test("both are proposed under one key, also beside what this person proposes", () => {
  const by = person(1);
  const plain = at(start("one two"), "two", 0);
  const typing = suggesting(typed("new ")(plain), plain, by) as Transaction;
  const state = plain.apply(typing);
  const made = suggesting(run(footnote)(state), state, by) as Transaction;
  const proposed = state.apply(made);
  assert.equal(idsOf(proposed).size, 1);
  assert.ok(rejected(proposed.doc).eq(plain.doc));
  assert.deepEqual(footnotesIn(accepted(proposed.doc)).length, 1);
});

test("both are struck under one key", () => {
  const state = annotated();
  const [first] = referencesIn(state.doc);
  assert.ok(first);
  const selected = cursor(state, first.at, first.at + 1);
  const made = suggesting(withCounterparts(gone(selected), selected), selected, person(1)) as Transaction;
  assert.equal(idsOf(selected.apply(made)).size, 1);
  assert.ok(rejected(made.doc).eq(state.doc));
  assert.deepEqual(footnotesIn(accepted(made.doc)).length, 1);
});

test("ids have the form that the schema asks for", () => annotated().doc.check());
