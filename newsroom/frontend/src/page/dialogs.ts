/** Dialogs opened and closed by buttons. */

export function dialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-open-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.openDialog ?? "");
    if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
    if (target.closest("[data-close-dialog]")) target.closest("dialog")?.close();
  });
}
