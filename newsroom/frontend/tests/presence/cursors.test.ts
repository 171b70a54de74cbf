import assert from "node:assert/strict";
import { test } from "node:test";
import { Fragment, Slice } from "prosemirror-model";
import { ReplaceStep, StepMap } from "prosemirror-transform";
import { schema } from "../../src/copy/schema";
import { Colours } from "../../src/presence/colours";
import { RemoteSelections } from "../../src/presence/cursors";

const place = (version: number, head: number, client = "ruth") => ({
  client,
  person: 1,
  name: "Ruth",
  version,
  anchor: head,
  head,
});
const insertion = (at: number, size: number) => new StepMap([at, 0, size]);
const heads = (places: RemoteSelections) => places.after([]).map(({ head }) => head);

test("a cursor moves along with what others type before it", () => {
  const places = new RemoteSelections(3);
  places.set(place(3, 20));
  places.confirmed([insertion(5, 4), insertion(30, 9)], []);
  assert.deepEqual(heads(places), [24]);
});

test("a cursor said at an older version is brought to this one", () => {
  const places = new RemoteSelections(0);
  places.confirmed([insertion(5, 4), insertion(1, 1)], []);
  places.set(place(1, 20));
  assert.deepEqual(heads(places), [21]);
  places.set(place(0, 20));
  assert.deepEqual(heads(places), [25]);
});

test("a cursor said at a version still to come waits for it", () => {
  const places = new RemoteSelections(0);
  places.set(place(2, 20));
  assert.deepEqual(heads(places), []);
  places.confirmed([insertion(1, 1)], []);
  assert.deepEqual(heads(places), []);
  places.confirmed([insertion(1, 1)], []);
  assert.deepEqual(heads(places), [20]);
});

test("a cursor from before anything is known of has no position", () => {
  const places = new RemoteSelections(10);
  places.set(place(4, 20));
  assert.deepEqual(heads(places), []);
});

test("whoever types is where their words come in, and nobody has to say so", () => {
  const places = new RemoteSelections(0);
  places.set(place(0, 20));
  places.confirmed([insertion(5, 1), insertion(6, 1), insertion(2, 3)], ["ruth", "ruth", "jonas"]);
  assert.deepEqual(heads(places), [10]);
  places.confirmed([new StepMap([8, 2, 0])], ["ruth"]);
  assert.deepEqual(heads(places), [8]);
  places.confirmed([new StepMap([1, 1, 0, 30, 1, 0])], ["ruth"]);
  assert.deepEqual(heads(places), [7], "what changes two places at once says nothing of the cursor");
});

test("words not sent yet move the others' cursors, too", () => {
  const places = new RemoteSelections(0);
  places.set(place(0, 20));
  const step = new ReplaceStep(5, 5, new Slice(Fragment.from(schema.text("abc")), 0, 0));
  assert.deepEqual(
    places.after([step]).map(({ head }) => head),
    [23],
  );
});

test("who is gone is drawn no more, whichever version they spoke of", () => {
  const places = new RemoteSelections(0);
  places.set(place(0, 20));
  places.set(place(1, 20, "jonas"));
  places.delete("ruth");
  places.delete("jonas");
  places.confirmed([insertion(1, 1)], []);
  assert.deepEqual(heads(places), []);
});

test("eight people have eight colours, and keep them", () => {
  const colours = new Colours();
  const people = [8, 16, 24, 32, 1, 2, 3, 4];
  const given = people.map((person) => colours.of(person));
  assert.deepEqual([...given].sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(
    people.map((person) => colours.of(person)),
    given,
  );
  assert.ok(colours.of(99) >= 1 && colours.of(99) <= 8);
  colours.keep(new Set([99]));
  assert.equal(colours.of(40), 1, "a colour that is free again is given again");
});
