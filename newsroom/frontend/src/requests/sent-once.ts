/** Forms are sent once, and with Ctrl or Cmd and Enter. */

import { isHtmx } from "../page/drafts";

export function forms(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const field = event.target as Element;
    if (!(field instanceof HTMLTextAreaElement && field.form)) return;
    event.preventDefault();
    field.form.requestSubmit();
  });
  // In the capture phase: before htmx gets it.
  document.addEventListener("submit", refuseSecond, true);
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!event.defaultPrevented && leavesPage(form)) form.ariaBusy = "true";
  });
  document.addEventListener("htmx:beforeRequest", (event) => setBusy(event, true));
  document.addEventListener("htmx:afterRequest", (event) => setBusy(event, false));
  // A page that comes back from the browser's cache is not busy any more.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[aria-busy="true"]'))
      form.ariaBusy = "false";
  });
}

function refuseSecond(event: Event): void {
  if ((event.target as Element).ariaBusy !== "true") return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function leavesPage(form: HTMLFormElement): boolean {
  // getAttribute: a field named "method" or "target" would hide the form's own.
  const [method, target] = [form.getAttribute("method"), form.getAttribute("target")];
  return method?.toLowerCase() === "post" && !target && !isHtmx(form);
}

function setBusy(event: Event, busy: boolean): void {
  const form = event.target;
  if (form instanceof HTMLFormElement) form.ariaBusy = String(busy);
}
