/** Finding words: with and without case and accents, in every kind of block, in linear time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node } from "prosemirror-model";
import { schema, types } from "../../src/copy/schema";
import { firstFrom, Matches } from "../../src/tools/matches";
import { start } from "../suggesting/suggested-copy";

const paragraph = (...content: Node[]): Node => types.paragraph.create(null, content);
const struck = types.deletion.create({ suggestion: "1.aaaaaaaa" });

function article(...blocks: Node[]): Node {
  return schema.node("doc", null, [types.headline.create(null, schema.text("The Head")), ...blocks]);
}

function found(doc: Node, text: string, how: { exact?: boolean; words?: boolean } = {}): string[] {
  const matches = new Matches({ text, exact: how.exact ?? false, words: how.words ?? false });
  return matches.in(doc).map(({ from, to }) => doc.textBetween(from, to, "|", "*"));
}

test("case and accents count only when they are asked for", () => {
  const { doc } = start("Café, CAFE and cafe\u0301.");
  assert.deepEqual(found(doc, "cafe"), ["Café", "CAFE", "cafe\u0301"]);
  assert.deepEqual(found(doc, "Café", { exact: true }), ["Café"]);
  assert.deepEqual(found(start("Łódź, Ørsted").doc, "lodz"), ["Łódź"]);
});

test("Arabic words are found with and without marks and hamza", () => {
  const { doc } = start("قال أَحْمَد إن احمد هنا، كتـــاب");
  assert.deepEqual(found(doc, "احمد"), ["أَحْمَد", "احمد"]);
  assert.deepEqual(found(doc, "كتاب"), ["كتـــاب"]);
});

test("typed quotation marks and spaces find those of print", () => {
  assert.deepEqual(found(start("It’s “so”\u00a0true").doc, 'it\'s "so" true'), ["It’s “so”\u00a0true"]);
});

test("words are found across bold type, in headlines, cells and footnotes, and across a reference", () => {
  const bold = paragraph(schema.text("fi"), schema.text("nd", [types.strong.create()]), schema.text(" me"));
  const noted = paragraph(
    schema.text("find"),
    types.footnoteReference.create({ id: "a" }),
    schema.text(" me"),
  );
  const cell = types.tableCell.create(null, paragraph(schema.text("find me")));
  const table = types.table.create(null, types.tableRow.create(null, cell));
  const doc = article(bold, noted, table, types.footnote.create({ id: "a" }, schema.text("find me")));
  assert.deepEqual(found(doc, "find me"), ["find me", "find* me", "find me", "find me"]);
  assert.deepEqual(found(doc, "head"), ["Head"]);
});

test("what is struck is not found, and does not part a word", () => {
  const doc = article(paragraph(schema.text("col"), schema.text("or", [struck]), schema.text("our")));
  assert.deepEqual(found(doc, "or"), []);
  assert.deepEqual(found(doc, "colour"), ["colorour"]);
});

test("whole words end at signs, at references and at the ends of blocks", () => {
  assert.deepEqual(found(start("he, the; he").doc, "he", { words: true }), ["he", "he"]);
  assert.deepEqual(found(start("naïveté").doc, "naive", { words: true }), []);
  const doc = article(
    paragraph(schema.text("he"), types.footnoteReference.create({ id: "a" }), schema.text("y")),
  );
  assert.deepEqual(found(doc, "he", { words: true }), ["he"]);
});

test("places do not overlap, and no words are no place", () => {
  assert.equal(found(start("aaaa").doc, "aa").length, 2);
  assert.equal(found(start("aba aba").doc, "aba aba").length, 1);
  assert.equal(found(start("words").doc, "").length, 0);
  assert.equal(found(start("one").doc, "one two").length, 0);
});

test("letters outside the basic plane keep their places", () => {
  assert.deepEqual(found(start("𝒳 one 𝒳").doc, "one"), ["one"]);
  assert.deepEqual(found(start("a𝒳one").doc, "one", { words: true }), []);
});

test("the first place from a position on", () => {
  const spans = [5, 9, 12].map((from) => ({ from, to: from + 1 }));
  assert.deepEqual(
    [0, 5, 6, 12, 13].map((position) => firstFrom(spans, position)),
    [0, 0, 1, 2, 3],
  );
});
