import assert from "node:assert/strict";
import { test } from "node:test";
import { type Box, layOut } from "../../src/layout/layout";
import { seeded } from "../sync/authority";

test("threads with room stand level with their passages", () => {
  assert.deepEqual(
    layOut(
      [
        { anchor: 0, height: 50 },
        { anchor: 100, height: 50 },
        { anchor: 400, height: 50 },
      ],
      10,
    ),
    [0, 100, 400],
  );
});

test("threads that would overlap share the way they move", () => {
  assert.deepEqual(
    layOut(
      [
        { anchor: 200, height: 100 },
        { anchor: 200, height: 100 },
      ],
      10,
    ),
    [145, 255],
  );
});

test("nothing goes above the top", () => {
  assert.deepEqual(
    layOut(
      [
        { anchor: 10, height: 100 },
        { anchor: 10, height: 100 },
      ],
      10,
    ),
    [0, 110],
  );
});

test("the active thread stays level and pushes the others away", () => {
  const tops = layOut(
    [
      { anchor: 300, height: 100 },
      { anchor: 300, height: 100, pinned: true },
      { anchor: 300, height: 100 },
    ],
    10,
  );
  assert.deepEqual(tops, [190, 300, 410]);
});

test("no threads, no tops", () => {
  assert.deepEqual(layOut([], 10), []);
});

test("any number of threads in any place: in order, apart, never above the top, the active one level if it can be", () => {
  const random = seeded(7);
  for (let round = 0; round < 300; round++) {
    const boxes: Box[] = Array.from({ length: Math.floor(random() * 60) }, () => ({
      anchor: Math.floor(random() * 3000),
      height: 20 + Math.floor(random() * 300),
    })).sort((a, b) => a.anchor - b.anchor);
    const chosen = Math.floor(random() * boxes.length);
    const active = boxes[chosen];
    if (active) active.pinned = true;
    const tops = layOut(boxes, 12);
    boxes
      .slice(1)
      .forEach((_, index) =>
        assert.ok((tops[index + 1] ?? 0) - (tops[index] ?? 0) >= (boxes[index]?.height ?? 0) + 12),
      );
    assert.ok(tops.every((top) => top >= 0));
    const above = boxes.slice(0, chosen).reduce((sum, box) => sum + box.height + 12, 0);
    if (active && above <= active.anchor) assert.ok(Math.abs((tops[chosen] ?? 0) - active.anchor) <= 1);
  }
});
