/**
 * A note beside the passage under the pointer or the caret: the words it was asked on where they are others now,
 * and where there is no room for the threads beside the copy, the way to its thread.
 */
import type { EditorView } from "prosemirror-view";
import { announce } from "../page/announce";
import { isDialogOpen } from "../page/dialogs";
import { closestTo, data } from "../page/dom";

const WIDE = "(min-width: 62rem)";
const CHANGED = ".passage-changed, .passage-moved";
const GAP = 6;

export class PassageHint {
  private readonly note = document.createElement("div");
  private readonly wide = matchMedia(WIDE);
  private query: number | null = null;

  constructor(private readonly view: EditorView) {
    this.note.id = "passage-hint";
    this.note.className = "passage-hint no-print";
    this.note.hidden = true;
    view.dom.parentElement?.append(this.note);
    view.dom.addEventListener("pointerover", (event) => {
      const span = closestTo(event, CHANGED);
      if (span && event.pointerType === "mouse") this.show(span);
    });
    view.dom.addEventListener("pointerout", (event) => this.leave(event));
    this.note.addEventListener("pointerleave", (event) => this.leave(event));
    document.addEventListener("keydown", (event) => this.key(event), true);
    this.wide.addEventListener("change", () => this.hide());
  }

  /** The caret came to a passage, or to none. */
  caretAt(query: number | null): void {
    if (query === null) return this.hide();
    if (query === this.query) return;
    const span = this.view.dom.querySelector<HTMLElement>(`.passage[data-query="${query}"]`);
    if (!span || (this.wide.matches && !span.matches(CHANGED))) return this.hide();
    this.show(span);
    const was = this.oldWords(query);
    if (was && span.matches(CHANGED)) announce("was", { n: String(query), text: was });
  }

  hide(): void {
    this.note.hidden = true;
    this.query = null;
  }

  private leave(event: PointerEvent): void {
    const to = event.relatedTarget as Element | null;
    if (event.pointerType !== "mouse" || to?.closest(`#passage-hint, ${CHANGED}`)) return;
    this.hide();
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "Escape" || this.note.offsetParent === null || isDialogOpen()) return;
    event.preventDefault();
    event.stopPropagation();
    this.note.hidden = true;
  }

  private show(span: HTMLElement): void {
    const query = Number(data(span).query);
    const thread = document.querySelector(`.thread[data-query="${query}"]`);
    if (!thread) return this.hide();
    this.query = query;
    this.note.replaceChildren(...this.contents(thread, query));
    this.note.hidden = false;
    this.place(span);
  }

  private contents(thread: Element, query: number): Node[] {
    const parts: Node[] = [];
    const state = thread.querySelector(".passage-state")?.textContent;
    if (state) {
      const quote = document.createElement("q");
      quote.dir = "auto";
      quote.textContent = this.oldWords(query);
      parts.push(document.createTextNode(`${state} `), quote);
    }
    if (!this.wide.matches) {
      const link = document.createElement("a");
      link.href = `#query-${query}`;
      link.textContent = thread.querySelector("h3")?.textContent ?? String(query);
      const question = document.createElement("span");
      question.dir = "auto";
      question.textContent = thread.querySelector("[data-question]")?.textContent ?? "";
      parts.push(link, question);
    }
    return parts;
  }

  private oldWords(query: number): string {
    return document.querySelector(`.thread[data-query="${query}"] .quote.kept`)?.textContent?.trim() ?? "";
  }

  /** Below the first line of the passage, within the column of the copy. */
  private place(span: HTMLElement): void {
    const frame = this.note.offsetParent?.getBoundingClientRect();
    const line = span.getClientRects()[0];
    if (!(frame && line)) return;
    const room = frame.width - this.note.offsetWidth - GAP;
    const left = Math.max(GAP, Math.min(line.left - frame.left, room));
    const bottom = [...span.getClientRects()].at(-1)?.bottom ?? line.bottom;
    this.note.style.left = `${left}px`;
    this.note.style.top = `${bottom - frame.top + GAP}px`;
  }
}
