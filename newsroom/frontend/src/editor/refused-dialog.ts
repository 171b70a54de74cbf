/** Words that the server refused. */
import { byId } from "../page/dom";

interface Refused {
  reason: string;
  text: string;
  /** What happens when the person says these words are not needed any more. */
  discard: () => void;
}

/** #refused-dialog: offers words that cannot be saved as a copy to keep, one version after the other. */
export class RefusedDialog {
  private readonly dialog = byId("refused-dialog");
  private readonly waiting: Refused[] = [];

  constructor() {
    this.dialog?.addEventListener("close", () => {
      const shown = this.waiting.shift();
      if (this.dialog?.returnValue === "discard") shown?.discard();
      this.show();
    });
  }

  offer(refused: Refused): void {
    this.waiting.push(refused);
    if (this.waiting.length === 1) this.show();
  }

  private show(): void {
    const [refused] = this.waiting;
    if (!(this.dialog && refused)) return;
    const reason = this.dialog.querySelector("[data-refused-reason]");
    const text = this.dialog.querySelector<HTMLTextAreaElement>("[data-refused-text]");
    if (reason) reason.textContent = refused.reason;
    if (text) text.value = refused.text;
    this.dialog.returnValue = "";
    this.dialog.showModal();
  }
}
