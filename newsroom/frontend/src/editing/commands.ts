/** What the toolbar and the keys can do to the copy. */
import { lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import type { MarkType, NodeType } from "prosemirror-model";
import { liftListItem, wrapInList } from "prosemirror-schema-list";
import {
  AllSelection,
  type Command,
  type EditorState,
  Selection,
  TextSelection,
  type Transaction,
} from "prosemirror-state";
import { types } from "../copy/schema";
import { footnote } from "./footnotes";
import {
  addColumn,
  addRow,
  hasHead,
  insertTable,
  removeColumn,
  removeRow,
  removeTable,
  toggleHead,
} from "./tables";
import { redo, undo } from "./undo";

export interface EditorCommand {
  run: Command;
  /** Whether it is on at the selection; commands without it are acts, not states. */
  isOn?: (state: EditorState) => boolean;
}

function hasMark(state: EditorState, type: MarkType): boolean {
  const { empty, $from, from, to } = state.selection;
  return empty
    ? Boolean(type.isInSet(state.storedMarks ?? $from.marks()))
    : state.doc.rangeHasMark(from, to, type);
}

/** The type of the innermost list or quote around the selection, or null. */
function isInside(state: EditorState, type: NodeType, among: readonly NodeType[] = [type]): boolean {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    if (among.includes($from.node(depth).type)) return $from.node(depth).type === type;
  }
  return false;
}

function mark(type: MarkType): EditorCommand {
  return { run: toggleMark(type), isOn: (state) => hasMark(state, type) };
}

function block(type: NodeType, attrs: { level: number } | null = null): EditorCommand {
  const isOn = (state: EditorState): boolean => state.selection.$from.parent.hasMarkup(type, attrs);
  const run: Command = (state, dispatch, view) =>
    state.selection.$from.parent.type !== types.footnote &&
    (isOn(state) ? setBlockType(types.paragraph) : setBlockType(type, attrs))(state, dispatch, view);
  return { run, isOn };
}

function list(type: NodeType): EditorCommand {
  const isOn = (state: EditorState): boolean => isInside(state, type, [types.bulletList, types.orderedList]);
  const run: Command = (state, dispatch, view) =>
    (isOn(state) ? liftListItem(types.listItem) : wrapInList(type))(state, dispatch, view);
  return { run, isOn };
}

const quote: EditorCommand = {
  isOn: (state) => isInside(state, types.blockquote),
  run: (state, dispatch, view) =>
    (isInside(state, types.blockquote) ? lift : wrapIn(types.blockquote))(state, dispatch, view),
};

/** Puts the cursor into the standfirst, which is made if there is none. */
const standfirst: EditorCommand = {
  isOn: (state) => state.selection.$from.parent.type === types.standfirst,
  run: (state, dispatch) => {
    const second = state.doc.maybeChild(1);
    const at = state.doc.child(0).nodeSize;
    if (dispatch) {
      const tr =
        second?.type === types.standfirst ? state.tr : state.tr.insert(at, types.standfirst.create());
      dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView());
    }
    return true;
  },
};

const rule: EditorCommand = {
  run: (state, dispatch) => {
    const { $from } = state.selection;
    if (
      $from.depth === 0 ||
      !$from.node(-1).canReplaceWith($from.indexAfter(-1), $from.indexAfter(-1), types.rule)
    )
      return false;
    dispatch?.(state.tr.insert($from.after(), types.rule.create()).scrollIntoView());
    return true;
  },
};

/** By the name in a button's data-command. "link" and "ask" need the page and are not here. */
export const COMMANDS: Readonly<Record<string, EditorCommand>> = {
  bold: mark(types.strong),
  italic: mark(types.em),
  paragraph: block(types.paragraph),
  heading2: block(types.heading, { level: 2 }),
  heading3: block(types.heading, { level: 3 }),
  heading4: block(types.heading, { level: 4 }),
  bullet_list: list(types.bulletList),
  ordered_list: list(types.orderedList),
  blockquote: quote,
  pull_quote: block(types.pullQuote),
  standfirst,
  rule,
  footnote: { run: footnote },
  table: { run: insertTable },
  add_row: { run: addRow },
  add_column: { run: addColumn },
  remove_row: { run: removeRow },
  remove_column: { run: removeColumn },
  table_head: { run: toggleHead, isOn: hasHead },
  remove_table: { run: removeTable },
  undo: { run: undo },
  redo: { run: redo },
};

export const isInLink = (state: EditorState): boolean => hasMark(state, types.link);

export const canLink: Command = (state) => toggleMark(types.link, { href: "https://example.org" })(state);

const isTop = (type: NodeType): boolean => type === types.headline || type === types.standfirst;

/** Moves the cursor out of the block it is in. */
function step(position: number, direction: 1 | -1): Command {
  return (state, dispatch) => {
    const target = Selection.findFrom(state.doc.resolve(position), direction, true);
    if (!target) return false;
    dispatch?.(state.tr.setSelection(target).scrollIntoView());
    return true;
  };
}

/** Enter in a headline or standfirst goes on to what follows: neither can be split. */
export const leaveTop: Command = (state, dispatch) => {
  const { $to } = state.selection;
  return isTop($to.parent.type) && step($to.after(), 1)(state, dispatch);
};

/** Enter in a caption starts a paragraph after the figure. */
export const leaveCaption: Command = (state, dispatch) => {
  const { $from } = state.selection;
  if ($from.parent.type !== types.caption) return false;
  if (dispatch) {
    const after = $from.after(-1);
    const tr = state.tr.insert(after, types.paragraph.create());
    dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView());
  }
  return true;
};

/** Takes everything out and puts the caret in the headline, where a story begins. */
export function clearAll(tr: Transaction): Transaction {
  tr.deleteSelection();
  return tr.setSelection(TextSelection.create(tr.doc, 1));
}

/** Backspace and Delete, with everything selected. */
export const deleteAll: Command = (state, dispatch) => {
  if (!(state.selection instanceof AllSelection)) return false;
  dispatch?.(clearAll(state.tr).scrollIntoView());
  return true;
};

/** Backspace does not pull body text up into the headline, where its links and bold words would be lost. */
export const keepOffTopBackward: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.depth !== 1 || $from.parentOffset > 0) return false;
  const start = $from.before();
  const above = state.doc.resolve(start).nodeBefore;
  if (!(above && isTop(above.type))) return false;
  if ($from.parent.content.size > 0) return step(start, -1)(state, dispatch);
  if ($from.parent.type !== types.standfirst) return false;
  dispatch?.(state.tr.delete(start, $from.after()).scrollIntoView());
  return true;
};

/** Backspace at the start of a caption leaves the image alone, which would otherwise be an empty one afterwards. */
export const keepImage: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parent.type !== types.caption || $from.parentOffset > 0) return false;
  return step($from.before(-1), -1)(state, dispatch);
};

/** Delete at the end of the headline does not pull the next block up. */
export const keepOffTopForward: Command = (state, dispatch) => {
  const { $to, empty } = state.selection;
  if (!(empty && isTop($to.parent.type)) || $to.parentOffset < $to.parent.content.size) return false;
  return step($to.after(), 1)(state, dispatch);
};

export const hardBreak: Command = (state, dispatch) => {
  const { $from } = state.selection;
  if (!$from.parent.type.contentMatch.matchType(types.hardBreak)) return leaveTop(state, dispatch);
  dispatch?.(state.tr.replaceSelectionWith(types.hardBreak.create()).scrollIntoView());
  return true;
};
