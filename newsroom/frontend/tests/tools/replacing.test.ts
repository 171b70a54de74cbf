/** Replacing: as edits and as suggestions, with passages and footnotes kept, undone at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { history, undo } from "prosemirror-history";
import { EditorState } from "prosemirror-state";
import { schema, types } from "../../src/copy/schema";
import { along, type Span } from "../../src/copy/span";
import { accepted, rejected } from "../../src/suggesting/projection";
import { asEdit, asSuggestion } from "../../src/suggesting/transactions";
import { Matches } from "../../src/tools/matches";
import { replacing } from "../../src/tools/replacing";
import { idsOf, person, start } from "../suggesting/suggested-copy";

const places = ({ doc }: EditorState, text: string): Span[] =>
  new Matches({ text, exact: false, words: false }).in(doc);
const words = ({ doc }: EditorState): string => doc.textBetween(0, doc.content.size, "/");

function edited(
  state: EditorState,
  text: string,
  other: string,
  passages: readonly Span[] = [],
): EditorState {
  return state.apply(
    asEdit(replacing(state, places(state, text), { text: other, by: null, passages }), state),
  );
}

function suggested(state: EditorState, text: string, other: string, author = 1): EditorState {
  const by = person(author);
  const made = asSuggestion(
    replacing(state, places(state, text), { text: other, by, passages: [] }),
    state,
    by,
  );
  if (typeof made === "string") assert.fail(made);
  return state.apply(made);
}

test("all are replaced at once, and undo takes all back", () => {
  const { doc } = start("one two one", "one");
  const before = EditorState.create({ doc, plugins: [history()] });
  const after = edited(before, "one", "three");
  assert.equal(words(after), "H/three two three/three");
  let back = after;
  undo(after, (tr) => (back = after.apply(tr)));
  assert.ok(back.doc.eq(before.doc));
});

test("words are taken out where there are none to put in", () => {
  assert.equal(words(edited(start("one two"), "one ", "")), "H/two");
});

test("new words look like the first letter of those before", () => {
  const bold = types.strong.create();
  const block = types.paragraph.create(null, [schema.text("on", [bold]), schema.text("e two")]);
  const state = EditorState.create({ doc: schema.node("doc", null, [types.headline.create(), block]) });
  const after = edited(state, "one", "three");
  assert.equal(after.doc.child(1).child(0).text, "three");
  assert.ok(bold.isInSet(after.doc.child(1).child(0).marks));
});

test("a passage that is just these words, or begins or ends with them, has the new ones", () => {
  const state = start("before one after");
  const [place] = places(state, "one");
  assert.ok(place);
  for (const [passage, expected] of [
    [place, "three"],
    [{ from: place.from, to: place.to + 6 }, "three after"],
    [{ from: place.from - 7, to: place.to }, "before three"],
  ] as const) {
    const tr = replacing(state, [place], { text: "three", by: null, passages: [passage] });
    const { from, to } = along(passage, tr.mapping);
    assert.equal(tr.doc.textBetween(from, to), expected);
    assert.equal(tr.doc.textContent, "Hbefore three after");
  }
});

test("a reference to a footnote stays", () => {
  const block = types.paragraph.create(null, [
    schema.text("on"),
    types.footnoteReference.create({ id: "a" }),
    schema.text("e two"),
  ]);
  const doc = schema.node("doc", null, [types.headline.create(), block, types.footnote.create({ id: "a" })]);
  const state = EditorState.create({ doc });
  for (const after of [edited(state, "one", "three"), suggested(state, "one", "three")]) {
    const plain = accepted(after.doc);
    assert.equal(plain.child(1).textContent, "three two");
    assert.equal(plain.child(1).childCount, 3);
  }
});

test("suggested replacements are suggestions of their own, and do what the edit does", () => {
  const state = start("one two one", "a one");
  const after = suggested(state, "one", "three");
  assert.equal(idsOf(after).size, 3);
  assert.ok(rejected(after.doc).eq(state.doc));
  assert.ok(accepted(after.doc).eq(edited(state, "one", "three").doc));
  after.doc.check();
});

test("what one suggested oneself is replaced, and what others suggested is struck", () => {
  const own = suggested(suggested(start("one two"), "one", "three"), "three", "four");
  assert.equal(accepted(own.doc).child(1).textContent, "four two");
  assert.equal(idsOf(own).size, 1);
  const others = suggested(suggested(start("one two"), "one", "three"), "three", "four", 2);
  assert.equal(accepted(others.doc).child(1).textContent, "four two");
  assert.equal(idsOf(others).size, 2);
  assert.ok(rejected(others.doc).eq(start("one two").doc));
});

test("what no document may hold is not put in", () => {
  assert.equal(words(edited(start("one"), "one", "a\u0000b\nc")), "H/ab c");
});
