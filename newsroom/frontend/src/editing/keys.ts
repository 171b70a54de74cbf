/**
 * Keys and the few things typing turns into structure. Tab leads out of the editor, but for tables, in which it leads
 * from cell to cell; Escape leads out of those.
 */
import { baseKeymap, chainCommands, selectAll, toggleMark } from "prosemirror-commands";
import { InputRule, inputRules } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import type { NodeType } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { AllSelection, type Command, Plugin, type Transaction } from "prosemirror-state";
import { findWrapping } from "prosemirror-transform";
import { types } from "../copy/schema";
import { type Act, isFor } from "../page/shortcuts";
import {
  clearAll,
  deleteAll,
  hardBreak,
  keepImage,
  keepOffTopBackward,
  keepOffTopForward,
  leaveCaption,
  leaveTop,
} from "./commands";
import { footnote, leaveEmptyFootnote, lineInFootnote } from "./footnotes";
import { leaveTable, toCell } from "./tables";
import { redo } from "./undo";

/** What keys do outside the document. */
export interface PageCommands {
  ask: Command;
  link: Command;
  attribution: Command;
  find: Command;
  find_next: Command;
  find_previous: Command;
  focus: Command;
  outline: Command;
  replace: Command;
  leave: Command;
  mode: Command;
  undo: Command;
}

export function keyPlugins(outside: PageCommands): Plugin[] {
  const commands: Partial<Record<Act, Command>> = {
    undo: outside.undo,
    redo,
    bold: toggleMark(types.strong),
    italic: toggleMark(types.em),
    link: outside.link,
    ask: outside.ask,
    mode: outside.mode,
    attribution: outside.attribution,
    find: outside.find,
    find_next: outside.find_next,
    find_previous: outside.find_previous,
    focus: outside.focus,
    outline: outside.outline,
    replace: outside.replace,
    select_all: selectAll,
    sink_item: sinkListItem(types.listItem),
    lift_item: liftListItem(types.listItem),
    footnote,
  };
  const own: Record<string, Command> = {
    Escape: outside.leave,
    Enter: chainCommands(leaveTop, leaveCaption, lineInFootnote, splitListItem(types.listItem)),
    "Shift-Enter": hardBreak,
    Tab: toCell(1),
    "Shift-Tab": toCell(-1),
    ArrowDown: leaveTable,
    Backspace: chainCommands(deleteAll, keepOffTopBackward, keepImage, leaveEmptyFootnote),
    "Mod-Backspace": chainCommands(deleteAll, keepOffTopBackward, keepImage, leaveEmptyFootnote),
    Delete: chainCommands(deleteAll, keepOffTopForward),
    "Mod-Delete": chainCommands(deleteAll, keepOffTopForward),
  };
  return [shortcuts(commands), keymap(own), keymap(baseKeymap)];
}

/** The keymap of the editor tells letters by what is typed, and on Windows nothing else with Ctrl and Alt. */
function shortcuts(commands: Partial<Record<Act, Command>>): Plugin {
  const all = Object.entries(commands) as [Act, Command][];
  return new Plugin({
    props: {
      handleKeyDown: (view, event) =>
        all.some(([act, command]) => isFor(act, event) && command(view.state, view.dispatch, view)),
    },
  });
}

/**
 * "## " makes a heading, "* " a list, "> " a quote, and only at the start of a plain paragraph: a headline
 * may well begin with any of these, and a dash begins direct speech in many languages.
 */
export function typingRules(): Plugin {
  return inputRules({
    rules: [
      inParagraph(/^(#{2,4})\s$/, (tr, start, match) => {
        const before = tr.steps.length;
        tr.setBlockType(start, start, types.heading, { level: match[1]?.length ?? 2 });
        return tr.steps.length > before ? tr : null;
      }),
      inParagraph(/^\*\s$/, (tr, start) => wrap(tr, start, types.bulletList)),
      inParagraph(/^>\s$/, (tr, start) => wrap(tr, start, types.blockquote)),
    ],
  });
}

/** What is typed with everything selected is the new headline. */
export const replacingAll = new Plugin({
  props: {
    handleTextInput(view, _from, _to, text) {
      if (!(view.state.selection instanceof AllSelection)) return false;
      view.dispatch(clearAll(view.state.tr).insertText(text).scrollIntoView());
      return true;
    },
  },
});

type Restructure = (tr: Transaction, start: number, match: RegExpMatchArray) => Transaction | null;

function inParagraph(pattern: RegExp, restructure: Restructure): InputRule {
  return new InputRule(pattern, (state, match, start, end) => {
    if (state.doc.resolve(start).parent.type !== types.paragraph) return null;
    return restructure(state.tr.delete(start, end), start, match);
  });
}

function wrap(tr: Transaction, start: number, type: NodeType): Transaction | null {
  const range = tr.doc.resolve(start).blockRange();
  const wrapping = range && findWrapping(range, type);
  return wrapping ? tr.wrap(range, wrapping) : null;
}
