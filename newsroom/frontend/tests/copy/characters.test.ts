import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanText, mends } from "../../src/copy/characters";

test("refused characters go, line breaks become spaces, half a character is marked", () => {
  assert.equal(cleanText("a\u0000b\nc\td\ud83dé😀\ufffe"), "ab c\td\ufffdé😀");
  assert.deepEqual(mends("😀\u0007"), [{ offset: 2, replacement: "" }]);
});
