/** Shows the copy alone, without the furniture of the page; for this visit. Queries are reached by their keys. */
import { announce } from "../page/announce";
import { isDialogOpen } from "../page/dialogs";
import { closestTo } from "../page/dom";
import { isFor } from "../page/shortcuts";

const KEY = "copydesk:focus-mode";

export class FocusMode {
  constructor() {
    document.addEventListener("click", (event) => {
      if (closestTo(event, "[data-focus-mode]")) this.toggle();
    });
    document.addEventListener("keydown", (event) => this.pressed(event), true);
    if (remembered()) this.set(true);
  }

  toggle(): void {
    this.set(!this.isOn);
    announce(this.isOn ? "focusOn" : "focusOff");
  }

  private get isOn(): boolean {
    return document.body.classList.contains("focus-mode");
  }

  private set(isOn: boolean): void {
    document.body.classList.toggle("focus-mode", isOn);
    for (const button of document.querySelectorAll<HTMLElement>("[data-focus-mode]"))
      button.setAttribute("aria-pressed", String(isOn));
    // What stands beside the copy is laid out anew.
    window.dispatchEvent(new Event("resize"));
    try {
      sessionStorage.setItem(KEY, isOn ? "on" : "");
    } catch {
      // A browser that keeps nothing shows the whole page after a reload.
    }
  }

  private pressed(event: KeyboardEvent): void {
    if (!this.isOn) return;
    const leaves = event.key === "Escape" && !isElsewhere(event);
    const asks = (["next_query", "previous_query", "next_suggestion", "previous_suggestion"] as const).some(
      (act) => isFor(act, event),
    );
    // A query is shown beside its words: the key goes on to it.
    if (leaves || (asks && event.altKey)) this.toggle();
    if (leaves) event.stopPropagation();
  }
}

/** A dialog, or whatever else Escape closes. */
function isElsewhere({ target, isComposing }: KeyboardEvent): boolean {
  const isInTool = target instanceof Element && target.closest("dialog, #find-bar, #panel, .menu") !== null;
  return isComposing || isInTool || isDialogOpen();
}

function remembered(): boolean {
  try {
    return sessionStorage.getItem(KEY) === "on";
  } catch {
    return false;
  }
}
