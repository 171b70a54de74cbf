/** Links, characters, passages and the words a query is asked on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type EditorState, TextSelection } from "prosemirror-state";
import type { Step } from "prosemirror-transform";
import { cleanText, mends } from "../src/copy/characters";
import { hasScheme, meantAddress } from "../src/copy/links";
import { LINK_SCHEMES } from "../src/copy/schema";
import { selectedWords } from "../src/copy/words";
import { markAsking, passagesPlugin, places, queryAt, showPassages } from "../src/margin/passages";
import { characterPlugin } from "../src/pasting/paste";
import { createState } from "../src/sync/editor-state";
import { beforeSteps } from "../src/sync/positions";
import type { Passage } from "../src/sync/transport";
import { paragraphs, passage } from "./authority";

const state = (...texts: string[]): EditorState =>
  createState(paragraphs("Headline", ...texts), 0, [passagesPlugin, characterPlugin]);
const selected = (from: number, to: number, ...texts: string[]): EditorState => {
  const opened = state(...texts);
  return opened.apply(opened.tr.setSelection(TextSelection.create(opened.doc, from, to)));
};
/** They are not shown yet. */
function shown(now: EditorState, passages: Passage[], pending: readonly Step[] = []): EditorState {
  const tr = showPassages(now, passages, pending);
  assert.ok(tr);
  return now.apply(tr);
}

test("only addresses with an allowed scheme are links", () => {
  for (const good of ["https://example.org/", "HTTP://example.org", "mailto:desk@example.org"]) {
    assert.ok(hasScheme(good, LINK_SCHEMES), good);
  }
  for (const bad of [
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "//example.org",
    "/path",
    "https://",
    "https://a b",
    "",
  ]) {
    assert.ok(!hasScheme(bad, LINK_SCHEMES), bad);
  }
});

test("what people type as an address is understood or refused", () => {
  const cases: [string, string | null][] = [
    [" https://example.org/a ", "https://example.org/a"],
    ["example.org/a?b=1", "https://example.org/a?b=1"],
    ["localhost:8000/x", null],
    ["desk@example.org", "mailto:desk@example.org"],
    ["javascript:alert(1)", null],
    ["just words", null],
    ["", null],
  ];
  for (const [typed, meant] of cases) assert.equal(meantAddress(typed, LINK_SCHEMES), meant, typed);
});

test("refused characters go, line breaks become spaces, half a character is marked", () => {
  assert.equal(cleanText("a\u0000b\nc\td\ud83dé😀\ufffe"), "ab c\td\ufffdé😀");
  assert.deepEqual(mends("😀\u0007"), [{ offset: 2, replacement: "" }]);
});

test("characters that would be refused do not stay, however they came in", () => {
  const before = state("Body.");
  const after = before.applyTransaction(before.tr.insertText("x\u0000y\u0085z\ud800", 11)).state;
  assert.equal(after.doc.lastChild?.textContent, "xy z\ufffdBody.");
});

test("passages follow changes: edges stay outside, deleted ones become a point", () => {
  let now = state("One two three.");
  now = shown(now, [passage(1, 15, 18), passage(2, 11, 14)]);
  now = now.apply(now.tr.insertText("!", 18).insertText("?", 15));
  assert.deepEqual(
    [...places(now)],
    [
      [1, { from: 16, to: 19, state: "exact" }],
      [2, { from: 11, to: 14, state: "exact" }],
    ],
  );
  assert.equal(queryAt(now, 17), 1);
  now = now.apply(now.tr.delete(11, 25));
  assert.deepEqual(places(now).get(1), { from: 11, to: 11, state: "exact" });
  assert.equal(queryAt(now, 11), null);
});

test("passages from the server are shown after the steps it does not have yet", () => {
  let now = state("One two three.");
  const tr = now.tr.insertText("Well, ", 11);
  now = now.apply(tr);
  now = shown(now, [passage(1, 15, 18)], tr.steps);
  assert.deepEqual(places(now).get(1), { from: 21, to: 24, state: "exact" });
  assert.deepEqual(beforeSteps({ from: 21, to: 24 }, tr.steps), { from: 15, to: 18 });
  now = now.apply(markAsking(now.tr, null));
});

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
