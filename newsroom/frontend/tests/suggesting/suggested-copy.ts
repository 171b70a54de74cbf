/** A small copy to suggest changes in, a person at it, and a way to see what came of it. */
import assert from "node:assert/strict";
import { EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { idsIn } from "../../src/copy/elements";
import { schema, types } from "../../src/copy/schema";
import { suggesting } from "../../src/suggesting/suggesting";

export type Build = (state: EditorState) => Transaction;

/** Words with those inserted in +plus signs+ and those struck in -minus signs-; | is the cursor. */
export function shown(state: EditorState): string {
  const blocks: string[] = [];
  state.doc.descendants((node, start) => {
    if (!node.isTextblock) return true;
    let text = "";
    node.forEach((piece, offset) => {
      const at = start + 1 + offset;
      const cursor = state.selection.head - at;
      const words = piece.text ?? "↵";
      const within =
        cursor >= 0 && cursor < words.length ? `${words.slice(0, cursor)}|${words.slice(cursor)}` : words;
      const sign = [types.insertion, types.deletion]
        .filter((type) => type.isInSet(piece.marks))
        .map((type) => (type === types.insertion ? "+" : "-"));
      text += sign.join("") + within + sign.join("");
    });
    if (state.selection.head === start + 1 + node.content.size) text += "|";
    const flags = ["inserted", "deleted"]
      .filter((name) => node.attrs[name])
      .map((name) => (name === "inserted" ? "+" : "-"));
    blocks.push(flags.join("") + "¶".repeat(Number(flags.length > 0)) + text);
    return false;
  });
  return blocks.slice(1).join(" / ");
}

export function start(...texts: string[]): EditorState {
  const blocks = texts.map((text) => types.paragraph.create(null, text ? schema.text(text) : null));
  return EditorState.create({
    doc: schema.node("doc", null, [types.headline.create(null, schema.text("H")), ...blocks]),
  });
}

let ids = 0;
export const person = (author: number) => ({
  author,
  newId: () => `${author}.t${String(++ids).padStart(9, "0")}`,
});

export function at(state: EditorState, words: string, length = words.length): EditorState {
  let found = -1;
  state.doc.descendants((node, position) => {
    const index = node.text?.indexOf(words) ?? -1;
    if (index >= 0 && found < 0) found = position + index;
  });
  assert.ok(found >= 0, words);
  return cursor(state, found, found + length);
}

export function cursor(state: EditorState, from: number, to = from): EditorState {
  return state.apply(state.tr.setSelection(TextSelection.create(state.doc, from, to)));
}

export function edit(state: EditorState, build: Build, author = 1): EditorState {
  const made = suggesting(build(state), state, person(author));
  if (typeof made === "string") assert.fail(made);
  return state.apply(made);
}

export const typed =
  (text: string): Build =>
  (state) =>
    state.tr.insertText(text);
export const gone: Build = (state) => state.tr.deleteSelection();
export const backspace: Build = (state) => state.tr.delete(state.selection.head - 1, state.selection.head);
export const forward: Build = (state) => state.tr.delete(state.selection.head, state.selection.head + 1);

export function run(command: (state: EditorState, dispatch: (tr: Transaction) => void) => boolean): Build {
  return (state) => {
    let made = state.tr;
    assert.ok(command(state, (tr) => (made = tr)));
    return made;
  };
}

export function idsOf(state: EditorState): ReadonlySet<string> {
  return idsIn(state.doc);
}
