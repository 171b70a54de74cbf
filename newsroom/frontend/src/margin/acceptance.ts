/**
 * Undo right after words were accepted here takes the acceptance back: it came in as somebody else's edit, which the
 * editor's own history leaves alone. It presses the button in the thread (form[data-take-back]).
 */
import type { Command } from "prosemirror-state";

export class Acceptance {
  /** The query whose words were accepted here, as long as nothing was typed since. */
  private query: string | null = null;

  constructor() {
    document.addEventListener("htmx:afterRequest", ({ detail: { successful, requestConfig } }) => {
      const act = /\/queries\/(\d+)\/(accept|take-back)$/.exec(requestConfig.path);
      if (successful && act) this.query = act[2] === "accept" ? (act[1] ?? null) : null;
    });
  }

  /** What was typed since is undone first, as anywhere. */
  forget(): void {
    this.query = null;
  }

  readonly undo: Command = (_state, dispatch) => {
    if (this.query === null) return false;
    const button = document.querySelector<HTMLElement>(`#query-${this.query} [data-take-back] button`);
    if (!button) return false;
    if (dispatch) {
      this.forget();
      button.click();
    }
    return true;
  };
}
