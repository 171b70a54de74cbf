/**
 * #flash: what was done, each with a button that undoes it. It stays while it is pointed at or has the focus, and
 * moves to the other end of the window when it would cover where somebody types.
 */
import { byId, closestTo, data } from "../page/dom";
import { listen } from "../page/events";
import { isFor } from "../page/shortcuts";

const LEAST_MS = 8_000;
/** For each letter, so that long sentences can be read. */
const LETTER_MS = 60;
const MOST = 3;

export function toasts(): void {
  const region = byId("flash");
  if (!region) return;
  region.classList.add("toasts");
  for (const toast of toastsIn(region)) expire(toast);
  new MutationObserver((changes) => {
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes]))
      if (node instanceof HTMLElement) expire(node);
    for (const old of toastsIn(region).slice(0, -MOST)) old.remove();
    keepOff(region);
  }).observe(region, { childList: true });
  document.addEventListener("click", (event) => {
    closestTo(event, "[data-close-toast]")?.closest("[data-toast]")?.remove();
  });
  listen("said", ({ sentence }) => showToast(sentence));
  // What was undone is said by the toast that follows.
  region.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      const toast = closestTo(event, "[data-toast]");
      if (toast) data(toast).undone = "";
      // What it would renew is no longer on the page: the answer is a page of its own.
      const part = form.getAttribute("hx-target");
      if (!part || document.querySelector(part)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      HTMLFormElement.prototype.submit.call(form);
    },
    true,
  );
  document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig, successful } }) => {
    const toast = requestConfig.elt.closest<HTMLElement>("[data-undone]");
    if (toast && successful) toast.remove();
  });
  for (const name of ["focusin", "keyup", "scroll", "selectionchange"])
    document.addEventListener(name, () => keepOff(region));
  document.addEventListener("keydown", (event) => {
    if (isFor("toast", event) && focusOn(region)) event.preventDefault();
    if (event.key === "Escape") closestTo(event, "[data-toast]")?.remove();
  });
}

function showToast(sentence: string): void {
  const toast = document.createElement("div");
  toast.className = "flash info";
  data(toast).toast = "";
  const line = document.createElement("p");
  line.textContent = sentence;
  toast.append(line);
  byId("flash")?.append(toast);
}

function toastsIn(region: HTMLElement): HTMLElement[] {
  return [...region.querySelectorAll<HTMLElement>("[data-toast]")];
}

function expire(toast: HTMLElement): void {
  // What went wrong stays until it is closed.
  if (toast.matches(".error, .warning")) return;
  const rest = LEAST_MS + LETTER_MS * (toast.textContent ?? "").length;
  const remove = (): void => {
    if (toast.matches(":hover, :focus-within") || document.hidden) setTimeout(remove, LEAST_MS / 2);
    else toast.remove();
  };
  setTimeout(remove, rest);
}

function focusOn(region: HTMLElement): boolean {
  const button = toastsIn(region).at(-1)?.querySelector("button");
  button?.focus();
  return Boolean(button);
}

/** Where somebody types, or the field they are in. */
function typedAt(): DOMRect | null {
  const field = document.activeElement;
  if (field?.matches("input, textarea, select")) return field.getBoundingClientRect();
  if (!(field instanceof HTMLElement && field.isContentEditable)) return null;
  const selection = getSelection();
  return selection?.rangeCount ? selection.getRangeAt(0).getBoundingClientRect() : null;
}

function keepOff(region: HTMLElement): void {
  if (region.childElementCount === 0) return;
  const [place, typed] = [region.getBoundingClientRect(), typedAt()];
  if (!typed || typed.bottom < place.top || typed.top > place.bottom) return;
  if (typed.right < place.left || typed.left > place.right) return;
  region.classList.toggle("above");
}
