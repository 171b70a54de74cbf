/** Figures: put in where one may be, and described; as edits and as suggestions. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node } from "prosemirror-model";
import { EditorState, NodeSelection, type Transaction } from "prosemirror-state";
import { schema, types } from "../../src/copy/schema";
import { accepted, rejected } from "../../src/suggesting/projection";
import { asSuggestion } from "../../src/suggesting/transactions";
import { describeFigure, descriptionOf, insertFigure, selectedFigure } from "../../src/tools/figures";
import { at, cursor, person, start } from "../suggesting/suggested-copy";

const SRC = `asset:${"0".repeat(64)}`;
const SAID = { alt: "A boat", caption: "The Petrel", credit: "M. Velde" };
const kinds = (doc: Node): string => doc.children.map(({ type }) => type.name).join(" ");

function inserted(state: EditorState): EditorState {
  const tr = insertFigure(state, SRC, SAID);
  assert.ok(tr);
  tr.doc.check();
  return state.apply(tr);
}

function suggested(state: EditorState, tr: Transaction | null): EditorState {
  assert.ok(tr);
  const made = asSuggestion(tr, state, person(1));
  if (typeof made === "string") assert.fail(made);
  return state.apply(made);
}

test("an image goes behind the block with the cursor, which is then in its caption", () => {
  const state = inserted(at(start("one", "two"), "one"));
  assert.equal(kinds(state.doc), "headline paragraph figure paragraph");
  const found = selectedFigure(state);
  assert.deepEqual(found && descriptionOf(found.figure), SAID);
});

test("it takes the place of an empty paragraph, and words can follow", () => {
  assert.equal(kinds(inserted(cursor(start("one", ""), 9)).doc), "headline paragraph figure paragraph");
  assert.equal(kinds(inserted(at(start("one"), "one")).doc), "headline paragraph figure paragraph");
});

test("from a headline it goes behind the standfirst, from a footnote before the footnotes", () => {
  const doc = schema.node("doc", null, [
    types.headline.create(),
    types.standfirst.create(null, schema.text("why")),
    types.paragraph.create(null, types.footnoteReference.create({ id: "a" })),
    types.footnote.create({ id: "a" }, schema.text("note")),
  ]);
  const state = EditorState.create({ doc });
  assert.equal(kinds(inserted(cursor(state, 1)).doc), "headline standfirst figure paragraph footnote");
  assert.equal(
    kinds(inserted(at(state, "note")).doc),
    "headline standfirst paragraph figure paragraph footnote",
  );
});

test("without a caption there is none", () => {
  const state = at(start("one"), "one");
  const tr = insertFigure(state, SRC, { ...SAID, caption: "" });
  assert.equal(tr?.doc.child(2).childCount, 1);
});

test("what is said of an image is changed, as an edit and as a suggestion", () => {
  const state = inserted(at(start("one", "two"), "one"));
  for (const said of [
    { ...SAID, alt: "Another boat" },
    { ...SAID, caption: "" },
    { alt: "", caption: "Quay", credit: "" },
  ]) {
    const placed = selectedFigure(state);
    assert.ok(placed);
    const edit = state.apply(describeFigure(state, placed, said, false));
    edit.doc.check();
    assert.deepEqual(descriptionOf(edit.doc.child(2)), said);
    const proposed = suggested(state, describeFigure(state, placed, said, true));
    assert.ok(rejected(proposed.doc).eq(state.doc));
    assert.ok(accepted(proposed.doc).eq(edit.doc));
    proposed.doc.check();
  }
});

test("a new image can be suggested", () => {
  const before = at(start("one", "two"), "one");
  const after = suggested(before, insertFigure(before, SRC, SAID));
  assert.ok(rejected(after.doc).eq(before.doc));
  assert.equal(kinds(accepted(after.doc)), "headline paragraph figure paragraph");
});

test("a selected image is known without a caption, too", () => {
  const plain = at(start("one"), "one");
  const tr = insertFigure(plain, SRC, { ...SAID, caption: "" });
  assert.ok(tr);
  const state = plain.apply(tr);
  const figureAt = state.doc.child(0).nodeSize + state.doc.child(1).nodeSize;
  const selected = state.apply(state.tr.setSelection(NodeSelection.create(state.doc, figureAt)));
  assert.equal(selectedFigure(selected)?.at, figureAt);
  const image = state.apply(state.tr.setSelection(NodeSelection.create(state.doc, figureAt + 1)));
  assert.equal(selectedFigure(image)?.at, figureAt);
});
