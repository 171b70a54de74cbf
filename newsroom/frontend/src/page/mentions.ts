/**
 * People of the desk while their names are typed: "@ru" in a textarea[data-mentions] shows who that may be, the
 * arrow keys choose, Enter or Tab puts the name in, Escape closes. The names are #people, a JSON list.
 */
import { announce } from "./announce";
import { byId, closestTo, data } from "./dom";

const FIELDS = "textarea[data-mentions]";
const MOST = 6;
const BEGUN = /(?<![\p{L}\p{M}\p{N}_@.])@([\p{L}\p{M}\p{N}'’.\- ]{0,40})$/u;
const LIST_ID = "mention-list";

/** Which of the names may be meant by what stands behind the @: each word typed begins a word of the name. */
export function matching(names: readonly string[], typed: string): string[] {
  if (typed.startsWith(" ") || / {2}|\s$/.test(typed)) return [];
  const wanted = plain(typed).split(" ").filter(Boolean);
  const fits = (name: string): boolean => {
    const words = plain(name).split(/[\s-]+/);
    return wanted.every((begin) => words.some((word) => word.startsWith(begin)));
  };
  return names.filter(fits).slice(0, MOST);
}

/** What is typed behind an @ before the caret, and where the @ stands; null when nobody is being named. */
export function begun(text: string): { at: number; typed: string } | null {
  const found = BEGUN.exec(text);
  return found ? { at: found.index, typed: found[1] ?? "" } : null;
}

function plain(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export function mentions(): void {
  const names = namesOnPage();
  if (names.length === 0) return;
  const suggestions = new Suggestions(names);
  document.addEventListener("input", (event) => {
    const field = event.target as Element;
    if (field instanceof HTMLTextAreaElement && field.matches(FIELDS)) suggestions.update(field);
  });
  // In the capture phase: an open list takes its keys before forms and dialogs see them.
  document.addEventListener("keydown", (event) => suggestions.key(event), true);
  document.addEventListener("focusout", () => suggestions.close());
}

function namesOnPage(): string[] {
  const data: unknown = JSON.parse(byId("people")?.textContent ?? "[]");
  return Array.isArray(data) ? data.filter((name): name is string => typeof name === "string") : [];
}

class Suggestions {
  private field: HTMLTextAreaElement | null = null;
  private list: HTMLUListElement | null = null;
  private chosen = 0;

  constructor(private readonly names: readonly string[]) {}

  update(field: HTMLTextAreaElement): void {
    const found = begun(field.value.slice(0, field.selectionStart));
    const names = found ? matching(this.names, found.typed) : [];
    if (names.length === 0) return this.close();
    if (this.field !== field) this.close();
    this.show(field, names);
  }

  key(event: KeyboardEvent): void {
    if (!this.list || event.target !== this.field || event.isComposing) return;
    const count = this.list.children.length;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown") this.choose((this.chosen + 1) % count);
    else if (event.key === "ArrowUp") this.choose((this.chosen - 1 + count) % count);
    else if (event.key === "Enter" || event.key === "Tab") this.insertChosen();
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  close(): void {
    this.list?.remove();
    const { field } = this;
    [this.list, this.field] = [null, null];
    if (!field) return;
    for (const name of [
      "role",
      "aria-expanded",
      "aria-controls",
      "aria-autocomplete",
      "aria-activedescendant",
    ])
      field.removeAttribute(name);
  }

  private show(field: HTMLTextAreaElement, names: readonly string[]): void {
    const before = this.list?.children.length;
    this.field = field;
    this.list ??= this.openBelow(field);
    this.list.replaceChildren(...names.map((name, index) => this.option(name, index)));
    this.choose(0);
    if (before !== names.length) announce("people", { n: String(names.length) });
  }

  private openBelow(field: HTMLTextAreaElement): HTMLUListElement {
    const list = document.createElement("ul");
    list.id = LIST_ID;
    list.className = "mention-list";
    list.role = "listbox";
    data(list).ofPage = "";
    list.ariaLabel = data(byId("announce")).peopleLabel ?? "";
    list.addEventListener("pointerdown", (event) => {
      // Keeps the focus in the field.
      event.preventDefault();
      const option = closestTo(event, "[role=option]");
      if (!option) return;
      this.choose([...list.children].indexOf(option));
      this.insertChosen();
    });
    (field.closest("label") ?? field).after(list);
    const attributes = {
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": LIST_ID,
      "aria-autocomplete": "list",
    };
    for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
    return list;
  }

  private option(name: string, index: number): HTMLLIElement {
    const item = document.createElement("li");
    item.id = `${LIST_ID}-${index}`;
    item.role = "option";
    item.dir = "auto";
    item.textContent = name;
    return item;
  }

  private choose(index: number): void {
    this.chosen = index;
    [...(this.list?.children ?? [])].forEach((item, at) =>
      item.setAttribute("aria-selected", String(at === index)),
    );
    this.field?.setAttribute("aria-activedescendant", `${LIST_ID}-${index}`);
  }

  private insertChosen(): void {
    const { field } = this;
    const name = this.list?.children[this.chosen]?.textContent;
    const found = field && begun(field.value.slice(0, field.selectionStart));
    this.close();
    if (!(field && found && name)) return;
    const [start, end] = [found.at, field.selectionStart];
    field.setSelectionRange(start, end);
    const words = `@${name} `;
    // As if typed, so that undo takes it back; where a browser will not, the field is set.
    if (!document.execCommand("insertText", false, words)) {
      field.setRangeText(words, start, end, "end");
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  }
}
