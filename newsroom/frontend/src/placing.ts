/**
 * Acts on a thread that need the copy: putting its query on the selected words (form[data-place]), and what has
 * to see the latest words on the server first (form[data-after-saving]).
 */
import type { EditorView } from "prosemirror-view";
import { announce, sentenceOf } from "./announce";
import { beforeSteps, wordsToAskOn } from "./ask";
import type { Session } from "./session";

/** As htmx marks what it sends. */
const SENDING = "htmx-request";

interface Confirm {
  verb: string;
  issueRequest: (confirmed: boolean) => void;
}

export class ThreadActs {
  private sending = false;

  constructor(
    private readonly view: EditorView,
    private readonly session: Session,
  ) {
    document.addEventListener("htmx:confirm", (event) => this.beforeRequest(event as CustomEvent<Confirm>));
  }

  private beforeRequest(event: CustomEvent<Confirm>): void {
    const form = event.target as Element;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-place], [data-after-saving]")) return;
    if (event.detail.verb !== "post") return;
    event.preventDefault();
    if (this.sending) return;
    if (form.matches("[data-place]") && this.view.state.selection.empty) return askForWords(form);
    this.sending = true;
    // From here on it is being sent: news must not put another form in its place.
    form.classList.add(SENDING);
    void this.session.flush().then(() => {
      this.sending = false;
      form.classList.remove(SENDING);
      if (form.matches("[data-place]")) this.fill(form);
      event.detail.issueRequest(true);
    });
  }

  private fill(form: HTMLFormElement): void {
    const span = wordsToAskOn(this.view.state);
    if (!span) return;
    const { from, to } = beforeSteps(span, this.session.unsent);
    const place = { start: from, end: to, version: this.session.version };
    for (const [name, value] of Object.entries(place)) {
      const input = form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
      if (input) input.value = String(value);
    }
  }
}

/** Nothing is selected: says so where one looks, and aloud. */
function askForWords(form: HTMLFormElement): void {
  announce("selectFirst");
  if (form.querySelector(".errors")) return;
  const note = document.createElement("p");
  note.className = "errors small";
  note.dataset["ofPage"] = "";
  note.textContent = sentenceOf("selectFirst");
  form.append(note);
}
