/** What did not work, said beside the button that was pressed. It goes with the next act. */
import { sentenceOf } from "../page/announce";
import { data } from "../page/dom";

/** The one sentence there is, and in `aria-describedby` what it is about. */
export const FAILED_ID = "failed";
const FIELDS = 'textarea, select, input:not([type="hidden"])';

/** `source` is what was sent: a form, a button or a link; `pressed` the button of the form. */
export function showFailure(source: Element, sentence: string, pressed: Element | null = null): void {
  clearFailures();
  const form = source.closest("form");
  const note = document.createElement("p");
  note.id = FAILED_ID;
  note.className = "failed";
  note.role = "alert";
  data(note).ofPage = "";
  note.textContent = sentence;
  const button = pressed ?? form?.querySelector("button:not([type='button'])") ?? source;
  if (form) (button.closest(".row, footer") ?? button).before(note);
  else source.after(note);
  const empty = form ? emptyField(form) : null;
  for (const one of [button, empty]) one?.setAttribute("aria-describedby", FAILED_ID);
  empty?.setAttribute("aria-invalid", "true");
  const target = empty ?? (document.activeElement === document.body ? (button as HTMLElement) : null);
  target?.focus({ preventScroll: true });
  note.scrollIntoView({ block: "nearest" });
}

export function showUnreachable(source: Element, pressed: Element | null = null): void {
  showFailure(source, sentenceOf("unreachable"), pressed);
}

export function clearFailures(): void {
  for (const one of document.querySelectorAll(`[aria-describedby="${FAILED_ID}"]`))
    for (const name of ["aria-describedby", "aria-invalid"]) one.removeAttribute(name);
  document.querySelector(`#${FAILED_ID}`)?.remove();
}

/** The sentence in an answer that refuses: a fragment, or a page of its own. */
export function sentenceIn(html: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  const found = page.querySelector(".flash.error") ?? page.querySelector(".lead");
  return found?.textContent?.trim() || sentenceOf("unanswered");
}

/** What is to be typed first; null when something was typed or nothing can be. */
function emptyField(form: HTMLFormElement): HTMLElement | null {
  const shown = [...form.querySelectorAll<HTMLInputElement>(FIELDS)].filter((one) => one.checkVisibility());
  const [first] = shown;
  return first instanceof HTMLTextAreaElement && first.value.trim() === "" ? first : null;
}
