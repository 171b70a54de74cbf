/** Lists, quotations and kinds of block as suggestions: whole paragraphs go somewhere else, or become something else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { joinBackward } from "prosemirror-commands";
import type { Node } from "prosemirror-model";
import { sinkListItem, splitListItem } from "prosemirror-schema-list";
import { EditorState } from "prosemirror-state";
import { author } from "../../src/copy/elements";
import { schema, types } from "../../src/copy/schema";
import { COMMANDS } from "../../src/editing/commands";
import { accepted, rejected } from "../../src/suggesting/projection";
import { suggesting } from "../../src/suggesting/suggesting";
import { at, type Build, cursor, edit, gone, idsOf, person, run, start, typed } from "./suggested-copy";

const command = (name: string): Build =>
  run((state, dispatch) => COMMANDS[name]?.run(state, dispatch) ?? false);

/** The blocks in a line, in what they stand: ul(li(p"one")). */
function outline(node: Node): string {
  if (node.isTextblock) return `${node.type.name.slice(0, 2)}"${node.textContent}"`;
  const names: Record<string, string> = {
    bullet_list: "ul",
    ordered_list: "ol",
    list_item: "li",
    blockquote: "quote",
  };
  const inner = node.children.map(outline).join(" ");
  return node.type === schema.topNodeType ? inner : `${names[node.type.name] ?? node.type.name}(${inner})`;
}

const body = (doc: Node): string => outline(doc).replace(/^he"[^"]*" ?/, "");

function list(...texts: string[]): EditorState {
  const items = texts.map((text) =>
    types.listItem.create(null, types.paragraph.create(null, schema.text(text))),
  );
  const doc = schema.node("doc", null, [types.headline.create(), types.bulletList.create(null, items)]);
  return EditorState.create({ doc });
}

/** From the start of some words to the end of others. */
function across(state: EditorState, first: string, last: string): EditorState {
  return cursor(state, at(state, first).selection.from, at(state, last).selection.to);
}

/** What is suggested, once everything is accepted; rejecting it must leave the text as it was. */
function suggested(state: EditorState, build: Build, by = 1): EditorState {
  const before = rejected(state.doc);
  const after = edit(state, build, by);
  assert.ok(rejected(after.doc).eq(before), "rejecting does not restore the text");
  assert.ok(accepted(after.doc).eq(accepted(build(state).doc)), "accepting is not what the edit gives");
  return after;
}

const words = (doc: Node): number => doc.textContent.length;

test("paragraphs are made a list, whose words stay where they are", () => {
  const before = start("one", "two", "three");
  const after = suggested(across(before, "one", "two"), command("bullet_list"));
  assert.equal(body(after.doc), 'ul(li(pa"one") li(pa"two")) pa"three"');
  assert.equal(words(after.doc), words(before.doc));
  assert.equal(idsOf(after).size, 1);
});

test("a quotation is made of paragraphs and figures, and taken away again by who suggested it", () => {
  const before = start("one", "two");
  const after = suggested(across(before, "one", "two"), command("blockquote"));
  assert.equal(body(after.doc), 'quote(pa"one" pa"two")');
  const back = suggested(across(after, "one", "two"), command("blockquote"));
  assert.ok(back.doc.eq(before.doc), "something is left of a suggestion that was taken back");
});

test("an item is lifted out of the middle of a list, which is one list again when that is rejected", () => {
  const after = suggested(at(list("one", "two", "three"), "two"), command("bullet_list"));
  assert.equal(body(after.doc), 'ul(li(pa"one")) pa"two" ul(li(pa"three"))');
  assert.equal(words(after.doc), "onetwothree".length);
});

test("what others put in between does not part a list that is one again", () => {
  let state = suggested(at(list("one", "two", "three"), "two"), command("bullet_list"));
  state = cursor(state, at(state, "two").selection.to);
  state = edit(edit(state, run(splitListItemOrBlock), 2), typed("new"), 2);
  const first = rejected(state.doc, (id) => author(id) === "1");
  assert.ok(rejected(first).eq(list("one", "two", "three").doc));
});

