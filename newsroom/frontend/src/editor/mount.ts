/** The view of the copy on its page. */
import type { EditorState, Transaction } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { clipboardSerializer } from "../copy/schema";
import { closestTo } from "../page/dom";
import type { Composition } from "./composition";
import type { CopyPage } from "./copy-page";

const COMPOSING_KEY = 229;

interface Options {
  page: CopyPage;
  state: EditorState;
  composition: Composition;
  isReadOnly: () => boolean;
  dispatch: (tr: Transaction) => void;
}

export function mount({ page, state, composition, isReadOnly, dispatch }: Options): EditorView {
  return new EditorView(
    { mount: page.element },
    {
      state,
      attributes: { role: "textbox", "aria-multiline": "true", "aria-label": page.label },
      dispatchTransaction: dispatch,
      clipboardSerializer,
      handleDOMEvents: {
        keydown: (_view, event) => readSelection(event),
        compositionstart: (view) => composition.started(view),
        compositionend: (view) => composition.ended(view),
      },
      handleClickOn: (_view, _position, _node, _nodePosition, event) => followLink(event, isReadOnly()),
    },
  );
}

/** Chrome reports a selection a moment after the click that made it; a key must not act on the one before. */
function readSelection(event: KeyboardEvent): boolean {
  if (!event.isComposing && event.keyCode !== COMPOSING_KEY)
    document.dispatchEvent(new Event("selectionchange"));
  return false;
}

/** Links open with Ctrl or Cmd, and with a plain click where nothing can be edited. */
function followLink(event: MouseEvent, isReadOnly: boolean): boolean {
  const link = closestTo<HTMLAnchorElement>(event, "a[href]");
  if (!link || event.button !== 0 || !(event.ctrlKey || event.metaKey || isReadOnly)) return false;
  window.open(link.href, "_blank", "noopener,noreferrer");
  return true;
}
