/**
 * Menus: a button with data-menu and aria-controls shows and hides what it controls by its aria-expanded, for the
 * style sheet. One is open at a time; Escape, a press outside and leaving by keyboard close it.
 */
import { isDialogOpen } from "../page/dialogs";
import { closestTo } from "../page/dom";

const OPEN = 'button[data-menu][aria-expanded="true"]';

export function menus(): void {
  document.addEventListener("click", (event) => {
    const button = closestTo<HTMLButtonElement>(event, "button[data-menu]");
    closeUnless((open) => open === button || isInside(open, event.target));
    if (button) button.ariaExpanded = String(button.ariaExpanded !== "true");
  });
  document.addEventListener("focusin", (event) => {
    closeUnless((open) => open === event.target || isInside(open, event.target));
  });
  // In the capture phase: an open menu takes Escape before anything below it does.
  document.addEventListener(
    "keydown",
    (event) => {
      const open = event.key === "Escape" ? document.querySelector<HTMLButtonElement>(OPEN) : null;
      if (!open || isDialogOpen()) return;
      event.stopPropagation();
      event.preventDefault();
      open.ariaExpanded = "false";
      open.focus();
    },
    true,
  );
}

function closeUnless(keeps: (button: HTMLButtonElement) => boolean): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>(OPEN))
    if (!keeps(button)) button.ariaExpanded = "false";
}

function isInside(button: HTMLButtonElement, target: EventTarget | null): boolean {
  const id = button.getAttribute("aria-controls");
  return target instanceof Element && id !== null && target.closest(`#${id}`) !== null;
}
