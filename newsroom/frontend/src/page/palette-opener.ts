/** Opens the command palette, by #palette-opener or its keys. Its script is loaded when it is asked for at first. */
import { byId, closestTo, data } from "./dom";
import { isFor } from "./shortcuts";

declare global {
  interface Window {
    /** Set by the script of the palette. */
    openPalette?: () => void;
  }
}

export function paletteOpener(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !isFor("palette", event) || !byId("palette-opener")) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => {
    if (closestTo(event, "#palette-opener")) open();
  });
}

function open(): void {
  if (window.openPalette) return window.openPalette();
  const script = document.createElement("script");
  script.src = data(byId("palette-opener")).script ?? "";
  script.addEventListener("load", () => window.openPalette?.());
  document.head.append(script);
}
