/**
 * A query as a sheet from below, where there is no room for it beside the copy: its card, fixed at the lower edge, with
 * the way back to its words.
 */
import { sentenceOf } from "../page/announce";
import { closestTo, data } from "../page/dom";
import { listen } from "../page/events";

const WIDE = "(min-width: 62rem)";
const SHEET = "sheet";

export class Sheet {
  private readonly wide = matchMedia(WIDE);
  private query: string | null = null;

  constructor() {
    this.wide.addEventListener("change", () => this.close());
    listen("query-opened", ({ number }) => this.open(String(number)));
    document.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && this.query !== null) this.close();
    });
    // An answer of the server has taken the place of the card.
    document.addEventListener("htmx:afterSettle", () => this.draw());
    listen("threads-renewed", () => this.draw());
  }

  private clicked(event: MouseEvent): void {
    const passage = closestTo(event, "#copy .passage[data-query]");
    const query = data(passage).query;
    if (closestTo(event, "[data-close-sheet]")) this.close();
    // The second touch of the words is for the words.
    else if (query && !this.wide.matches && query !== this.query) this.open(query);
  }

  private open(query: string): void {
    this.close();
    this.query = query;
    this.draw();
    const card = this.card();
    if (!card) return;
    card.focus({ preventScroll: true });
    document.querySelector(`#copy .passage[data-query="${query}"]`)?.scrollIntoView({ block: "start" });
  }

  private close(): void {
    const card = this.card();
    this.query = null;
    card?.classList.remove(SHEET);
    card?.querySelector(".sheet-bar")?.remove();
    document.body.classList.remove("has-sheet");
    if (card?.contains(document.activeElement)) (document.activeElement as HTMLElement).blur();
  }

  private draw(): void {
    const card = this.card();
    document.body.classList.toggle("has-sheet", card !== null);
    if (!card) return;
    card.classList.add(SHEET);
    if (!card.querySelector(".sheet-bar")) card.prepend(bar(this.query ?? ""));
  }

  private card(): HTMLElement | null {
    return this.query === null ? null : document.querySelector(`.thread[data-query="${this.query}"]`);
  }
}

/** The way back to the words, which closes the sheet, too, as its button does. */
function bar(query: string): HTMLElement {
  const row = document.createElement("p");
  row.className = "sheet-bar";
  data(row).ofPage = "";
  const back = document.createElement("a");
  back.href = `#passage-${query}`;
  back.textContent = sentenceOf("backToText");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "quiet";
  close.ariaLabel = sentenceOf("closeSheet");
  close.textContent = "×";
  for (const one of [back, close]) data(one).closeSheet = "";
  row.append(back, close);
  return row;
}
