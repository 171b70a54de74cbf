/** Random edits for suggestions: documents, people, and everything the editor can do to the copy. */
import { baseKeymap, chainCommands, joinBackward, splitBlock, toggleMark } from "prosemirror-commands";
import { Fragment, type Node, Slice } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { type Command, type EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { nothingLost } from "../../src/clipboard/losses";
import { schema, types } from "../../src/copy/schema";
import { cellStart } from "../../src/copy/tables";
import { selectionBetween } from "../../src/editing/cells";
import { COMMANDS, keepImage, leaveCaption, leaveTop } from "../../src/editing/commands";
import { lineInFootnote } from "../../src/editing/footnotes";
import { toCell } from "../../src/editing/tables";
import { apart, withNotes } from "../../src/pasting/footnotes";
import { fitCell, fitFootnote } from "../../src/pasting/tables";

export type Random = () => number;

export const below = (random: Random, limit: number): number => Math.floor(random() * limit);
export const pick = <T>(random: Random, choices: readonly T[]): T =>
  choices[below(random, choices.length)] as T;

const WORDS = ["alpha", "beta", "said", "minister", "river", "naïve", "😀", "نص", "日本", "water"];
export const words = (random: Random, most: number): string =>
  Array.from({ length: 1 + below(random, most) }, () => pick(random, WORDS)).join(" ");

const NOTES = ["1", "2", "3"];
const note = (random: Random, id: string): Node => types.footnote.create({ id }, plain(random, 4));

function inline(random: Random): Node[] {
  const link = types.link.create({ href: "https://example.org/" });
  return Array.from({ length: below(random, 4) }, () => {
    if (random() < 0.1) return types.hardBreak.create();
    if (random() < 0.08) return types.footnoteReference.create({ id: pick(random, NOTES) });
    const marks = random() < 0.3 ? [pick(random, [types.em.create(), types.strong.create(), link])] : [];
    return schema.text(words(random, 4), marks);
  });
}

export const paragraph = (random: Random): Node =>
  types.paragraph.create(null, Fragment.fromArray(inline(random)));
const plain = (random: Random, most: number): Node => schema.text(words(random, most));

function table(random: Random): Node {
  const columns = 1 + below(random, 3);
  const cell = (): Node =>
    types.tableCell.create(
      { header: random() < 0.2 },
      random() < 0.2 ? [paragraph(random), paragraph(random)] : [paragraph(random)],
    );
  const row = (): Node => types.tableRow.create(null, Array.from({ length: columns }, cell));
  return types.table.create(null, Array.from({ length: 1 + below(random, 3) }, row));
}

export function block(random: Random): Node {
  const item = (): Node =>
    types.listItem.create(
      null,
      random() < 0.2
        ? [paragraph(random), types.bulletList.create(null, types.listItem.create(null, paragraph(random)))]
        : [paragraph(random)],
    );
  const dice = random();
  if (dice < 0.5) return paragraph(random);
  if (dice < 0.56) return table(random);
  if (dice < 0.67) return types.heading.create({ level: 2 + below(random, 3) }, plain(random, 3));
  if (dice < 0.8)
    return pick(random, [types.bulletList, types.orderedList]).create(null, [item(), item(), item()]);
  if (dice < 0.86) return types.blockquote.create(null, [paragraph(random), paragraph(random)]);
  if (dice < 0.91) return types.pullQuote.create(null, plain(random, 4));
  if (dice < 0.96)
    return schema.node("figure", null, [
      schema.node("image", { alt: "x" }),
      types.caption.create(null, plain(random, 3)),
    ]);
  return types.rule.create();
}

export function draft(random: Random): Node {
  const standfirst = random() < 0.5 ? [types.standfirst.create(null, plain(random, 4))] : [];
  const body = Array.from({ length: 3 + below(random, 6) }, () => block(random));
  const notes = NOTES.filter(() => random() < 0.3).map((id) => note(random, id));
  const headline = types.headline.create(null, plain(random, 5));
  return schema.node("doc", null, [headline, ...standfirst, ...body, ...notes]);
}

/** A random position in text, never within a character. */
export function position(doc: Node, random: Random): number {
  const at = TextSelection.near(doc.resolve(below(random, doc.content.size + 1))).head;
  return whole(doc, at);
}

export function whole(doc: Node, at: number): number {
  const $at = doc.resolve(at);
  const offset = $at.textOffset;
  const code = offset > 0 ? ($at.parent.child($at.index()).text?.charCodeAt(offset) ?? 0) : 0;
  return code >= 0xdc00 && code < 0xe000 ? at - 1 : at;
}

export type Edit = (state: EditorState, random: Random) => Transaction | null;

function select(state: EditorState, from: number, to: number): EditorState {
  const { doc } = state;
  return state.apply(state.tr.setSelection(selectionBetween(doc.resolve(from), doc.resolve(to))));
}

/** What a command does on a random selection of about so many characters. */
function run(command: Command, length: number): Edit {
  return (state, random) => {
    const from = position(state.doc, random);
    const to = whole(state.doc, Math.min(from + below(random, length), state.doc.content.size));
    let made: Transaction | null = null;
    const selected = select(state, Math.min(from, to), to);
    command(selected, (tr) => (made = tr));
    return made;
  };
}

const type: Edit = (state, random) => {
  const selected = select(state, ...twice(position(state.doc, random)));
  return selected.tr.insertText(`${words(random, 2)} `);
};
const twice = (at: number): [number, number] => [at, at];
/** A command that can always be run. */
const always =
  (change: (tr: Transaction) => Transaction): Command =>
  (state, dispatch) => {
    dispatch?.(change(state.tr));
    return true;
  };
const typeOver = run(
  always((tr) => tr.insertText("new")),
  10,
);
const removing = always((tr) => tr.deleteSelection());
const remove = run(removing, 12);
const removeFar = run(removing, 80);
const backspace: Edit = (state, random) => {
  const at = position(state.doc, random);
  const selected = select(state, at, at);
  const before = selected.selection.$head.nodeBefore;
  if (!before?.isInline) return run(chainCommands(keepImage, joinBackward), 1)(state, random);
  return selected.tr.delete(whole(state.doc, selected.selection.head - 1), selected.selection.head);
};
const enter = run(
  chainCommands(
    leaveTop,
    leaveCaption,
    lineInFootnote,
    splitListItem(types.listItem),
    baseKeymap.Enter ?? splitBlock,
  ),
  3,
);
const joinNext: Edit = (state, random) => {
  const $at = state.doc.resolve(position(state.doc, random));
  const end = $at.after();
  const next = state.doc.resolve(end);
  if (!(next.nodeAfter?.isTextblock && next.nodeBefore?.isTextblock)) return null;
  return state.tr.join(end);
};
const paste: Edit = (state, random) => {
  const at = position(state.doc, random);
  const other = draft(random);
  const a = below(random, other.content.size);
  const b = Math.min(a + below(random, 60), other.content.size);
  const slice =
    random() < 0.4
      ? new Slice(Fragment.from([paragraph(random), paragraph(random)]), 1, 1)
      : other.slice(whole(other, a), whole(other, b));
  return put(select(state, at, at), slice);
};
/** As pasting has it: a cell takes paragraphs alone, a footnote lines, and footnotes come with the words. */
function put({ tr }: EditorState, slice: Slice): Transaction {
  const { $from } = tr.selection;
  const isFootnote = $from.parent.type === types.footnote;
  const { words: pasted, notes } = apart(slice, tr.doc, !isFootnote);
  const fit = isFootnote ? fitFootnote : cellStart($from) < 0 ? null : fitCell;
  return withNotes(tr.replaceSelection(fit ? fit(pasted, nothingLost()) : pasted), notes);
}
const pasteOver: Edit = (state, random) => {
  const from = position(state.doc, random);
  const to = position(state.doc, random);
  if (Math.abs(from - to) > 60) return null;
  const slice = new Slice(Fragment.from([paragraph(random), block(random), paragraph(random)]), 1, 1);
  return put(select(state, Math.min(from, to), Math.max(from, to)), slice);
};
const insertBlock: Edit = (state, random) => {
  const $at = state.doc.resolve(position(state.doc, random));
  if ($at.depth !== 1) return null;
  const made = block(random);
  const { type } = $at.parent;
  return type === types.headline || type === types.footnote ? null : state.tr.insert($at.after(), made);
};
const removeBlock: Edit = (state, random) => {
  const index = 1 + below(random, state.doc.childCount - 1);
  if (state.doc.childCount < 4) return null;
  let start = 0;
  for (let i = 0; i < index; i++) start += state.doc.child(i).nodeSize;
  return state.tr.delete(start, start + state.doc.child(index).nodeSize);
};
const command = (name: string): Edit => run(COMMANDS[name]?.run ?? (() => false), 15);

/** Within one block: words alone. */
export const INLINE: Readonly<Record<string, Edit>> = {
  type,
  typeAgain: type,
  typeOver: (state, random) => withinBlock(typeOver(state, random), state),
  remove: (state, random) => withinBlock(remove(state, random), state),
  backspace: (state, random) => withinBlock(backspace(state, random), state),
};

function withinBlock(tr: Transaction | null, state: EditorState): Transaction | null {
  return tr && tr.doc.childCount === state.doc.childCount && blocks(tr.doc) === blocks(state.doc) ? tr : null;
}

function blocks(doc: Node): number {
  let count = 0;
  doc.descendants((node) => {
    count += Number(node.isBlock);
  });
  return count;
}

export const FORMATTING: Readonly<Record<string, Edit>> = {
  bold: run(toggleMark(types.strong), 15),
  italic: run(toggleMark(types.em), 15),
  link: run(toggleMark(types.link, { href: "https://example.org/2" }), 15),
  heading: command("heading3"),
};

export const STRUCTURE: Readonly<Record<string, Edit>> = {
  ...INLINE,
  type3: type,
  removeAny: remove,
  removeFar,
  enter,
  enterAgain: enter,
  joinNext,
  backspaceAny: backspace,
  paste,
  pasteOver,
  insertBlock,
  removeBlock,
  bold: FORMATTING.bold as Edit,
  link: FORMATTING.link as Edit,
  heading: FORMATTING.heading as Edit,
};

/** Whole blocks: into lists and quotations, out of them, and other kinds. */
export const BLOCKS: Readonly<Record<string, Edit>> = {
  bulletList: command("bullet_list"),
  quote: command("blockquote"),
  pullQuote: command("pull_quote"),
  sink: run(sinkListItem(types.listItem), 1),
  lift: run(liftListItem(types.listItem), 1),
  standfirst: command("standfirst"),
  rule: command("rule"),
  table: command("table"),
  addRow: command("add_row"),
  addColumn: command("add_column"),
  removeRow: command("remove_row"),
  removeColumn: command("remove_column"),
  tableHead: command("table_head"),
  removeTable: command("remove_table"),
  nextCell: run(toCell(1), 1),
  footnote: command("footnote"),
};
