/**
 * Asking a query on the selected words: the dialog is the server's form, its positions are filled in here.
 */
import type { EditorView } from "prosemirror-view";
import type { Span } from "../copy/span";
import { onlyPlaceOf, selectedWords } from "../copy/words";
import { announce } from "../page/announce";
import { byId } from "../page/dom";
import { hasWords } from "../page/drafts";
import { type Confirm, listen } from "../page/events";
import { beforeSteps } from "../sync/positions";
import type { Session } from "../sync/session";
import { askingSpan, markAsking } from "./passages";

export class AskDialog {
  private readonly dialog = byId("ask-dialog");
  private sending = false;
  /** The fields of a question that was just thrown away. */
  private dropped: [string, string][] | null = null;

  constructor(
    private readonly view: EditorView,
    private readonly session: Session,
  ) {
    const { dialog } = this;
    if (!dialog) return;
    dialog.addEventListener("close", () => {
      view.dispatch(markAsking(view.state.tr, null));
      view.focus();
      this.offerDraft();
    });
    dialog.querySelector("[data-fill-proposed]")?.addEventListener("click", () => this.fillProposed());
    const acts = {
      "[data-ask-again]": () => this.resume(),
      "[data-ask-story]": () => this.openOnStory(),
      "[data-ask-drop]": () => this.drop(),
      "[data-ask-undo]": () => this.undoDrop(),
      "[data-ask-close]": () => this.forgetDropped(),
      "[data-cancel-ask]": () => {
        this.drop();
        dialog.close();
      },
    };
    for (const [selector, act] of Object.entries(acts))
      document.querySelector(selector)?.addEventListener("click", act);
    const offerSoon = () => setTimeout(() => this.offerDraft());
    dialog.addEventListener("reset", offerSoon);
    listen("draft-discarded", offerSoon);
    this.offerDraft();
    dialog.addEventListener("htmx:confirm", (event) => this.beforeRequest(event));
    dialog.addEventListener("htmx:afterRequest", ({ detail, target }) => {
      if (detail.requestConfig.verb !== "post") return;
      // After a failure the dialog says what was wrong.
      if (!detail.successful) return;
      (target as Element).closest("form")?.reset();
      dialog.close();
    });
  }

  open(): void {
    const span = selectedWords(this.view.state);
    if (!this.dialog || this.session.isRefused) return;
    if (!span) return announce("nothingSelected", {});
    this.view.dispatch(markAsking(this.view.state.tr, span));
    this.set("about", "passage");
    this.fill();
    this.dialog.showModal();
  }

  private openOnStory(): void {
    if (!this.dialog || this.session.isRefused) return;
    this.set("about", "story");
    this.showQuote("");
    this.dialog.showModal();
  }

  private get isOnStory(): boolean {
    return this.value("about") === "story";
  }

  /** Throws away what was begun; it can be had back until the next is begun. */
  private drop(): void {
    const form = this.form;
    if (!(form && hasWords(form))) return;
    this.dropped = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
    form.reset();
    // What is kept in this browser goes with it.
    form.dispatchEvent(new Event("input", { bubbles: true }));
    this.offerDraft();
  }

  private undoDrop(): void {
    const form = this.form;
    for (const [name, value] of this.dropped ?? []) {
      const field = form?.elements.namedItem(name);
      if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value !== "";
      else if (field && "value" in field) field.value = value;
    }
    this.dropped = null;
    form?.dispatchEvent(new Event("input", { bubbles: true }));
    this.resume();
  }

  private forgetDropped(): void {
    this.dropped = null;
    this.offerDraft();
  }

  private get form(): HTMLFormElement | null {
    return this.dialog?.querySelector("form") ?? null;
  }

  /** Goes on with a question that was begun before, on the words it was begun on where they still are. */
  private resume(): void {
    const { dialog, view } = this;
    if (!dialog || this.session.isRefused) return;
    if (this.isOnStory) return this.openOnStory();
    const span =
      this.version() === this.session.version
        ? this.span()
        : onlyPlaceOf(view.state.doc, this.value("quote"));
    if (span && span.to <= view.state.doc.content.size) view.dispatch(markAsking(view.state.tr, span));
    this.showQuote(this.value("quote"));
    if (span) this.fill();
    dialog.showModal();
  }

  /** A question that was begun and not sent is not lost: the margin says so. */
  private offerDraft(): void {
    const offer = byId("ask-kept");
    const form = this.dialog?.querySelector("form");
    if (!(offer && form)) return;
    const isBegun = hasWords(form) && (this.isOnStory || this.value("quote") !== "");
    offer.hidden = this.dialog?.open === true || !(isBegun || this.dropped);
    for (const [name, isShown] of [
      ["[data-ask-unsent]", isBegun],
      ["[data-ask-dropped]", !isBegun],
    ] as const) {
      const part = offer.querySelector<HTMLElement>(name);
      if (part) part.hidden = !isShown;
    }
    const quote = this.isOnStory ? (this.whole?.textContent ?? "") : this.value("quote");
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
  private beforeRequest(event: CustomEvent<Confirm>): void {
    const { detail } = event;
    if (detail.verb !== "post") return;
    event.preventDefault();
    if (this.sending || !this.isComplete()) return;
    this.sending = true;
    void this.session.flush().then(() => {
      this.sending = false;
      this.dropped = null;
      if (!this.isOnStory) this.fill();
      detail.issueRequest(true);
    });
  }

  /** A question, or words to propose; without either the browser says what is missing. */
  private isComplete(): boolean {
    const form = this.dialog?.querySelector("form");
    const question = form?.querySelector<HTMLTextAreaElement>('textarea[name="question"]');
    if (!(form && question)) return false;
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
    if (proposed) proposed.hidden = this.isOnStory || words.includes("\n");
    if (this.whole) this.whole.hidden = !this.isOnStory;
  }

  private get whole(): HTMLElement | null {
    return this.dialog?.querySelector("[data-ask-whole]") ?? null;
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
