/**
 * What is pasted into an empty field is kept with its formatting, links and comments in a hidden field beside it, until
 * somebody changes the words: textarea[data-rich-paste], which names the hidden field.
 */
import { closestTo, data } from "../page/dom";

const FIELD = "textarea[data-rich-paste]";

export function richPaste(): void {
  document.addEventListener("paste", (event) => {
    const area = closestTo<HTMLTextAreaElement>(event, FIELD);
    const html = event.clipboardData?.getData("text/html");
    if (area && html && replacesAll(area)) keep(area, html);
  });
  document.addEventListener("input", (event) => {
    const area = closestTo<HTMLTextAreaElement>(event, FIELD);
    const isPaste = event instanceof InputEvent && event.inputType === "insertFromPaste";
    if (area && !(isPaste && data(hidden(area)).fresh)) drop(area);
    delete data(hidden(area)).fresh;
  });
}

function hidden(area: HTMLTextAreaElement | null): HTMLInputElement | null {
  const found = area?.form?.elements.namedItem(data(area).richPaste ?? "");
  return found instanceof HTMLInputElement ? found : null;
}

function replacesAll(area: HTMLTextAreaElement): boolean {
  const rest = area.value.slice(0, area.selectionStart) + area.value.slice(area.selectionEnd);
  return rest.trim() === "";
}

function keep(area: HTMLTextAreaElement, html: string): void {
  const field = hidden(area);
  if (!field) return;
  field.value = html;
  data(field).fresh = "true"; // the event that tells of the words comes next
  say(area, data(area).richKept);
}

function drop(area: HTMLTextAreaElement): void {
  const field = hidden(area);
  if (!field?.value) return;
  field.value = "";
  say(area, data(area).richDropped);
}

/** Beside the field, where it is read out as well. */
function say(area: HTMLTextAreaElement, sentence = ""): void {
  const place = area.closest("label")?.querySelector<HTMLElement>("[data-rich-said]");
  if (place) place.textContent = sentence;
}
