/** What an edit becomes when it is suggested, and where the cursor is then. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { joinBackward, splitBlock, toggleMark } from "prosemirror-commands";
import { Node, Slice } from "prosemirror-model";
import { splitListItem } from "prosemirror-schema-list";
import { EditorState } from "prosemirror-state";
import { schema, types } from "../../src/copy/schema";
import { COMMANDS } from "../../src/editing/commands";
import { plainly } from "../../src/suggesting/plain";
import { accepted, rejected } from "../../src/suggesting/projection";
import { suggesting } from "../../src/suggesting/suggesting";
import {
  at,
  backspace,
  cursor,
  edit,
  forward,
  gone,
  idsOf,
  person,
  run,
  shown,
  start,
  typed,
} from "./suggested-copy";

test("typing goes on with the same suggestion", () => {
  let state = at(start("one two"), "two", 0);
  for (const letter of "new ") state = edit(state, typed(letter));
  assert.equal(shown(state), "one +new +|two");
  assert.equal(idsOf(state).size, 1);
});

test("typing over words strikes them, and what is typed stands behind", () => {
  let state = edit(at(start("one two three"), "two"), typed("t"));
  state = edit(state, typed("en"));
  assert.equal(shown(state), "one -two-+ten+| three");
  assert.equal(idsOf(state).size, 1);
});

test("backspace strikes and moves to the left, delete strikes and moves to the right", () => {
  let state = at(start("abc"), "c", 0);
  state = edit(edit(state, backspace), backspace);
  assert.equal(shown(state), "-|ab-c");
  state = at(start("abc"), "abc", 0);
  state = edit(edit(state, forward), forward);
  assert.equal(shown(state), "-ab-|c");
});

test("typing after a deletion goes behind it", () => {
  let state = at(start("abcd"), "d", 0);
  for (const key of [backspace, backspace, typed("x"), typed("y")]) state = edit(state, key);
  assert.equal(shown(state), "a-bc-+xy+|d");
});

test("backspace jumps over what is struck already", () => {
  let state = edit(at(start("abcd"), "bc"), gone);
  assert.equal(shown(state), "a-bc-|d");
  state = edit(state, backspace);
  assert.equal(shown(state), "a-|bc-d");
  state = edit(state, backspace);
  assert.equal(shown(state), "-|abc-d");
});

test("one's own words are really deleted, somebody else's are struck", () => {
  let state = edit(at(start("ad"), "d", 0), typed("bc"));
  const mine = edit(state, backspace);
  assert.equal(shown(mine), "a+b+|d");
  state = edit(state, backspace, 2);
  assert.equal(shown(state), "a+b++-|c+-d");
  assert.equal(idsOf(state).size, 2);
});

test("Enter puts in a break that can be taken out, and typing goes on under the same id", () => {
  let state = edit(at(start("onetwo"), "two", 0), run(splitBlock));
  state = edit(state, typed("x"));
  assert.equal(shown(state), "one / +¶+x+|two");
  assert.equal(idsOf(state).size, 1);
  assert.ok(rejected(state.doc).eq(start("onetwo").doc));
});

test("Enter at the start puts an empty paragraph before", () => {
  const state = edit(at(start("one"), "one", 0), run(splitBlock));
  assert.equal(shown(state), "+¶ / |one");
});

test("backspace at the start of a paragraph strikes the break, and again the one before takes it back", () => {
  let state = edit(
    at(start("one", "two"), "two", 0),
    run((s, d) => joinBackward(s, d)),
  );
  assert.equal(state.doc.child(2).attrs.deleted?.slice(0, 2), "1.");
  assert.ok(accepted(state.doc).eq(start("onetwo").doc));
  state = edit(at(start("onetwo"), "two", 0), run(splitBlock));
  state = edit(
    state,
    run((s, d) => joinBackward(s, d)),
  );
  assert.ok(state.doc.eq(start("onetwo").doc));
});

test("deleting across paragraphs strikes words and breaks", () => {
  const before = start("one", "two", "three");
  const state = edit(cursor(before, 5, 15), gone);
  assert.equal(shown(state), "o-ne- / -¶-two- / -¶-t-|hree");
  assert.ok(accepted(state.doc).eq(start("ohree").doc));
  assert.ok(rejected(state.doc).eq(before.doc));
});

test("a list item is divided, a paragraph of it stays in its item when that is rejected", () => {
  const item = types.listItem.create(null, types.paragraph.create(null, schema.text("onetwo")));
  const doc = schema.node("doc", null, [types.headline.create(), types.bulletList.create(null, item)]);
  const state = edit(at(EditorState.create({ doc }), "two", 0), run(splitListItem(types.listItem)));
  assert.equal(state.doc.child(1).childCount, 2);
  assert.ok(rejected(state.doc).eq(doc));
});

test("formatting remembers what was, and forgets it when it is as before", () => {
  let state = edit(at(start("one two"), "two"), run(toggleMark(types.strong)));
  assert.ok(rejected(state.doc).eq(start("one two").doc));
  assert.ok(types.strong.isInSet(accepted(state.doc).child(1).child(1).marks));
  state = edit(at(state, "two"), run(toggleMark(types.strong)));
  assert.ok(state.doc.eq(start("one two").doc));
});

test("two people format the same words", () => {
  let state = edit(at(start("one two"), "two"), run(toggleMark(types.strong)));
  state = edit(at(state, "two"), run(toggleMark(types.em)), 2);
  assert.ok(rejected(state.doc).eq(start("one two").doc));
  const [piece] = [accepted(state.doc).child(1).child(1)];
  assert.deepEqual(piece.marks.map(({ type }) => type.name).sort(), ["em", "strong"]);
});

test("a heading is suggested, by one person and then another", () => {
  let state = edit(
    at(start("one"), "one"),
    run((s, d) => COMMANDS.heading2?.run(s, d) ?? false),
  );
  assert.equal(state.doc.child(1).type, types.heading);
  state = edit(
    at(state, "one"),
    run((s, d) => COMMANDS.heading3?.run(s, d) ?? false),
    2,
  );
  assert.equal(accepted(state.doc).child(1).attrs.level, 3);
  assert.ok(rejected(state.doc).eq(start("one").doc));
});

test("paragraphs are pasted into one", () => {
  const before = start("onetwo");
  const pasted = Slice.maxOpen(start("a", "b").doc.slice(3, 9).content);
  const state = edit(at(before, "two", 0), (s) => s.tr.replaceSelection(pasted));
  assert.ok(rejected(state.doc).eq(before.doc));
  assert.equal(accepted(state.doc).textBetween(3, accepted(state.doc).content.size, "/"), "onea/btwo");
});

test("one's own paragraphs can be made anything", () => {
  let state = edit(cursor(start("one"), 6), run(splitBlock));
  state = edit(state, typed("two"));
  state = edit(
    state,
    run((s, d) => COMMANDS.bullet_list?.run(s, d) ?? false),
  );
  assert.equal(state.doc.lastChild?.type, types.bulletList);
  assert.ok(rejected(state.doc).eq(start("one").doc));
});

test("plain typing within a suggestion is nobody's suggestion", () => {
  let state = edit(at(start("ad"), "d", 0), typed("bc"));
  state = at(state, "c", 0);
  state = state.apply(plainly(typed("X")(state), state));
  assert.equal(shown(state), "a+b+X+|c+d");
  const broken = edit(at(start("onetwo"), "two", 0), run(splitBlock));
  const second = at(broken, "wo", 0);
  const divided = second.apply(plainly(run(splitBlock)(second), second));
  assert.deepEqual(
    divided.doc.children.map(({ attrs }) => Boolean(attrs.inserted)),
    [false, false, true, false],
  );
  const headed = second.apply(plainly(run((s, d) => COMMANDS.heading2?.run(s, d) ?? false)(second), second));
  assert.ok(headed.doc.child(2).attrs.inserted);
});

test("metadata and stored marks are kept", () => {
  const state = at(start("one"), "one", 0);
  const tr = typed("x")(state)
    .setMeta("pasted", true)
    .setStoredMarks([types.strong.create()])
    .scrollIntoView();
  const made = suggesting(tr, state, person(1));
  if (typeof made === "string") assert.fail(made);
  assert.equal(made.getMeta("pasted"), true);
  assert.ok(made.scrolledIntoView && made.storedMarks?.length === 1);
});

test("the form of ids is checked", () => {
  for (const id of ["1.short", "x.aaaaaaaa", "1.AAAAAAAA", ""]) {
    const json = {
      type: "doc",
      content: [{ type: "headline" }, { type: "paragraph", attrs: { inserted: id } }],
    };
    assert.throws(() => Node.fromJSON(schema, json).check(), RangeError);
  }
});
