/**
 * Naming somebody offers them the query: behind an @ in a reply there is a box to tick, and in a new query the list of
 * people follows the name, and says so.
 */
import { sentenceOf } from "../page/announce";
import { byId, closestTo, data } from "../page/dom";

export function assigning(): void {
  const names = namesOnPage();
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement && field.form)) return;
    const name = firstNamed(field.value, names);
    if (field.form.matches("[data-may-assign]") && field.name === "body") offer(field, name);
    else if (field.name === "question" && field.closest("#ask-dialog")) follow(field.form, name);
  });
  document.addEventListener("change", (event) => {
    const list = closestTo<HTMLSelectElement>(event, '#ask-dialog select[name="assigned_to"]');
    if (list?.form) say(list.form, "");
  });
}

/** Whom a text names first, by the whole name; null for nobody. */
export function firstNamed(text: string, names: readonly string[]): string | null {
  const found = names
    .map((name) => ({ name, at: text.indexOf(`@${name}`) }))
    .filter(({ name, at }) => at >= 0 && !/[\p{L}\p{N}]/u.test(text.charAt(at + name.length + 1)))
    .sort((a, b) => a.at - b.at);
  return found[0]?.name ?? null;
}

function namesOnPage(): string[] {
  const found: unknown = JSON.parse(byId("people")?.textContent ?? "[]");
  return Array.isArray(found) ? found.filter((name): name is string => typeof name === "string") : [];
}

function offer(field: HTMLTextAreaElement, name: string | null): void {
  const shown = field.form?.querySelector<HTMLElement>(".assign");
  const box = shown?.querySelector("input");
  if (box?.value === (name ?? undefined)) return;
  shown?.remove();
  if (name === null) return;
  const label = document.createElement("label");
  label.className = "assign check small";
  data(label).ofPage = "";
  const tick = document.createElement("input");
  tick.type = "checkbox";
  tick.name = "assign";
  tick.value = name;
  label.append(tick, ` ${sentenceOf("assignTo", { who: name })}`);
  field.after(label);
}

function follow(form: HTMLFormElement, name: string | null): void {
  const list = form.querySelector<HTMLSelectElement>('select[name="assigned_to"]');
  const option = [...(list?.options ?? [])].find(({ value, text }) => value !== "" && text === name);
  const note = form.querySelector<HTMLElement>("[data-ask-assigned]");
  if (!(list && note)) return;
  // What somebody chose by hand stays.
  if (list.value !== "" && note.hidden) return;
  list.value = option?.value ?? "";
  say(form, option ? sentenceOf("assigned", { who: option.text }) : "");
}

function say(form: HTMLFormElement, sentence: string): void {
  const note = form.querySelector<HTMLElement>("[data-ask-assigned]");
  if (!note) return;
  note.textContent = sentence;
  note.hidden = sentence === "";
}
