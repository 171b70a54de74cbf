import assert from "node:assert/strict";
import { test } from "node:test";
import type { Claim } from "../src/sync/client-id";
import { textOf } from "../src/sync/editor-state";
import { type Record, Keeping } from "../src/sync/unsent-store";
import { paragraphs } from "./authority";
import { MapStore } from "./client";

const record = (clientId: string, version = 3): Record => ({
  clientId,
  version,
  doc: paragraphs("Headline", "Body."),
  steps: [{ stepType: "replace", from: 11, to: 11, slice: { content: [{ type: "text", text: "Kept. " }] } }],
});
const nobodyKnows: Claim = () => Promise.resolve(null);

test("a record comes back as it was, once its tab has left", async () => {
  const keeping = new Keeping(new MapStore(), "1:/steps", () => 1_000);
  keeping.keep(record("anna"), true);
  const [found] = await keeping.orphans(nobodyKnows);
  assert.deepEqual(
    { ...found, seen: undefined, left: undefined },
    { ...record("anna"), seen: undefined, left: undefined },
  );
  keeping.forget("anna");
  assert.deepEqual(await keeping.orphans(nobodyKnows), []);
});

test("a tab that lives keeps its record to itself", async () => {
  let now = 0;
  const keeping = new Keeping(new MapStore(), "1:/steps", () => now);
  keeping.keep(record("anna"));
  assert.deepEqual(await keeping.orphans(nobodyKnows), []);
  assert.deepEqual(await keeping.orphans(() => Promise.resolve(false)), []);
  assert.equal((await keeping.orphans(() => Promise.resolve(true))).length, 1);
  now = 121_000;
  assert.equal((await keeping.orphans(nobodyKnows)).length, 1);
});

test("the records of other articles and other people are not found", async () => {
  const store = new MapStore();
  new Keeping(store, "1:/steps", () => 0).keep(record("anna"), true);
  assert.deepEqual(await new Keeping(store, "2:/steps", () => 0).orphans(nobodyKnows), []);
  assert.deepEqual(await new Keeping(store, "1:/other", () => 0).orphans(nobodyKnows), []);
});

test("a new confirmed document is written, not the one before", async () => {
  const keeping = new Keeping(new MapStore(), "1:/steps", () => 0);
  keeping.keep(record("anna"));
  keeping.keep({ ...record("anna", 4), doc: paragraphs("Headline", "Later.") }, true);
  const [found] = await keeping.orphans(nobodyKnows);
  assert.deepEqual([found?.version, found?.doc], [4, paragraphs("Headline", "Later.")]);
});

test("a full or forbidden store is said, not thrown", () => {
  const full = new MapStore();
  full.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  assert.equal(new Keeping(full, "1:/steps", () => 0).keep(record("anna")), false);
  assert.equal(new Keeping(null, "1:/steps", () => 0).keep(record("anna")), false);
});

test("what cannot be read is passed over", async () => {
  const store = new MapStore();
  store.setItem("copydesk:copy:1:/steps:broken", "{");
  store.setItem("copydesk:copy:1:/steps:empty", "{}");
  assert.deepEqual(await new Keeping(store, "1:/steps", () => 0).orphans(nobodyKnows), []);
});

test("the words of a record can be read, with the steps and, if need be, without", () => {
  assert.equal(textOf(record("anna")), "Headline\n\nKept. Body.");
  assert.ok(textOf({ ...record("anna"), doc: { type: "unknown" } }).includes("Kept. "));
});
