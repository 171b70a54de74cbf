/**
 * The bell opens the inbox in a panel below it. Escape, a press outside and leaving by keyboard close it; after Escape
 * the focus is on the bell again. Without this script the bell is a link to the inbox, and with Ctrl it opens a tab.
 */
import { isDialogOpen } from "../page/dialogs";
import { byId, closestTo } from "../page/dom";
import { emit } from "../page/events";

export function bell(): void {
  document.addEventListener("click", (event) => {
    if (closestTo(event, "#bell-panel")) return;
    const isOfBell = closestTo(event, "#bell") && !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (isOfBell) event.preventDefault();
    if (isOfBell && byId("bell-panel")?.hidden) open();
    else close();
  });
  document.addEventListener("focusin", (event) => {
    if (!closestTo(event, "#bell, #bell-panel")) close();
  });
  // In the capture phase: the panel takes Escape before anything below it does.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || byId("bell-panel")?.hidden !== false || isDialogOpen()) return;
      event.stopPropagation();
      event.preventDefault();
      close();
      byId("bell")?.focus();
    },
    true,
  );
}

function open(): void {
  const panel = byId("bell-panel");
  if (!panel) return;
  panel.hidden = false;
  say(true);
  panel.focus();
  emit("bell-opened", null, panel);
}

/** Emptied, so that what nobody sees is not renewed. */
function close(): void {
  const panel = byId("bell-panel");
  if (panel?.hidden !== false) return;
  panel.hidden = true;
  panel.replaceChildren();
  say(false);
}

function say(isOpen: boolean): void {
  const link = byId("bell");
  if (link) link.ariaExpanded = String(isOpen);
}
