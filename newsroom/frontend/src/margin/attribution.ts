/** "Who wrote this?": who put the selected words in and when, as the server reads it off the log. */
import type { EditorView } from "prosemirror-view";
import { selectedWords } from "../copy/words";
import { announce } from "../page/announce";
import { byId, data } from "../page/dom";
import { beforeSteps } from "../sync/positions";
import type { Session } from "../sync/session";

export class AttributionDialog {
  private readonly dialog = byId("attribution-dialog");

  constructor(
    private readonly view: EditorView,
    private readonly session: Session,
  ) {
    this.dialog?.addEventListener("close", () => view.focus());
  }

  open(): void {
    if (!this.dialog) return;
    if (!selectedWords(this.view.state)) return announce("nothingSelected", {});
    this.fill("waiting");
    this.dialog.showModal();
    void this.load();
  }

  /** Words that the server does not have yet are sent first: what was typed a moment ago has an author, too. */
  private async load(): Promise<void> {
    const isSaved = await this.session.flush();
    const span = selectedWords(this.view.state);
    const range = span && beforeSteps(span, this.session.unsent);
    if (!range || range.from >= range.to) return this.fill(isSaved ? "none" : "unsaved");
    const address = new URL(data(this.dialog).url ?? "", location.href);
    address.searchParams.set("start", String(range.from));
    address.searchParams.set("end", String(range.to));
    address.searchParams.set("version", String(this.session.version));
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      const found = await answer.text();
      if (!(answer.ok && this.list)) return this.fill("failed");
      this.list.innerHTML = found;
    } catch {
      this.fill("failed");
    }
  }

  private get list(): HTMLElement | null {
    return this.dialog?.querySelector("[data-attribution]") ?? null;
  }

  private fill(sentence: "waiting" | "none" | "unsaved" | "failed"): void {
    if (this.list) this.list.textContent = data(this.dialog)[sentence] ?? "";
  }
}
