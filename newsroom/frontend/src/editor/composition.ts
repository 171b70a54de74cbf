/** Words that an input method is at work on: what begins, what ends and what waits with them. */
import type { Transaction } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { deleteAll } from "../editing/commands";
import { beginComposition, endComposition } from "../suggesting/composing";
import type { Author } from "../suggesting/draft";

interface Options {
  author: Author;
  isReadOnly: () => boolean;
  isSuggesting: () => boolean;
  /** Asks for what was not drawn meanwhile. */
  redraw: () => void;
}

export class Composition {
  /** Where the words end that are composed as suggestions. */
  private end: number | null = null;
  private isOutdated = false;

  constructor(private readonly options: Options) {}

  started(view: EditorView): void {
    document.dispatchEvent(new Event("selectionchange"));
    if (this.options.isReadOnly()) return;
    deleteAll(view.state, view.dispatch);
    if (this.options.isSuggesting()) beginComposition(view);
  }

  ended(view: EditorView): void {
    // The last letters are read after this event.
    setTimeout(() => {
      if (this.end !== null) endComposition(view, this.end, this.options.author);
      this.end = null;
    });
    if (this.isOutdated) this.options.redraw();
    this.isOutdated = false;
  }

  /** To be called with each change of the document. */
  follow(tr: Transaction): void {
    if (this.options.isSuggesting() && tr.getMeta("composition") !== undefined) this.end = tr.selection.head;
    else if (this.end !== null) this.end = tr.mapping.map(this.end, -1);
  }

  /** Something is not drawn, so as not to tear words from an input method at work on them. */
  postpone(): void {
    this.isOutdated = true;
  }
}
