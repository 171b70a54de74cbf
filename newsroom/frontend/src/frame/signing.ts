/**
 * #signing in the panel beside the copy: it says when the copy is not the one any more that it was drawn for, since a
 * signature is for the words that were read, and follows what else changed.
 */
import { byId, closestTo, data } from "../page/dom";
import { emit, listen } from "../page/events";

export function signingPanel(): void {
  listen("copy-saved", ({ version }) => compare(version));
  listen("passages-changed", () => {
    if (mayRenew(byId("signing"))) emit("signing-changed", null);
  });
  // By the time of the answer somebody may be in it, or an act of theirs has renewed it.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { elt, triggeringEvent } = detail.requestConfig;
    if (triggeringEvent?.type === "signing-changed" && !(elt.isConnected && mayRenew(byId("signing"))))
      detail.shouldSwap = false;
  });
  // What is above the copy leads to the same list on a page of its own.
  document.addEventListener("click", (event) => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented);
    const button = document.querySelector<HTMLElement>('[data-panel="sign-off"]');
    if (!(isPlain && button && closestTo(event, "#status a"))) return;
    event.preventDefault();
    if (button.ariaExpanded === "true") byId("panel")?.focus();
    else button.click();
  });
  // What was pressed is gone with the answer: the keyboard goes on in what took its place.
  document.addEventListener("htmx:afterSwap", ({ detail: { requestConfig } }) => {
    const { type } = requestConfig.triggeringEvent ?? {};
    const isPressed = type === "submit" || type === "click";
    if (isPressed && document.activeElement === document.body)
      byId("signing")?.focus({ preventScroll: true });
  });
}

function compare(version: number): void {
  const list = byId("signing");
  const note = list?.querySelector<HTMLElement>("[data-outdated]");
  if (list && note && version > Number(data(list).version)) note.hidden = false;
}

function mayRenew(list: HTMLElement | null): boolean {
  return list !== null && !isOutdated(list) && !list.contains(document.activeElement);
}

function isOutdated(list: HTMLElement): boolean {
  return list.querySelector<HTMLElement>("[data-outdated]")?.hidden === false;
}
