/**
 * #pasted-notes: notes in pasted words, found by the server once it has them, and offered as queries.
 *
 * Pasting waits for none of this. Where the server cannot be asked, the words are asked about after the next save.
 */
import type { EditorView } from "prosemirror-view";
import { announce } from "../page/announce";
import { byId, closestTo, data } from "../page/dom";
import { emit, listen } from "../page/events";
import { jsonPost } from "../page/http";
import { beforeSteps } from "../sync/positions";
import type { Session } from "../sync/session";
import { pastedWords, settlePasted } from "./paste";

interface Note {
  position: number;
  words: string;
  question: string;
  replies: string[];
  passage: string;
}

interface Offer {
  version: number;
  notes: Note[];
}

interface Made {
  number: number;
}

type Answer<T> = { ok: true; body: T } | { ok: false; error: string };

export class PastedNotes {
  private readonly panel = byId("pasted-notes");
  private offer: Offer = { version: 0, notes: [] };
  private asking = false;
  /** More was saved while something was asked or done that knows nothing of it. */
  private again = false;
  /** An act is under way: a second press does nothing. */
  private acting = false;
  /** Raised by whatever decides on notes: what was asked before that is answered too late. */
  private decisions = 0;
  /** The queries that were just made, while they can be put back with one press. */
  private made: Made[] = [];

  constructor(
    private readonly view: EditorView,
    private readonly session: Session,
  ) {
    const { panel } = this;
    if (!panel) return;
    listen("copy-saved", () => void this.scan());
    panel.addEventListener("click", (event) => {
      const button = closestTo<HTMLButtonElement>(event, "button[data-act]");
      if (button) void this.press(data(button).act ?? "", Number(button.value));
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.view.focus();
    });
  }

  /** Asks about everything pasted that nobody has decided on. */
  private async scan(): Promise<void> {
    this.again = this.asking || this.acting;
    if (this.again) return;
    this.asking = true;
    await this.ask();
    this.asking = false;
    if (this.again) await this.scan();
  }

  private async ask(): Promise<void> {
    const { ranges, commentMarks, struck } = pastedWords(this.view.state);
    const { unsent, version } = this.session;
    const { decisions } = this;
    if (this.made.length > 0) return;
    if (ranges.length === 0 && this.offer.notes.length > 0) this.settle();
    if (ranges.length === 0) return;
    const spans = ranges.map((range) => beforeSteps(range, unsent)).filter(({ from, to }) => from < to);
    const answer = await this.post<Offer>(data(this.panel).scanUrl, {
      version,
      ranges: spans.map(({ from, to }) => ({ start: from, end: to })),
      comment_marks: commentMarks,
    });
    if (!answer.ok || decisions !== this.decisions) return;
    const isNew = answer.body.notes.length > this.offer.notes.length;
    this.offer = answer.body;
    if (this.offer.notes.length === 0 && struck.length === 0) this.settle();
    else this.show(isNew ? "found" : "");
  }

  private async press(act: string, position: number): Promise<void> {
    if (this.acting) return;
    this.acting = true;
    this.decisions += 1;
    this.fill("[data-error-text]", "");
    if (act === "leave") this.close();
    else if (act === "put-back") await this.putBack();
    else await this.make(act, position);
    this.acting = false;
    if (this.again || act === "put-back") await this.scan();
  }

  private async make(act: string, position: number): Promise<void> {
    const chosen = this.offer.notes.filter((note) => act === "make-all" || note.position === position);
    const { commentMarks } = pastedWords(this.view.state);
    const answer = await this.post<Made[]>(data(this.panel).queriesUrl, {
      version: this.offer.version,
      positions: chosen.map((note) => note.position),
      comment_marks: commentMarks,
    });
    if (!answer.ok) return this.showError(answer.error);
    this.offer.notes = this.offer.notes.filter((note) => !chosen.includes(note));
    this.made = answer.body;
    this.renew();
    this.show("made");
    this.panel?.querySelector<HTMLElement>("[data-act=put-back]")?.focus();
  }

