import assert from "node:assert/strict";
import { test } from "node:test";
import { begun, matching } from "../../src/page/mentions";

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
