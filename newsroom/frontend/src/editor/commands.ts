/** What keys and buttons do that the copy alone cannot: they open dialogs, change the mode, press other buttons. */
import { chainCommands } from "prosemirror-commands";
import type { Command, EditorState } from "prosemirror-state";
import { selectedWords } from "../copy/words";
import { COMMANDS, canLink, type EditorCommand, isInLink } from "../editing/commands";
import type { PageCommands } from "../editing/keys";
import type { ModeSwitch } from "../editing/mode-switch";
import { canSuggestColumns } from "../editing/tables";
import { undo } from "../editing/undo";
import type { Acceptance } from "../margin/acceptance";
import { byId, data } from "../page/dom";
import { showRefusal } from "./status";
import type { ToolLoader } from "./tools";

interface Options {
  tools: ToolLoader;
  acceptance: Acceptance;
  isReadOnly: () => boolean;
  mode: ModeSwitch;
  focusToolbar: () => boolean;
}

export interface Commands {
  keys: PageCommands;
  /** By the name in a button's data-command. */
  buttons: Record<string, EditorCommand>;
}

export function commandsOf({ tools, acceptance, isReadOnly, mode, focusToolbar }: Options): Commands {
  const undoHere: Command = chainCommands(acceptance.undo, undo);
  const link = opening(
    (state) => canLink(state) && (!state.selection.empty || isInLink(state)),
    () => tools.open("link"),
  );
  const editing = { ...COMMANDS, link: { isOn: isInLink, run: link }, undo: { run: undoHere } };
  const buttons: Record<string, EditorCommand> = {
    ask: {
      run: opening(
        (state) => byId("ask-dialog") !== null && !isReadOnly() && selectedWords(state) !== null,
        () => tools.open("ask"),
      ),
    },
    find: { run: always(() => tools.open("find")) },
    focus: { run: always(() => tools.open("focus")) },
    image: {
      run: (state, dispatch, view) =>
        !isReadOnly() && always(() => tools.open("image"))(state, dispatch, view),
    },
    attribution: {
      run: opening(
        (state) => selectedWords(state) !== null,
        () => tools.open("attribution"),
      ),
    },
  };
  for (const [name, { run, ...rest }] of Object.entries<EditorCommand>(editing))
    buttons[name] = { ...rest, run: (...given) => !isReadOnly() && run(...given) };
  for (const name of ["add_column", "remove_column"])
    buttons[name] = { run: unlessSuggested(buttons[name]?.run ?? (() => false), mode) };
  // A key that cannot open a dialog says why.
  const keys: PageCommands = {
    ask: always(() => tools.open("ask")),
    attribution: always(() => tools.open("attribution")),
    find: always(() => tools.open("find")),
    find_next: always(() => tools.open("find_next")),
    find_previous: always(() => tools.open("find_previous")),
    focus: always(() => tools.open("focus")),
    outline: always(() => tools.open("outline")),
    replace: always(() => tools.open("replace")),
    mode: always(() => mode.toggle()),
    leave: focusToolbar,
    link,
    undo: undoHere,
  };
  return { keys, buttons };
}

/** Opens a dialog where it can be. */
function opening(canOpen: (state: EditorState) => boolean, open: () => void): Command {
  return (state, dispatch) => {
    if (!canOpen(state)) return false;
    if (dispatch) open();
    return true;
  };
}

/** A suggestion of a column would strike every row and put it in again: it says what to do instead. */
function unlessSuggested(run: Command, mode: ModeSwitch): Command {
  return (state, dispatch, view) => {
    if (!dispatch || mode.mode === "editing" || canSuggestColumns(state)) return run(state, dispatch, view);
    showRefusal(data(byId("copy")).columns ?? "");
    return true;
  };
}

function always(run: () => void): Command {
  return (_state, dispatch) => {
    if (dispatch) run();
    return true;
  };
}
