/** Single keys that lead to a field or follow a link: [data-shortcut="search"]. Never while somebody is typing. */

import { closestTo, data } from "./dom";
import { type Act, isFor } from "./shortcuts";

export function shortcuts(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (closestTo(event, "input, textarea, select, [contenteditable], dialog[open]")) return;
    const fields = [...document.querySelectorAll<HTMLElement>("[data-shortcut]")];
    const field = fields.find((one) => isFor(data(one).shortcut as Act, event));
    if (!field) return;
    event.preventDefault();
    if (field instanceof HTMLAnchorElement) field.click();
    else field.focus();
    if (field instanceof HTMLInputElement) field.select();
  });
}
