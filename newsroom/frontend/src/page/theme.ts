/** Light, dark, or what the device says. */

import { closestTo, data } from "./dom";
import { cookie } from "./http";

const CHOICES = ["light", "dark", "auto"];
const YEAR_SECONDS = 31_536_000;

export function theme(): void {
  const chosen = cookie("theme");
  if (CHOICES.includes(chosen)) show(chosen);
  else show(data(document.documentElement).theme ?? "auto");
  const choose = (event: Event): void => {
    const chosen = closestTo<HTMLButtonElement | HTMLSelectElement>(event, "[data-theme-choice]")?.value;
    if (!(chosen && CHOICES.includes(chosen))) return;
    // biome-ignore lint/suspicious/noDocumentCookie: not every browser has another way
    document.cookie = `theme=${chosen}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
    show(chosen);
  };
  document.addEventListener("click", choose);
  document.addEventListener("change", choose);
}

function show(choice: string): void {
  data(document.documentElement).theme = choice;
  for (const element of document.querySelectorAll<HTMLButtonElement | HTMLSelectElement>(
    "[data-theme-choice]",
  )) {
    if (element instanceof HTMLSelectElement) element.value = choice;
    else element.ariaPressed = String(element.value === choice);
  }
}
