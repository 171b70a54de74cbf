/** Which addresses copy may hold, as the server has it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { IMAGE_SCHEMES, isAddress, LIMITS, LINK_SCHEMES } from "../../src/copy/rules";

const DIGEST = "0a".repeat(32);

test("an image is one of the web, or one of the story by its digest", () => {
  for (const good of ["https://example.org/a.png", "HTTP://example.org/a.png", `asset:${DIGEST}`])
    assert.ok(isAddress(good, IMAGE_SCHEMES), good);
  for (const bad of [
    "asset:",
    "asset:a.png",
    `asset:${DIGEST}0`,
    `asset:${DIGEST.toUpperCase()}`,
    `ASSET:${DIGEST}`,
    "Asset:a.png",
    "data:image/png;base64,x",
    `https://example.org/${"a".repeat(LIMITS.attribute_length)}`,
  ])
    assert.ok(!isAddress(bad, IMAGE_SCHEMES), bad);
});

test("no link leads to an image of the story", () => {
  assert.ok(isAddress("mailto:desk@example.org", LINK_SCHEMES));
  assert.ok(!isAddress(`asset:${DIGEST}`, LINK_SCHEMES));
});
