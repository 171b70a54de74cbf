/**
 * The command palette: a combobox over a listbox, as the ARIA Authoring Practices describe it. The server draws the
 * dialog and the list; the focus stays in the field, and aria-activedescendant says what is chosen.
 */
import { byId, closestTo, data } from "../page/dom";
import { personHeader } from "../page/http";

const PAUSE_MS = 120;

export class Palette {
  private chosen = 0;
  private newest = 0;
  private timer = 0;

  private constructor(
    private readonly address: URL,
    private readonly dialog: HTMLDialogElement,
    private readonly field: HTMLInputElement,
    private readonly list: HTMLElement,
  ) {
    field.addEventListener("input", () => this.askSoon());
    field.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("pointermove", (event) => {
      const option = closestTo(event, "[role=option]");
      if (option) this.choose(this.options().indexOf(option));
    });
    // Links lead away; everything else was done by its own script.
    list.addEventListener("click", (event) => {
      if (closestTo(event, "button[role=option]")) dialog.close();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }

  /** The palette of this page, from the server. Throws when there is none to be had. */
  static async fetched(): Promise<Palette> {
    const { url, story } = data(byId("palette-opener"));
    const address = new URL(url ?? "", location.href);
    if (story) address.searchParams.set("story", story);
    document.body.insertAdjacentHTML("beforeend", await read(address));
    const dialog = byId("palette");
    const [field, list] = [dialog?.querySelector("input"), byId("palette-list")];
    if (!(dialog && field && list)) throw new Error("This is no palette");
    await styled(dialog);
    return new Palette(address, dialog, field, list);
  }

  open(): void {
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.field.focus();
    this.field.select();
    this.choose(0);
  }

  private options(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[role=option]")];
  }

  private askSoon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask().catch(() => undefined), PAUSE_MS);
  }

  private async ask(): Promise<void> {
    this.newest += 1;
    const asked = this.newest;
    const address = new URL(this.address);
    address.searchParams.set("q", this.field.value);
    const list = await read(address);
    if (asked !== this.newest) return;
    this.list.innerHTML = list;
    this.choose(0);
    this.say(this.options().length);
  }

  private say(count: number): void {
    const { none = "", one = "", many = "" } = data(this.dialog);
    const status = this.dialog.querySelector("[role=status]");
    const sentence = count === 0 ? none : count === 1 ? one : many;
    if (status) status.textContent = sentence.replace("{n}", String(count));
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const count = this.options().length;
    if (event.key === "ArrowDown" && count) this.choose((this.chosen + 1) % count);
    else if (event.key === "ArrowUp" && count) this.choose((this.chosen - 1 + count) % count);
    else if (event.key === "Enter") this.press(event);
    else return;
    event.preventDefault();
  }

  /** As a click with the same modifiers, so that Ctrl+Enter opens a tab. */
  private press({ ctrlKey, metaKey, shiftKey }: KeyboardEvent): void {
    const option = this.options()[this.chosen];
    option?.dispatchEvent(
      new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }),
    );
  }

  private choose(index: number): void {
    this.chosen = Math.max(index, 0);
    this.field.removeAttribute("aria-activedescendant");
    this.options().forEach((option, at) => {
      option.id = `palette-option-${at}`;
      option.setAttribute("aria-selected", String(at === this.chosen));
      if (at !== this.chosen) return;
      this.field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    });
  }
}

/** The page's part at an address. Whoever is not signed in any more is led to the sign-in by a whole page. */
async function read(address: URL): Promise<string> {
  const answer = await fetch(address, { headers: { ...personHeader(), "X-Sent-By": "script" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

/** Waits for the style sheet that came with the dialog. */
function styled(dialog: HTMLDialogElement): Promise<unknown> {
  const link = dialog.querySelector<HTMLLinkElement>("link[rel=stylesheet]");
  if (!link || link.sheet) return Promise.resolve();
  return new Promise((resolve) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
  });
}
