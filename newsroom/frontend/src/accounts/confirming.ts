/**
 * An act that asks who it is before it is done: the script of the dialog is loaded when an answer of the server asks
 * for it, as most pages never do.
 */
import { data } from "../page/dom";
import { listen, type PageEvents } from "../page/events";

export type Asked = PageEvents["confirm-asked"];

declare global {
  interface Window {
    /** Set by the script of the dialog. */
    confirmIdentity?: (asked: Asked) => void;
  }
}

export function confirming(): void {
  listen("confirm-asked", (asked) => {
    if (window.confirmIdentity) return window.confirmIdentity(asked);
    const script = document.createElement("script");
    script.src = data(document.body).confirmUrl ?? "";
    script.onload = () => window.confirmIdentity?.(asked);
    // A page of its own asks as well; the form has to be sent again then.
    script.onerror = () => location.assign(asked.address);
    document.head.append(script);
  });
}
