/** The outline: which headings there are, and which one a position is under. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node } from "prosemirror-model";
import { schema, types } from "../../src/copy/schema";
import { headingAt, headingsOf } from "../../src/tools/outline";

const heading = (level: number, text: string): Node =>
  types.heading.create({ level }, text ? schema.text(text) : null);
const paragraph = (text: string): Node => types.paragraph.create(null, schema.text(text));

const doc = schema.node("doc", null, [
  types.headline.create(null, schema.text("Ferry")),
  paragraph("one"),
  heading(2, "Tickets"),
  types.blockquote.create(null, [heading(3, "Children"), paragraph("two")]),
  heading(2, ""),
]);

test("the headline and all headings are in it, those in quotations, too", () => {
  const found = headingsOf(doc).map(({ level, text, at }) => [level, text, doc.nodeAt(at)?.textContent]);
  assert.deepEqual(found, [
    [1, "Ferry", "Ferry"],
    [2, "Tickets", "Tickets"],
    [3, "Children", "Children"],
    [2, "", ""],
  ]);
});

test("a position is under the last heading before it", () => {
  const headings = headingsOf(doc);
  const positions = [1, 9, 13, doc.content.size - 1];
  assert.deepEqual(
    positions.map((position) => headingAt(headings, position)),
    [0, 0, 1, 3],
  );
  assert.equal(headingAt([], 3), -1);
});
