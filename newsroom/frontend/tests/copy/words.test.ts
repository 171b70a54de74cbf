import assert from "node:assert/strict";
import { test } from "node:test";
import { type EditorState, TextSelection } from "prosemirror-state";
import { schema } from "../../src/copy/schema";
import { onlyPlaceOf, selectedWords } from "../../src/copy/words";
import { createState } from "../../src/sync/editor-state";
import { paragraphs } from "../sync/authority";

const selected = (from: number, to: number, ...texts: string[]): EditorState => {
  const opened = createState(paragraphs("Headline", ...texts), 0, []);
  return opened.apply(opened.tr.setSelection(TextSelection.create(opened.doc, from, to)));
};

test("a query is asked on the selected words without the white space around them", () => {
  assert.deepEqual(selectedWords(selected(14, 19, "One two three.")), { from: 15, to: 18 });
  assert.equal(selectedWords(selected(14, 15, "One two three.")), null);
  assert.deepEqual(selectedWords(selected(11, 20, "One", "", "two")), { from: 11, to: 20 });
});

test("with nothing selected a query is asked on the word at the cursor", () => {
  assert.deepEqual(selectedWords(selected(16, 16, "One two three.")), { from: 15, to: 18 });
  assert.deepEqual(selectedWords(selected(11, 11, "الحكومات العربية")), { from: 11, to: 19 });
  assert.equal(selectedWords(selected(12, 12, "? ?")), null);
});

test("words are found again where they stand once, and nowhere else", () => {
  const paragraph = (text: string) => ({ type: "paragraph", content: [{ type: "text", text }] });
  const doc = schema.nodeFromJSON({
    type: "doc",
    content: [{ type: "headline" }, paragraph("The 😀 boat and the boat."), paragraph("One ticket.")],
  });
  const found = onlyPlaceOf(doc, "One ticket");
  assert.equal(found && doc.textBetween(found.from, found.to), "One ticket");
  const behind = onlyPlaceOf(doc, "and");
  assert.equal(behind && doc.textBetween(behind.from, behind.to), "and");
  for (const words of ["boat", "gone", "", "boat.One"]) assert.equal(onlyPlaceOf(doc, words), null, words);
});
