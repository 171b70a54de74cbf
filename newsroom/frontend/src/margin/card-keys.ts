/**
 * Keys on the cards of queries: to reply, to resolve, and to come out of a field again; and that a reply has words,
 * which the browser says at its field.
 */
import { isDialogOpen } from "../page/dialogs";
import { byId, closestTo, data } from "../page/dom";
import { isFor } from "../page/shortcuts";

const THREAD = ".thread[data-query]";

export function cardKeys(): void {
  for (const name of ["focusin", "input"]) document.addEventListener(name, requireWords);
  document.addEventListener("keydown", (event) => {
    const field = closestTo(event, "input, textarea, select, [contenteditable]");
    const act = field ? null : isFor("reply", event) ? reply : isFor("resolve", event) ? resolve : null;
    const leaves = field !== null && event.key === "Escape";
    if (!(act || leaves) || event.defaultPrevented || isDialogOpen()) return;
    if (field) return leave(event, field);
    const thread = closestTo(event, THREAD) ?? document.querySelector<HTMLElement>(`${THREAD}.active`);
    if (thread && data(thread).open === "true") act?.(event, thread);
  });
}

/** A reply may be wording alone. */
function requireWords(event: Event): void {
  const form = closestTo<HTMLFormElement>(event, ".thread-form");
  const body = form?.querySelector<HTMLTextAreaElement>('textarea[name="body"]');
  if (body)
    body.required = !form?.querySelector<HTMLTextAreaElement>('textarea[name="proposed"]')?.value.trim();
}

function reply(event: KeyboardEvent, thread: HTMLElement): void {
  const field = thread.querySelector<HTMLElement>('textarea[name="body"]');
  if (!field) return;
  event.preventDefault();
  field.focus();
}

function resolve(event: KeyboardEvent, thread: HTMLElement): void {
  const button = thread.querySelector<HTMLElement>("[data-resolve]");
  if (!button) return;
  event.preventDefault();
  // The answer takes the place of the card: whoever is on it stays on it.
  thread.focus({ preventScroll: true });
  button.click();
}

/** Escape leads from a field to its card, and its keys are there again. */
function leave(event: KeyboardEvent, field: HTMLElement): void {
  const thread = field.closest<HTMLElement>(THREAD);
  if (!thread || field.closest("[id='copy']") === byId("copy")) return;
  event.preventDefault();
  thread.focus({ preventScroll: true });
}
