/** Buttons that close the dialog they are in; and whether one is open. */

export function dialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-close-dialog]")) target.closest("dialog")?.close();
  });
}

/** It looks through the whole page: to be asked once it is known that a key is for something. */
export function isDialogOpen(): boolean {
  return document.querySelector("dialog[open]") !== null;
}
