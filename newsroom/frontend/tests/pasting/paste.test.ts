import assert from "node:assert/strict";
import { test } from "node:test";
import { characterPlugin } from "../../src/pasting/paste";
import { createState } from "../../src/sync/editor-state";
import { paragraphs } from "../sync/authority";

test("characters that would be refused do not stay, however they came in", () => {
  const before = createState(paragraphs("Headline", "Body."), 0, [characterPlugin]);
  const after = before.applyTransaction(before.tr.insertText("x\u0000y\u0085z\ud800", 11)).state;
  assert.equal(after.doc.lastChild?.textContent, "xy z\ufffdBody.");
});
