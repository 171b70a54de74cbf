/** Buttons that close the dialog they are in. */

export function dialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-close-dialog]")) target.closest("dialog")?.close();
  });
}
