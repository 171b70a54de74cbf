/** Half-written replies, kept in this browser until they were sent. */
import { type Store, localStore } from "../keeping";

const PREFIX = "copydesk:draft:";
const FIELDS = "textarea[data-draft-key]";

export function drafts(): void {
  const store = localStore();
  if (!store) return;
  restore(store, document);
  document.addEventListener("htmx:afterSettle", (event) => restore(store, event.target as ParentNode));
  document.addEventListener("input", (event) => {
    const field = event.target as Element;
    if (field instanceof HTMLTextAreaElement && field.matches(FIELDS)) keep(store, field);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!event.defaultPrevented && !isHtmx(form)) forget(store, form);
  });
  // Before the answer takes the place of the form, so that an emptied form stays empty.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, xhr } = (
      event as CustomEvent<{ requestConfig: { elt: Element; verb: string }; xhr: XMLHttpRequest }>
    ).detail;
    if (requestConfig.verb !== "get" && xhr.status < 300) forget(store, requestConfig.elt.closest("form"));
  });
}

export function isHtmx(form: HTMLFormElement): boolean {
  return ["hx-post", "hx-put", "hx-patch", "hx-delete", "hx-get"].some(
    (name) => form.hasAttribute(name) || form.hasAttribute(`data-${name}`),
  );
}

function restore(store: Store, within: ParentNode): void {
  for (const field of within.querySelectorAll<HTMLTextAreaElement>(FIELDS)) {
    const draft = store.getItem(keyOf(field));
    if (draft && field.value === "") field.value = draft;
  }
}

function keep(store: Store, field: HTMLTextAreaElement): void {
  try {
    if (field.value.trim() === "") store.removeItem(keyOf(field));
    else store.setItem(keyOf(field), field.value);
  } catch {
    // A full store: the draft is still on the page.
  }
}

function forget(store: Store, form: HTMLFormElement | null): void {
  for (const field of form?.querySelectorAll<HTMLTextAreaElement>(FIELDS) ?? [])
    store.removeItem(keyOf(field));
}

function keyOf(field: HTMLTextAreaElement): string {
  return PREFIX + (field.dataset["draftKey"] ?? "");
}
