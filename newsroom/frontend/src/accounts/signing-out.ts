/**
 * Signing out clears what this browser keeps: words that were not sent are asked about first, with the sentence of
 * form[data-sign-out], or in the administration with that of the page's [data-sign-out].
 */

import { closestTo, data } from "../page/dom";
import { localStore, type Store } from "../page/store";

const DRAFT = "copydesk:draft:";
const COPY = "copydesk:copy:";

export function signingOut(): void {
  const store = localStore();
  if (!store) return;
  // In the capture phase: before a form counts as sent.
  document.addEventListener(
    "submit",
    (event) => {
      const form = closestTo<HTMLFormElement>(event, "form[data-sign-out], #logout-form");
      const asking = data(form).signOut ? form : document.querySelector<HTMLElement>("[data-sign-out]");
      if (!(form && hasUnsent(store)) || confirm(data(asking).signOut)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
}

/** Whether a half-written question or an edit that the server does not have is kept here. */
export function hasUnsent(store: Store): boolean {
  for (let index = 0; index < store.length; index++) {
    const key = store.key(index) ?? "";
    if (key.startsWith(DRAFT)) return true;
    if (key.startsWith(COPY) && !store.getItem(key)?.includes('"steps":[]')) return true;
  }
  return false;
}
