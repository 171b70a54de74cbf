/**
 * The one panel at the side of the story page. Buttons with data-panel="name" open it; what it shows is in contract.ts.
 */

import { sentenceOf } from "../page/announce";
import { byId, closestTo, data } from "../page/dom";
import { emit, type RequestConfig } from "../page/events";
import { sentenceIn } from "../requests/failures";

let opener: HTMLElement | null = null;

export function sidePanel(): void {
  const panel = byId("panel");
  if (!panel) return;
  document.addEventListener("click", (event) => {
    const button = closestTo<HTMLButtonElement>(event, "button[data-panel]");
    if (button) {
      if (data(panel).shown === data(button).panel) closePanel();
      else open(panel, button);
    } else if (closestTo(event, "[data-close-panel]")) closePanel();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) closePanel();
  });
  for (const name of ["htmx:sendError", "htmx:timeout"] as const)
    document.addEventListener(name, ({ detail: { requestConfig } }) =>
      failed(panel, requestConfig, sentenceOf("unreachable")),
    );
  document.addEventListener("htmx:beforeSwap", ({ detail: { requestConfig, xhr } }) => {
    if (xhr.status >= 400) failed(panel, requestConfig, sentenceIn(xhr.responseText));
  });
}

/** What it was to show did not come: it says so, and asks again when that is wanted. */
function failed(panel: HTMLElement, { triggeringEvent }: RequestConfig, sentence: string): void {
  const [body, button] = [byId("panel-body"), opener];
  const { shown: name } = data(panel);
  if (triggeringEvent?.type !== "panel-opened" || !(body && button && name)) return;
  const note = document.createElement("p");
  note.className = "failed";
  note.role = "alert";
  note.textContent = sentence;
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = sentenceOf("tryAgain");
  again.addEventListener("click", () => {
    body.replaceChildren();
    panel.focus({ preventScroll: true });
    emit("panel-opened", { name, body }, button);
  });
  body.replaceChildren(note, again);
}

function open(panel: HTMLElement, button: HTMLButtonElement): void {
  const { panel: name = "" } = data(button);
  const body = byId("panel-body");
  const title = byId("panel-title");
  if (!(body && title)) return;
  closed(panel);
  opener = button;
  title.textContent = button.textContent?.trim() ?? "";
  body.replaceChildren(...drawn(name));
  data(panel).shown = name;
  panel.hidden = false;
  for (const one of buttonsOf(name)) one.ariaExpanded = "true";
  // On the button for hx-trigger="panel-opened"; scripts that fill the body listen to it, too.
  emit("panel-opened", { name, body }, button);
  panel.focus({ preventScroll: true });
}

export function closePanel(): void {
  const panel = byId("panel");
  if (!panel || panel.hidden) return;
  const hadFocus = panel.contains(document.activeElement);
  closed(panel);
  if (hadFocus) (opener?.checkVisibility() ? opener : shownBefore(opener))?.focus();
  opener = null;
}

function closed(panel: HTMLElement): void {
  const { shown } = data(panel);
  if (!shown) return;
  for (const one of buttonsOf(shown)) one.ariaExpanded = "false";
  data(panel).shown = "";
  panel.hidden = true;
}

/** The button of the menu that this one is in. */
function shownBefore(button: HTMLElement | null): HTMLElement | null {
  return button?.closest(".has-menu")?.querySelector<HTMLElement>("button[data-menu]") ?? null;
}

/** What the page has ready for it, nothing where it comes from elsewhere. */
function drawn(name: string): Node[] {
  const templates = [...document.querySelectorAll<HTMLTemplateElement>("template[data-panel-template]")];
  return templates
    .filter((template) => data(template).panelTemplate === name)
    .map((template) => template.content.cloneNode(true));
}

function buttonsOf(name: string): HTMLButtonElement[] {
  return [...document.querySelectorAll<HTMLButtonElement>("button[data-panel]")].filter(
    (button) => data(button).panel === name,
  );
}
