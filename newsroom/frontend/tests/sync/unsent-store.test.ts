import assert from "node:assert/strict";
import { test } from "node:test";
import type { Claim } from "../../src/sync/client-id";
import { textOf } from "../../src/sync/editor-state";
import { type UnsentRecord, UnsentStore } from "../../src/sync/unsent-store";
import { paragraphs } from "./authority";
import { MapStore } from "./client";

const record = (clientId: string, version = 3): UnsentRecord => ({
  clientId,
  version,
  doc: paragraphs("Headline", "Body."),
  steps: [{ stepType: "replace", from: 11, to: 11, slice: { content: [{ type: "text", text: "Kept. " }] } }],
});
const nobodyKnows: Claim = () => Promise.resolve(null);

test("a record comes back as it was, once its tab has left", async () => {
  const store = new UnsentStore(new MapStore(), "1:/steps", () => 1_000);
  store.save(record("anna"), true);
  const [found] = await store.claimOrphans(nobodyKnows);
  assert.deepEqual(
    { ...found, seen: undefined, left: undefined },
    { ...record("anna"), seen: undefined, left: undefined },
  );
  store.remove("anna");
  assert.deepEqual(await store.claimOrphans(nobodyKnows), []);
});

test("a tab that lives keeps its record to itself", async () => {
  let now = 0;
  const store = new UnsentStore(new MapStore(), "1:/steps", () => now);
  store.save(record("anna"));
  assert.deepEqual(await store.claimOrphans(nobodyKnows), []);
  assert.deepEqual(await store.claimOrphans(() => Promise.resolve(false)), []);
  assert.equal((await store.claimOrphans(() => Promise.resolve(true))).length, 1);
  now = 121_000;
  assert.equal((await store.claimOrphans(nobodyKnows)).length, 1);
});

test("the records of other articles and other people are not found", async () => {
  const store = new MapStore();
  new UnsentStore(store, "1:/steps", () => 0).save(record("anna"), true);
  assert.deepEqual(await new UnsentStore(store, "2:/steps", () => 0).claimOrphans(nobodyKnows), []);
  assert.deepEqual(await new UnsentStore(store, "1:/other", () => 0).claimOrphans(nobodyKnows), []);
});

test("a new confirmed document is written, not the one before", async () => {
  const store = new UnsentStore(new MapStore(), "1:/steps", () => 0);
  store.save(record("anna"));
  store.save({ ...record("anna", 4), doc: paragraphs("Headline", "Later.") }, true);
  const [found] = await store.claimOrphans(nobodyKnows);
  assert.deepEqual([found?.version, found?.doc], [4, paragraphs("Headline", "Later.")]);
});

test("a full or forbidden store is said, not thrown", () => {
  const full = new MapStore();
  full.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  assert.equal(new UnsentStore(full, "1:/steps", () => 0).save(record("anna")), false);
  assert.equal(new UnsentStore(null, "1:/steps", () => 0).save(record("anna")), false);
});

test("what cannot be read is passed over", async () => {
  const store = new MapStore();
  store.setItem("copydesk:copy:1:/steps:broken", "{");
  store.setItem("copydesk:copy:1:/steps:empty", "{}");
  assert.deepEqual(await new UnsentStore(store, "1:/steps", () => 0).claimOrphans(nobodyKnows), []);
});

test("the words of a record can be read, with the steps and, if need be, without", () => {
  assert.equal(textOf(record("anna")), "Headline\n\nKept. Body.");
  assert.ok(textOf({ ...record("anna"), doc: { type: "unknown" } }).includes("Kept. "));
});
