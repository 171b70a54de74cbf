import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutRoom } from "../../src/layout/crowding";
import type { Box } from "../../src/layout/layout";

const whole = (): boolean => false;
const card = (anchor: number): Box => ({ anchor, height: 150 });

test("twelve cards along their words have room", () => {
  const cards = Array.from({ length: 12 }, (_, n) => card(n * 120));
  assert.deepEqual(new Set(withoutRoom(cards, 12, whole)), new Set([false]));
  assert.deepEqual(withoutRoom([], 12, whole), []);
});

test("sixty cards on one page have none", () => {
  const cards = Array.from({ length: 60 }, (_, n) => card(n * 20));
  assert.deepEqual(new Set(withoutRoom(cards, 12, whole)), new Set([true]));
});

test("cards far from a crowd stay whole", () => {
  const crowd = Array.from({ length: 20 }, () => card(0));
  const short = withoutRoom([...crowd, card(9000)], 12, whole);
  assert.equal(short.lastIndexOf(true), 19);
  assert.equal(short[20], false);
});

test("what is drawn short stays so until there is room to spare", () => {
  const cards = Array.from({ length: 4 }, () => card(0));
  assert.equal(withoutRoom(cards, 12, whole)[0], false);
  assert.equal(withoutRoom(cards, 12, () => true)[0], true);
});
