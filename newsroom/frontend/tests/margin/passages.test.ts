import assert from "node:assert/strict";
import { test } from "node:test";
import type { EditorState } from "prosemirror-state";
import type { Step } from "prosemirror-transform";
import { markAsking, passagesPlugin, places, queryAt, showPassages } from "../../src/margin/passages";
import { createState } from "../../src/sync/editor-state";
import { beforeSteps } from "../../src/sync/positions";
import type { Passage } from "../../src/sync/transport";
import { paragraphs, passage } from "../sync/authority";

const state = (...texts: string[]): EditorState =>
  createState(paragraphs("Headline", ...texts), 0, [passagesPlugin]);
/** They are not shown yet. */
function shown(now: EditorState, passages: Passage[], pending: readonly Step[] = []): EditorState {
  const tr = showPassages(now, passages, pending);
  assert.ok(tr);
  return now.apply(tr);
}

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
