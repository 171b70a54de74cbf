/**
 * Half-written questions and replies: everything in a form[data-draft] is kept in this browser, under the name it
 * has there, until it was sent. Coming back to it, a sentence says that it is not new.
 */
import { sentenceOf } from "./announce";
import { closestTo, data } from "./dom";
import { emit, listen } from "./events";
import { localStore, type Store } from "./store";

const PREFIX = "copydesk:draft:";
const FORMS = "form[data-draft]";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Draft = Record<string, string | boolean>;

export function drafts(): void {
  const store = localStore();
  if (!store) return;
  restore(store, document);
  document.addEventListener("htmx:afterSettle", (event) => restore(store, event.target as ParentNode));
  listen("threads-renewed", ({ put }) => {
    for (const one of put) restore(store, one);
  });
  listen("list-renewed", () => restore(store, document));
  for (const name of ["input", "change"])
    document.addEventListener(name, (event) => {
      const form = closestTo<HTMLFormElement>(event, FORMS);
      if (form) save(store, form);
    });
  document.addEventListener("click", (event) => {
    const form = closestTo(event, "[data-discard-draft]")?.closest<HTMLFormElement>(FORMS);
    if (form) discard(store, form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!(event.defaultPrevented || isHtmx(form))) remove(store, form);
  });
  // Before the answer takes the place of the form, so that an emptied form stays empty.
  document.addEventListener("htmx:beforeSwap", ({ detail: { requestConfig, xhr } }) => {
    if (requestConfig.verb === "get" || xhr.status >= 300) return;
    const { elt } = requestConfig;
    // A button may be in another part of the page than its form.
    const form = (elt instanceof HTMLButtonElement && elt.form) || elt.closest("form");
    // Emptied, too: a field that goes while the focus is in it says once more that it was changed.
    if (form?.matches(FORMS)) form.reset();
    remove(store, form);
  });
}

export function isHtmx(form: HTMLFormElement): boolean {
  return ["hx-post", "hx-put", "hx-patch", "hx-delete", "hx-get"].some(
    (name) => form.hasAttribute(name) || form.hasAttribute(`data-${name}`),
  );
}

/** Whether somebody has typed anything into the form. */
export function hasWords(form: HTMLFormElement): boolean {
  return [...form.querySelectorAll("textarea")].some(({ value }) => value.trim() !== "");
}

/** The words of the form were sent. */
export function forgetDraft(form: HTMLFormElement): void {
  const store = localStore();
  if (store) remove(store, form);
}

function restore(store: Store, within: ParentNode): void {
  const forms = [...within.querySelectorAll<HTMLFormElement>(FORMS)];
  if (within instanceof HTMLFormElement && within.matches(FORMS)) forms.push(within);
  for (const form of forms) {
    const draft = hasWords(form) ? null : read(store, form);
    if (!draft) continue;
    for (const field of fields(form)) fill(field, draft[field.name]);
    if (hasWords(form)) showRestored(form);
  }
}

function read(store: Store, form: HTMLFormElement): Draft | null {
  try {
    const stored: unknown = JSON.parse(store.getItem(keyOf(form)) ?? "null");
    return typeof stored === "object" ? (stored as Draft | null) : null;
  } catch {
    return null;
  }
}

function fill(field: Field, value: string | boolean | undefined): void {
  if (value === undefined) return;
  if (typeof value === "boolean") (field as HTMLInputElement).checked = value;
  else if (field instanceof HTMLSelectElement) choose(field, value);
  else field.value = value;
  const details = field.closest("details");
  if (details && value) details.open = true;
}

/** A choice that is no longer offered is left as it was. */
function choose(field: HTMLSelectElement, value: string): void {
  if ([...field.options].some((option) => option.value === value)) field.value = value;
}

/** Says that these words were here before. */
function showRestored(form: HTMLFormElement): void {
  if (form.querySelector(".restored")) return;
  const note = document.createElement("p");
  note.className = "restored small";
  data(note).ofPage = "";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  data(button).discardDraft = "";
  button.textContent = sentenceOf("discard");
  note.append(sentenceOf("restored"), " ", button);
  form.querySelector("textarea")?.closest("label, textarea")?.after(note);
}

function save(store: Store, form: HTMLFormElement): void {
  try {
    if (!hasWords(form)) return store.removeItem(keyOf(form));
    const draft: Draft = {};
    for (const field of fields(form)) draft[field.name] = isTick(field) ? field.checked : field.value;
    store.setItem(keyOf(form), JSON.stringify(draft));
  } catch {
    // A full store: the draft is still on the page.
  }
}

function discard(store: Store, form: HTMLFormElement): void {
  remove(store, form);
  const first = form.querySelector("textarea");
  form.reset();
  emit("draft-discarded", null);
  first?.focus();
}

function remove(store: Store, form: HTMLFormElement | null): void {
  if (!form?.matches(FORMS)) return;
  store.removeItem(keyOf(form));
  form.querySelector(".restored")?.remove();
}

function fields(form: HTMLFormElement): Field[] {
  const all = form.querySelectorAll<Field>("textarea[name], select[name], input[name]");
  return [...all].filter(({ name }) => name !== "csrfmiddlewaretoken");
}

function isTick(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && field.type === "checkbox";
}

function keyOf(form: HTMLFormElement): string {
  return PREFIX + (data(form).draft ?? "");
}
