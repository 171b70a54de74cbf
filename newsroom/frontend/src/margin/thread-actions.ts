/**
 * Acts on a thread that need the copy: putting its query on the selected words (form[data-place]), and what has
 * to see the latest words on the server first (form[data-after-saving]).
 */
import type { EditorView } from "prosemirror-view";
import { selectedWords } from "../copy/words";
import { announce, sentenceOf } from "../page/announce";
import { data } from "../page/dom";
import type { Confirm } from "../page/events";
import { beforeSteps } from "../sync/positions";
import type { Session } from "../sync/session";

/** As htmx marks what it sends. */
const SENDING = "htmx-request";

/** A button under the pointer, and where it was pressed. */
interface Press {
  button: HTMLButtonElement;
  form: HTMLFormElement;
  x: number;
  y: number;
}

/** Pixels by which a pointer may move and still have pressed what it was on. */
const NEAR = 5;

export class ThreadActions {
  /** Forms that wait for their turn; another press of one of them does nothing. */
  private readonly waiting = new Set<HTMLFormElement>();
  private pressed: Press | null = null;
  /** The acts so far: the answer to one takes the place of what the next was pressed in. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly view: EditorView,
    private readonly session: Session,
  ) {
    document.addEventListener("htmx:confirm", (event) => this.beforeRequest(event));
    document.addEventListener("pointerdown", (event) => (this.pressed = pressOf(event)), true);
    document.addEventListener("pointerup", (event) => this.released(event), true);
  }

  /** Where an answer took the place of a button between the press and the release, no browser fires a click. */
  private released({ clientX, clientY }: PointerEvent): void {
    const { pressed } = this;
    this.pressed = null;
    if (!pressed || pressed.button.isConnected) return;
    if (Math.hypot(clientX - pressed.x, clientY - pressed.y) < NEAR) pressAgain(pressed.form, pressed.button);
  }

  private beforeRequest(event: CustomEvent<Confirm>): void {
    const form = event.target as Element;
    if (!(form instanceof HTMLFormElement && form.matches("[data-place], [data-after-saving]"))) return;
    if (event.detail.verb !== "post") return;
    event.preventDefault();
    if (this.waiting.has(form)) return;
    if (form.matches("[data-place]") && this.view.state.selection.empty) return askForWords(form);
    this.waiting.add(form);
    // From here on it is being sent: news must not put another form in its place.
    form.classList.add(SENDING);
    this.queue = this.queue.then(() => this.submit(form, event.detail));
  }

  private async submit(form: HTMLFormElement, { triggeringEvent, issueRequest }: Confirm): Promise<void> {
    await this.session.flush();
    this.waiting.delete(form);
    form.classList.remove(SENDING);
    const { submitter = null } = (triggeringEvent ?? {}) as Partial<SubmitEvent>;
    if (!form.isConnected) return pressAgain(form, submitter as HTMLButtonElement | null);
    if (form.matches("[data-place]")) this.fill(form);
    const answered = answerTo(form);
    issueRequest(true);
    if (form.classList.contains(SENDING)) await answered;
  }

  private fill(form: HTMLFormElement): void {
    const span = selectedWords(this.view.state);
    if (!span) return;
    const { from, to } = beforeSteps(span, this.session.unsent);
    const place = { start: from, end: to, version: this.session.version };
    for (const [name, value] of Object.entries(place)) {
      const input = form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
      if (input) input.value = String(value);
    }
  }
}

function pressOf({ target, isPrimary, button: which, clientX: x, clientY: y }: PointerEvent): Press | null {
  const button = (target as Element).closest<HTMLButtonElement>(
    "form[hx-post] button, button[form][hx-post]",
  );
  return button?.form && isPrimary && which === 0 ? { button, form: button.form, x, y } : null;
}

/** When the request of this form has been answered, however, and the answer is on the page. */
function answerTo(form: HTMLFormElement): Promise<void> {
  return new Promise((resolve) => {
    const onAnswer = ({ detail }: CustomEvent<{ requestConfig: { elt: Element } }>): void => {
      if (detail.requestConfig.elt !== form) return;
      document.removeEventListener("htmx:afterRequest", onAnswer);
      resolve();
    };
    document.addEventListener("htmx:afterRequest", onAnswer);
  });
}

/** Another act's answer took the place of the form while its words were saved: the same button is there again. */
function pressAgain(form: HTMLFormElement, pressed: HTMLButtonElement | null): void {
  const successor = [...document.forms].find((one) => signatureOf(one) === signatureOf(form));
  const buttons = [...(successor?.elements ?? [])].filter((one) => one instanceof HTMLButtonElement);
  const address = pressed?.getAttribute("formaction");
  buttons
    .find(
      (one) =>
        one.name === pressed?.name &&
        one.value === pressed.value &&
        one.getAttribute("formaction") === address,
    )
    ?.click();
}

/** What a form asks for, apart from the token and from the place that is filled in when it is sent. */
function signatureOf(form: HTMLFormElement): string {
  const fields = form.querySelectorAll<HTMLInputElement>("input[name]:not([name=csrfmiddlewaretoken])");
  const values = [...fields].map(({ name, value }) => [name, form.matches("[data-place]") ? "" : value]);
  return JSON.stringify([form.getAttribute("action"), values]);
}

/** Nothing is selected: says so where one looks, and aloud. */
function askForWords(form: HTMLFormElement): void {
  announce("selectFirst");
  if (form.querySelector(".errors")) return;
  const note = document.createElement("p");
  note.className = "errors small";
  data(note).ofPage = "";
  note.textContent = sentenceOf("selectFirst");
  form.append(note);
}
