import assert from "node:assert/strict";
import { test } from "node:test";
import { schema } from "../src/copy/schema";
import { onlyPlaceOf } from "../src/copy/words";
import { awayBy } from "../src/margin/layout";
import { begun, matching } from "../src/page/mentions";

const NAMES = ["Ruth Adeyemi", "Jean-Luc O’Hara", "Zoë Müller", "ليلى حداد"];

test("somebody is being named behind an @ that begins a word", () => {
  assert.deepEqual(begun("Ask @ru"), { at: 4, typed: "ru" });
  assert.deepEqual(begun("@"), { at: 0, typed: "" });
  assert.deepEqual(begun("(@Ruth Ad"), { at: 1, typed: "Ruth Ad" });
  assert.deepEqual(begun("نعم @لي"), { at: 4, typed: "لي" });
  for (const text of ["ruth@paper", "Ask ru", "@Ruth, who", "a.@b", "@@ru"])
    assert.equal(begun(text), null, text);
});

test("each word that was typed begins a word of the name, whatever its accents", () => {
  assert.deepEqual(matching(NAMES, "ad"), ["Ruth Adeyemi"]);
  assert.deepEqual(matching(NAMES, "ruth ad"), ["Ruth Adeyemi"]);
  assert.deepEqual(matching(NAMES, "luc"), ["Jean-Luc O’Hara"]);
  assert.deepEqual(matching(NAMES, "zoe mu"), ["Zoë Müller"]);
  assert.deepEqual(matching(NAMES, "لي"), ["ليلى حداد"]);
  assert.deepEqual(matching(NAMES, ""), NAMES);
  for (const typed of ["uth", "ruth is", "ruth ", " ruth"])
    assert.deepEqual(matching(NAMES, typed), [], typed);
});

test("how far threads stand away says whether they are to be drawn short", () => {
  assert.equal(awayBy([], 10), 0);
  assert.equal(awayBy([{ anchor: 100, height: 50 }], 10), 0);
  const crowd = Array.from({ length: 50 }, () => ({ anchor: 0, height: 100 }));
  assert.ok(awayBy(crowd, 10) > 5000);
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