test("an item is made a list within the item before", () => {
  const after = suggested(at(list("one", "two"), "two"), run(sinkListItem(types.listItem)));
  assert.equal(body(after.doc), 'ul(li(pa"one" ul(li(pa"two"))))');
});

test("two lists are joined, and words are joined to a heading", () => {
  let state = list("one");
  state = EditorState.create({
    doc: state.doc.copy(state.doc.content.append(list("two").doc.content.cut(2))),
  });
  const joined = suggested(state, ({ tr, doc }) => tr.join(2 + doc.child(1).nodeSize));
  assert.equal(body(joined.doc), 'ul(li(pa"one") li(pa"two"))');
  const heading = edit(at(start("one", "two"), "one"), command("heading2"));
  const into = suggested(
    at(heading, "two", 0),
    run((s, d) => joinBackward(s, d)),
  );
  assert.equal(body(accepted(into.doc)), 'he"onetwo"');
});

test("words of a list that was suggested are typed, divided and struck like any", () => {
  let state = suggested(across(start("one", "two"), "one", "two"), command("bullet_list"));
  state = edit(at(state, "one"), typed("new"), 2);
  state = edit(cursor(state, at(state, "two", 0).selection.from + 1), run(splitListItem(types.listItem)), 2);
  assert.equal(body(accepted(state.doc)), 'ul(li(pa"new") li(pa"t") li(pa"wo"))');
  assert.ok(rejected(state.doc).eq(start("one", "two").doc));
});

test("what somebody else moved is struck, and put in again where it is to be", () => {
  const state = suggested(across(start("one", "two"), "one", "two"), command("bullet_list"));
  const after = suggested(at(state, "two"), command("bullet_list"), 2);
  assert.equal(body(accepted(after.doc)), 'ul(li(pa"one")) pa"two"');
  const without = rejected(after.doc, (id) => author(id) === "2");
  assert.ok(without.eq(state.doc), "somebody else's suggestion is not what it was");
});

test("a paragraph is made a pull quote, or part of the headline", () => {
  const quote = suggested(at(start("one", "two"), "one"), command("pull_quote"));
  assert.equal(body(accepted(quote.doc)), 'pu"one" pa"two"');
  const state = cursor(start("one", "two"), 1, 5);
  const headline = suggested(state, gone);
  assert.equal(outline(accepted(headline.doc)), 'he"ne" pa"two"');
});

test("a block that is to go is no other kind of block, which is refused and leaves no trace", () => {
  const doc = schema.node("doc", null, [
    types.headline.create(),
    types.paragraph.create(null, schema.text("zero")),
    types.pullQuote.create({ deleted: "2.aaaaaaaa" }, schema.text("one")),
    types.paragraph.create(),
  ]);
  const state = at(EditorState.create({ doc }), "one");
  assert.equal(suggesting(command("heading2")(state), state, person(1)), "entangled");
});

test("the form of places is checked", () => {
  const fits = (place: string): boolean => {
    const attrs = { rewrapped: `1.aaaaaaaa ${place}` };
    const json = { type: "doc", content: [{ type: "headline" }, { type: "paragraph", attrs }] };
    try {
      schema.nodeFromJSON(json).check();
      return true;
    } catch {
      return false;
    }
  };
  for (const place of ["0 doc", "1 doc/blockquote", "12 doc/ordered_list:3/list_item/bullet_list/list_item"])
    assert.ok(fits(place), place);
  for (const place of [
    "doc",
    "0",
    "0 doc/list_item",
    "0 doc/bullet_list",
    "0 doc/figure",
    "0 doc/ordered_list:x/list_item",
  ])
    assert.ok(!fits(place), place);
});

function splitListItemOrBlock(...given: Parameters<ReturnType<typeof splitListItem>>): boolean {
  const [state, dispatch] = given;
  dispatch?.(state.tr.split(state.selection.from));
  return true;
}
