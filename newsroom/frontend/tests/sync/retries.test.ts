import assert from "node:assert/strict";
import { test } from "node:test";
import { Retries } from "../../src/sync/retries";

test("each failure in a row doubles the pause, up to half a minute", () => {
  const retries = new Retries(() => 0.5);
  assert.equal(retries.isFailing, false);
  const pauses = Array.from({ length: 8 }, () => {
    retries.failed();
    return retries.pauseAfterFailure;
  });
  assert.deepEqual(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  assert.equal(retries.isFailing, true);
});

test("after an answer pauses begin anew", () => {
  const retries = new Retries(() => 0.5);
  retries.failed();
  retries.failed();
  retries.answered();
  assert.equal(retries.isFailing, false);
  retries.failed();
  assert.equal(retries.pauseAfterFailure, 1_000);
});

test("the server may ask for a longer pause, but for none without an end", () => {
  const retries = new Retries(() => 0);
  retries.failed(5_000);
  assert.equal(retries.pauseAfterFailure, 5_000);
  retries.failed(86_400_000);
  assert.equal(retries.pauseAfterFailure, 30_000);
});

test("people who collide wait different moments, longer after each conflict", () => {
  const one = new Retries(() => 0.2);
  const other = new Retries(() => 0.9);
  for (const retries of [one, other]) retries.conflicted();
  assert.ok(one.pauseAfterConflict < other.pauseAfterConflict);
  const first = other.pauseAfterConflict;
  other.conflicted();
  assert.ok(other.pauseAfterConflict > first);
  for (let more = 0; more < 100; more++) other.conflicted();
  assert.ok(other.pauseAfterConflict < 1_000);
  other.accepted();
  assert.equal(other.isConflicting, false);
});
