/** Words are counted as on the server: the cases are those of tests/articles/documents/test_text.py. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { countBetween, countWords, wordsIn } from "../../src/copy/counting";
import { schema, types } from "../../src/copy/schema";
import { start } from "../suggesting/suggested-copy";

test("words have a letter or a digit, and scripts without spaces a word for each character", () => {
  assert.equal(wordsIn("the well-known “don’t” — 3 …"), 4);
  assert.equal(wordsIn("日本語 text"), 4);
  assert.equal(wordsIn("كِتَاب جديد"), 2);
  assert.equal(wordsIn(" "), 0);
});

test("the whole copy is counted as it would be published, suggestions aside", () => {
  assert.equal(countWords(start("one two", "three").doc), 4);
  const proposed = schema.text(" and more", [types.insertion.create({ suggestion: "1.aaaaaaaa" })]);
  const struck = schema.text(" two", [types.deletion.create({ suggestion: "1.aaaaaaaa" })]);
  const block = types.paragraph.create(null, [schema.text("one"), struck, proposed]);
  assert.equal(countWords(schema.node("doc", null, [types.headline.create(), block])), 2);
});

test("a selection is counted with the words it cuts, block by block", () => {
  const { doc } = start("one two", "three four");
  assert.equal(countBetween(doc, 4, 8), 1);
  assert.equal(countBetween(doc, 6, doc.content.size - 2), 4);
});
