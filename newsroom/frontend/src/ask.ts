/**
 * Asking a query on the selected words: the dialog is the server's form, its positions are filled in here.
 */
import type { Node } from "prosemirror-model";
import type { EditorState } from "prosemirror-state";
import { Mapping, type Step } from "prosemirror-transform";
import type { EditorView } from "prosemirror-view";
import { type Span, askingSpan, markAsking } from "./passages";
import type { Session } from "./session";
import { announce } from "./threads";

const WORD_CHARACTER = /[\p{L}\p{M}\p{N}\p{Pc}'’-]/u;

/**
 * The selected words without white space around them; with nothing selected the word at the cursor; or null.
 */
export function wordsToAskOn(state: EditorState): Span | null {
  const { from, to, empty, $from } = state.selection;
  if (!empty) return withoutSpace(state.doc, from, to);
  if (!$from.parent.isTextblock) return null;
  const word = wordAround(leaves($from.parent), $from.parentOffset);
  return word && { from: $from.start() + word.from, to: $from.start() + word.to };
}

/** The text of a block, one UTF-16 unit for each position in it. */
function leaves(block: Node): string {
  return block.textBetween(0, block.content.size, null, "\ufffc");
}

function wordAround(text: string, offset: number): Span | null {
  let [from, to] = [offset, offset];
  while (WORD_CHARACTER.test(text.charAt(from - 1))) from -= 1;
  while (WORD_CHARACTER.test(text.charAt(to))) to += 1;
  return from < to ? { from, to } : null;
}

function withoutSpace(doc: Node, from: number, to: number): Span | null {
  let span: Span | null = null;
  doc.nodesBetween(from, to, (node, start) => {
    const begin = Math.max(from, start);
    const text = (node.text ?? "").slice(begin - start, to - start);
    if (text.trim() === "") return;
    span = { from: span?.from ?? begin + text.search(/\S/), to: begin + text.trimEnd().length };
  });
  return span;
}

/** A span before the `pending` steps: what the server knows of it. */
export function beforeSteps(span: Span, pending: readonly Step[]): Span {
  const back = new Mapping(pending.map((step) => step.getMap())).invert();
  return { from: back.map(span.from, 1), to: back.map(span.to, -1) };
}

export class AskDialog {
  private readonly dialog = document.querySelector<HTMLDialogElement>("#ask-dialog");
  private sending = false;

  constructor(
    private readonly view: EditorView,
    private readonly session: Session,
  ) {
    const { dialog } = this;
    if (!dialog) return;
    dialog.addEventListener("close", () => {
      view.dispatch(markAsking(view.state.tr, null));
      view.focus();
    });
    dialog.addEventListener("htmx:confirm", (event) => this.beforeRequest(event));
    dialog.addEventListener("htmx:afterRequest", (event) => {
      const { detail, target } = event as CustomEvent<{
        successful: boolean;
        requestConfig: { verb: string };
      }>;
      if (detail.requestConfig.verb !== "post") return;
      if (detail.successful && target instanceof HTMLFormElement) target.reset();
      // After a failure, too: the page says what was wrong, and the question is still in the form.
      dialog.close();
    });
  }

  canAsk(state: EditorState): boolean {
    return this.dialog !== null && !this.session.isRefused && wordsToAskOn(state) !== null;
  }

  open(): void {
    const span = wordsToAskOn(this.view.state);
    if (!this.dialog || this.session.isRefused) return;
    if (!span) return announce("nothingSelected", {});
    this.view.dispatch(markAsking(this.view.state.tr, span));
    this.fill();
    this.dialog.showModal();
  }

  /** The words may have moved since the dialog opened, and the server may not have the latest edits yet. */
  private beforeRequest(event: Event): void {
    const { detail } = event as CustomEvent<{ verb: string; issueRequest: (confirmed: boolean) => void }>;
    if (detail.verb !== "post") return;
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    void this.session.flush().then(() => {
      this.sending = false;
      this.fill();
      detail.issueRequest(true);
    });
  }

  private fill(): void {
    const now = askingSpan(this.view.state);
    if (!now) return;
    const { from, to } = beforeSteps(now, this.session.unsent);
    this.set("start", from);
    this.set("end", to);
    this.set("version", this.session.version);
    const quote = this.dialog?.querySelector("[data-ask-quote]");
    if (quote) quote.textContent = this.view.state.doc.textBetween(now.from, now.to, "\n");
  }

  private set(name: string, value: number): void {
    const input = this.dialog?.querySelector<HTMLInputElement>(`input[name="${name}"]`);
    if (input) input.value = String(value);
  }
}
