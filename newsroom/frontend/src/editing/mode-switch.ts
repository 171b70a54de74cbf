/** What typing does: it edits, or it suggests. Remembered for each person in this browser. */
import { announce } from "../page/announce";
import { byId, closestTo, data } from "../page/dom";

export type Mode = "editing" | "suggesting";

export class ModeSwitch {
  private now: Mode;

  constructor(
    private readonly copy: HTMLElement,
    /** Who may only suggest has no choice. */
    private readonly mayEdit: boolean,
    private readonly user: string,
  ) {
    this.now = mayEdit ? this.remembered() : "suggesting";
    this.show();
    const choice = byId("mode");
    // A press on a button must not take the selection out of the copy.
    choice?.addEventListener("mousedown", (event) => event.preventDefault());
    choice?.addEventListener("click", (event) => {
      const chosen = data(closestTo(event, "[data-mode]")).mode;
      if (chosen === "editing" || chosen === "suggesting") this.set(chosen);
    });
  }

  get mode(): Mode {
    return this.now;
  }

  set(mode: Mode): void {
    if (!this.mayEdit || mode === this.now) return;
    this.now = mode;
    try {
      localStorage.setItem(this.key, mode);
    } catch {
      // A browser that keeps nothing starts with editing again.
    }
    this.show();
    announce(mode);
  }

  toggle(): void {
    this.set(this.now === "editing" ? "suggesting" : "editing");
  }

  private show(): void {
    data(this.copy).mode = this.now;
    for (const button of document.querySelectorAll<HTMLElement>("#mode [data-mode]"))
      button.setAttribute("aria-pressed", String(data(button).mode === this.now));
  }

  private remembered(): Mode {
    try {
      return localStorage.getItem(this.key) === "suggesting" ? "suggesting" : "editing";
    } catch {
      return "editing";
    }
  }

  private get key(): string {
    return `copydesk:mode:${this.user}`;
  }
}
