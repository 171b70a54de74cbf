/**
 * Asks in a dialog who it is, with the form of the page that asks without scripts, and sends what waited afterwards.
 * A device that has a passkey, and a provider, are asked in a window of its own.
 */
import { closestTo, data } from "../page/dom";
import { csrfToken, person, personHeader } from "../page/http";
import type { Asked } from "./confirming";

const WINDOW = "popup,width=560,height=760";
const CHANNEL = "copydesk:signed-in";

export function confirmDialog(): (asked: Asked) => void {
  const dialog = document.createElement("dialog");
  dialog.className = "confirm";
  dialog.setAttribute("aria-labelledby", "confirm-title");
  document.body.append(dialog);
  let waiting: Asked | null = null;

  const goOn = (): void => {
    const act = waiting;
    dialog.close();
    if (act?.form?.isConnected) act.form.requestSubmit(act.pressed as HTMLButtonElement | null);
    else (act?.pressed as HTMLElement | null)?.click();
  };

  const show = async (address: string, body?: FormData): Promise<void> => {
    const headers = {
      ...personHeader(),
      ...(body ? { "X-CSRFToken": csrfToken(), "X-Sent-By": "script" } : {}),
    };
    const response = await fetch(address, { method: body ? "POST" : "GET", headers, body: body ?? null });
    if (response.headers.has("X-Location")) return goOn();
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const asking = page.querySelector<HTMLElement>(".credentials");
    if (!asking || response.url.includes("/login/")) return location.assign(address);
    put(document.adoptNode(asking), response.url);
  };

  const put = (asking: HTMLElement, address: string): void => {
    asking.className = "credentials stack";
    asking.querySelector("h1")?.setAttribute("id", "confirm-title");
    const form = asking.querySelector("form");
    if (form) form.action = address;
    // What a device or a provider asks would lead away from here.
    const button = data(form).passkey
      ? form?.querySelector("button")
      : asking.querySelector("[data-elsewhere]");
    if (button) {
      const link = document.createElement("a");
      link.className = "button";
      link.href = button.getAttribute("href") ?? address;
      data(link).elsewhere = "";
      link.textContent = button.textContent;
      button.replaceWith(link);
    }
    dialog.replaceChildren(asking);
    if (!dialog.open) dialog.showModal();
    const wrong = dialog.querySelector<HTMLElement>("[aria-invalid], [autofocus]");
    wrong?.focus();
  };

  const failed = (address: string) => (): void => location.assign(address);

  dialog.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    event.preventDefault();
    void show(form.action, new FormData(form)).catch(failed(form.action));
  });
  dialog.addEventListener("click", (event) => {
    const link = closestTo<HTMLAnchorElement>(event, "a[href]");
    if (!link) return;
    if (data(link).elsewhere !== undefined) {
      if (window.open(link.href, "copydesk-sign-in", WINDOW)) event.preventDefault();
      return;
    }
    event.preventDefault();
    if (link.closest(".ways")) void show(link.href).catch(failed(link.href));
    else dialog.close();
  });
  dialog.addEventListener("close", () => {
    waiting = null;
    dialog.replaceChildren();
  });
  if (typeof BroadcastChannel !== "undefined")
    new BroadcastChannel(CHANNEL).addEventListener(
      "message",
      ({ data: other }: MessageEvent<{ person: string }>) => {
        if (waiting && dialog.querySelector("[data-elsewhere]") && other.person === person()) goOn();
      },
    );

  return (asked) => {
    waiting = asked;
    void show(asked.address).catch(failed(asked.address));
  };
}
