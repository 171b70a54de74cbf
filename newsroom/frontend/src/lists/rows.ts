/**
 * Rows of a list: [data-row], each with a link that opens it. J and K, or the arrow keys in a row, go from one to the
 * next; Enter follows the link. R goes to the field of the row, E resolves its query, and Escape leaves the field.
 */
import { closestTo } from "../page/dom";
import { isFor } from "../page/shortcuts";

const ROWS = "[data-row]";
const LINK = "a[href]";
const TYPING = "input, textarea, select, [contenteditable], dialog[open]";

export function rows(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isInRow(event)) return;
    const step = stepOf(event);
    if (step === 0) return;
    const all = rowsIn(document);
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[at < 0 && step < 0 ? all.length - 1 : at + step];
    if (!next) return;
    event.preventDefault();
    focusOn(next);
  });
}

/** Whether the key is for the row it was pressed in, or for what is typed. */
function isInRow(event: KeyboardEvent): boolean {
  const row = closestTo(event, ROWS);
  const isTyping = closestTo(event, TYPING) !== null;
  if (row && isTyping && event.key === "Escape") focusOn(row);
  if (!row || isTyping) return isTyping;
  const field = isFor("reply", event) ? row.querySelector<HTMLElement>("textarea") : null;
  const button = isFor("resolve", event) ? row.querySelector<HTMLElement>("[data-resolve]") : null;
  if (!(field || button)) return false;
  event.preventDefault();
  field?.focus();
  button?.click();
  return true;
}

function stepOf(event: KeyboardEvent): number {
  if (isFor("next_row", event)) return 1;
  if (isFor("previous_row", event)) return -1;
  if (!closestTo(event, ROWS) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return 0;
  return event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
}

/** Which row has the focus, counted from 0; null when none has. */
export function focusedRow(list: ParentNode): number | null {
  const at = rowsIn(list).findIndex((row) => row.contains(document.activeElement));
  return at < 0 ? null : at;
}

/** After a renewal: where the row with the focus went, the one that took its place gets it. */
export function focusRowAt(list: HTMLElement, at: number): void {
  if (list.contains(document.activeElement)) return;
  const all = rowsIn(list);
  const row = all[Math.min(at, all.length - 1)];
  if (row) focusOn(row);
  else document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
}

function rowsIn(list: ParentNode): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>(ROWS)].filter((row) => row.checkVisibility());
}

function focusOn(row: HTMLElement): void {
  row.querySelector<HTMLElement>(LINK)?.focus();
  row.scrollIntoView({ block: "nearest" });
}
