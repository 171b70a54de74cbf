import assert from "node:assert/strict";
import { test } from "node:test";
import { hasScheme, meantAddress } from "../../src/copy/links";
import { LINK_SCHEMES } from "../../src/copy/rules";

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
