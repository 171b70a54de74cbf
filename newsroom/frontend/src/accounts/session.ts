/**
 * Whether whoever this page was made for is still signed in here. #signed-out says when not, and leads to the sign-in
 * in a window of its own, so that nothing typed here is lost; afterwards what waited is sent.
 */
import { byId, closestTo, data } from "../page/dom";
import { emit, listen } from "../page/events";
import { person } from "../page/http";

interface SignedIn {
  person: string;
  name: string;
}

/** A form that was refused because nobody was signed in. */
interface Waiting {
  form: HTMLFormElement;
  pressed: Element | null;
}

const WINDOW = "popup,width=560,height=760";
const CHANNEL = "copydesk:signed-in";
let waiting: Waiting | null = null;

export function session(): void {
  const here = { person: person(), name: data(document.body).personName ?? "" };
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);
  channel?.addEventListener("message", ({ data: other }: MessageEvent<SignedIn>) => heard(other));
  channel?.postMessage(here satisfies SignedIn);
  if (document.querySelector("[data-signed-in]") && isOpenedBySame()) window.close();
  listen("signed-out", ({ name, form, pressed = null }) => {
    if (form) waiting = { form, pressed };
    show(name ? decodeURIComponent(name) : "");
  });
  document.addEventListener("click", (event) => {
    const link = closestTo<HTMLAnchorElement>(event, "[data-sign-in]");
    if (link && window.open(link.href, "copydesk-sign-in", WINDOW)) event.preventDefault();
  });
}

/** Whether this window was opened by a page of the same person, which goes on now. */
function isOpenedBySame(): boolean {
  const opener = window.opener as Window | null;
  return opener !== null && data(opener.document.body).person === person();
}

/** A page was opened in this browser: by whom says who is signed in. */
function heard(other: SignedIn): void {
  if (!person()) return;
  if (other.person !== person()) return show(other.name);
  const bar = byId("signed-out");
  if (!bar || bar.hidden) return;
  bar.hidden = true;
  emit("signed-in", null);
  const act = waiting;
  waiting = null;
  if (act?.form.isConnected) act.form.requestSubmit(act.pressed as HTMLButtonElement | null);
}

function show(name: string): void {
  const bar = byId("signed-out");
  const line = bar?.querySelector("p");
  if (!(bar && line)) return;
  const sentence = (name ? data(bar).other : data(bar).nobody) ?? "";
  const text = sentence.replace("{name}", name);
  if (line.textContent !== text) line.textContent = text;
  bar.hidden = false;
}