  private async putBack(): Promise<void> {
    const [first] = this.made;
    if (!first) return;
    const answer = await this.post<Made[]>(
      data(this.panel).putBackUrl?.replace("/0/", `/${first.number}/`),
      {},
    );
    if (!answer.ok) return this.showError(answer.error);
    this.made = [];
    this.renew();
    this.view.focus();
  }

  /** The copy and the threads as the server has them now. */
  private renew(): void {
    emit("passages-changed", null);
  }

  private close(): void {
    this.settle();
    this.view.focus();
  }

  private settle(): void {
    this.decisions += 1;
    this.offer = { version: 0, notes: [] };
    this.made = [];
    this.view.dispatch(settlePasted(this.view.state.tr));
    if (this.panel) this.panel.hidden = true;
    this.reserveSpace();
  }

  /** The panel stands over the foot of the copy: what is typed scrolls to above it. */
  private reserveSpace(): void {
    const height = this.panel?.parentElement?.offsetHeight ?? 0;
    const sides = { top: 5, right: 5, bottom: 5 + height, left: 5 };
    this.view.setProps({ scrollMargin: sides, scrollThreshold: { ...sides, top: 0, bottom: height } });
    document.documentElement.style.scrollPaddingBlockEnd = `${height}px`;
  }

  private show(spoken: "found" | "made" | ""): void {
    const { panel, offer, made } = this;
    if (!panel) return;
    const { struck } = pastedWords(this.view.state);
    const texts = data(panel);
    const count = String(offer.notes.length);
    const found = (offer.notes.length === 1 ? texts.one : texts.many)?.replace("{n}", count) ?? "";
    const asked = made.map(({ number }) => number).join(", ");
    const done = ((made.length === 1 ? texts.madeOne : texts.madeMany) ?? "").replace("{n}", asked);
    this.fill("[data-found-text]", offer.notes.length > 0 ? found : "");
    this.fill(
      "[data-struck-text]",
      struck.length > 0 ? `${texts.struck} ${struck.map((one) => `“${one}”`).join(", ")}` : "",
    );
    this.fill("[data-made-text]", made.length > 0 ? done : "");
    for (const [part, isShown] of Object.entries({
      "[data-act=make-all]": offer.notes.length > 1,
      "[data-act=put-back]": made.length > 0,
    })) {
      const button = panel.querySelector<HTMLElement>(part);
      if (button) button.hidden = !isShown;
    }
    panel.querySelector("ol")?.replaceChildren(...offer.notes.map((note) => this.row(note)));
    const leave = panel.querySelector<HTMLElement>("[data-act=leave]");
    if (leave) leave.textContent = (offer.notes.length > 0 ? texts.leave : texts.close) ?? "";
    panel.hidden = false;
    this.reserveSpace();
    if (spoken === "found" && found) announce("pasted", { found });
    if (spoken === "made") announce("pasted", { found: done });
  }

  private row(note: Note): globalThis.Node {
    const template = this.panel?.querySelector("template");
    const row = (template?.content.cloneNode(true) ?? document.createElement("li")) as DocumentFragment;
    for (const [selector, text] of Object.entries({
      "[data-note-words]": note.words,
      "[data-note-question]": note.question,
      "[data-note-replies]": note.replies.join(" · "),
      "[data-note-passage]": note.passage,
    })) {
      const element = row.querySelector<HTMLElement>(selector);
      if (element) element.textContent = text;
      if (element && !text) (element.closest<HTMLElement>("[data-note-part]") ?? element).hidden = true;
    }
    const button = row.querySelector("button");
    if (button) button.value = String(note.position);
    return row;
  }

  private fill(selector: `[data-${string}]`, text: string): void {
    const element = this.panel?.querySelector<HTMLElement>(selector);
    if (!element) return;
    element.textContent = text;
    element.hidden = text === "";
  }

  private showError(error: string): void {
    this.fill("[data-error-text]", error);
  }

  private async post<T>(url: string | undefined, body: object): Promise<Answer<T>> {
    const failed = data(this.panel).failed ?? "";
    try {
      const response = await fetch(url ?? "", jsonPost(body));
      const answer = (await response.json()) as T & { error?: string };
      return response.ok ? { ok: true, body: answer } : { ok: false, error: answer.error ?? failed };
    } catch {
      return { ok: false, error: failed };
    }
  }
}
