/**
 * What happened to the story while its page is open: it was released, moved or signed. Each fact of #story-news that
 * was not there before is said once; what may be typed follows, and nothing reloads under somebody's hands.
 */
import { byId, data } from "../page/dom";
import { emit, listen } from "../page/events";

/** Sign-offs are looked at again this long after a change of the copy, which may have made one stale. */
const LOOK_AFTER_MS = 1_500;

export class StoryNews {
  private known = keys();
  private may = data(byId("story-news")).may ?? "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `close` makes the copy one to read only. */
  constructor(private readonly close: () => void) {
    document.addEventListener("htmx:afterSettle", () => this.look());
    listen("copy-saved", () => this.changed());
    byId("reload-offer")
      ?.querySelector("button")
      ?.addEventListener("click", () => location.reload());
  }

  /** The copy is another: whoever signed it signed other words. */
  changed(): void {
    if (!document.querySelector('#story-news [data-news^="signed-"]')) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => emit("passages-changed", null), LOOK_AFTER_MS);
  }

  private look(): void {
    const found = keys();
    for (const one of document.querySelectorAll<HTMLElement>("#story-news > [data-news]"))
      if (!this.known.has(data(one).news ?? "") && data(one).own !== "yes")
        emit("said", { sentence: one.textContent ?? "" });
    this.known = found;
    const may = data(byId("story-news")).may ?? this.may;
    if (may === this.may) return;
    if (may === "false") this.close();
    else byId("reload-offer")?.removeAttribute("hidden");
    this.may = may;
  }
}

function keys(): Set<string> {
  const all = document.querySelectorAll<HTMLElement>("#story-news > [data-news]");
  return new Set([...all].map((one) => data(one).news ?? ""));
}
