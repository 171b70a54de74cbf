/**
 * Asking a query on the selected words: the dialog is the server's form, its positions are filled in here.
 */
import type { Node } from "prosemirror-model";
import type { EditorState } from "prosemirror-state";
import { Mapping, type Step } from "prosemirror-transform";
import type { EditorView } from "prosemirror-view";
import { announce } from "../page/announce";
import { hasWords } from "../page/drafts";
import { askingSpan, markAsking } from "./passages";
import type { Span } from "../copy/span";
import type { Session } from "../sync/session";

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

/** The one place in the copy that reads like this; null where there is none, or more than one. */
export function placeOf(doc: Node, words: string): Span | null {
  let found: Span | null = null;
  let count = 0;
  doc.descendants((node, position) => {
    if (!node.isTextblock || words === "") return;
    const text = leaves(node);
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
      found = { from: position + 1 + at, to: position + 1 + at + words.length };
      count += 1;
    }
  });
  return count === 1 ? found : null;
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
      this.offerKept();
    });
    dialog.querySelector("[data-fill-proposed]")?.addEventListener("click", () => this.fillProposed());
    document.querySelector("[data-ask-again]")?.addEventListener("click", () => this.resume());
    for (const name of ["reset", "draft-discarded"])
      dialog.addEventListener(name, () => setTimeout(() => this.offerKept()));
    this.offerKept();
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

  /** Goes on with a question that was begun before, on the words it was begun on where they still are. */
  private resume(): void {
    const { dialog, view } = this;
    if (!dialog || this.session.isRefused) return;
    const span = this.version() === this.session.version ? this.span() : placeOf(view.state.doc, this.value("quote"));
    if (span && span.to <= view.state.doc.content.size) view.dispatch(markAsking(view.state.tr, span));
    this.showQuote(this.value("quote"));
    if (span) this.fill();
    dialog.showModal();
  }

  /** A question that was begun and not sent is not lost: the margin says so. */
  private offerKept(): void {
    const offer = document.querySelector<HTMLElement>("#ask-kept");
    const form = this.dialog?.querySelector("form");
    if (!offer || !form) return;
    const quote = this.value("quote");
    offer.hidden = this.dialog?.open === true || quote === "" || !hasWords(form);
    const shown = offer.querySelector("[data-ask-kept-quote]");
    if (shown) shown.textContent = quote;
  }

  private fillProposed(): void {
    const field = this.dialog?.querySelector<HTMLTextAreaElement>('textarea[name="proposed"]');
    if (!field) return;
    field.value = this.value("quote");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** The words may have moved since the dialog opened, and the server may not have the latest edits yet. */
  private beforeRequest(event: Event): void {
    const { detail } = event as CustomEvent<{ verb: string; issueRequest: (confirmed: boolean) => void }>;
    if (detail.verb !== "post") return;
    event.preventDefault();
    if (this.sending || !this.isComplete()) return;
    this.sending = true;
    void this.session.flush().then(() => {
      this.sending = false;
      this.fill();
      detail.issueRequest(true);
    });
  }

  /** A question, or words to propose; without either the browser says what is missing. */
  private isComplete(): boolean {
    const form = this.dialog?.querySelector("form");
    const question = form?.querySelector<HTMLTextAreaElement>('textarea[name="question"]');
    if (!form || !question) return false;
    question.required = !hasWords(form);
    const complete = form.reportValidity();
    question.required = false;
    return complete;
  }

  private fill(): void {
    const now = askingSpan(this.view.state);
    if (!now) return;
    const { from, to } = beforeSteps(now, this.session.unsent);
    this.set("start", from);
    this.set("end", to);
    this.set("version", this.session.version);
    this.showQuote(this.view.state.doc.textBetween(now.from, now.to, "\n"));
  }

  private showQuote(words: string): void {
    this.set("quote", words);
    const quote = this.dialog?.querySelector("[data-ask-quote]");
    if (quote) quote.textContent = words;
    const proposed = this.dialog?.querySelector<HTMLElement>("[data-proposing]");
    if (proposed) proposed.hidden = words.includes("\n");
  }

  private span(): Span | null {
    const [from, to] = [Number(this.value("start")), Number(this.value("end"))];
    return from > 0 && from < to ? { from, to } : null;
  }

  private version(): number | null {
    const typed = this.value("version");
    return typed === "" ? null : Number(typed);
  }

  private value(name: string): string {
    return this.input(name)?.value ?? "";
  }

  private set(name: string, value: number | string): void {
    const input = this.input(name);
    if (input) input.value = String(value);
  }

  private input(name: string): HTMLInputElement | null {
    return this.dialog?.querySelector<HTMLInputElement>(`input[name="${name}"]`) ?? null;
  }
}
