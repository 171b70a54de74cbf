/**
 * Forms that lead to another page are sent from here, so that a refusal is said beside the button and what was typed
 * stays where it is. Without scripts the browser sends them, and the server answers with pages.
 */
import { data } from "../page/dom";
import { forgetDraft, isHtmx } from "../page/drafts";
import { emit } from "../page/events";
import { csrfToken, personHeader } from "../page/http";
import { clearFailures, sentenceIn, showFailure, showUnreachable } from "./failures";

/** The browser offers to keep passwords only of forms that it sends itself, and shows how far a file is. */
const OF_THE_BROWSER = 'input[type="password"], input[type="file"]';

interface Swap {
  swap(target: string, html: string, how: { swapStyle: string }, options: { select: string }): void;
}

export function plainForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !isPlain(form)) return;
    event.preventDefault();
    void send(form, event.submitter);
  });
}

function isPlain(form: HTMLFormElement): boolean {
  return (
    form.getAttribute("method")?.toLowerCase() === "post" &&
    !(form.hasAttribute("target") || isHtmx(form) || data(form).passkey || data(form).signOut) &&
    form.querySelector(OF_THE_BROWSER) === null &&
    form.closest("#main, #flash") !== null
  );
}

async function send(form: HTMLFormElement, pressed: HTMLElement | null): Promise<void> {
  clearFailures();
  form.ariaBusy = "true";
  let isLeaving = false;
  try {
    const response = await fetch(addressOf(form, pressed), {
      method: "POST",
      headers: { ...personHeader(), "X-CSRFToken": csrfToken(), "X-Sent-By": "script" },
      body: fieldsOf(form, pressed),
    });
    isLeaving = answered(form, pressed, response, await response.text());
  } catch {
    showUnreachable(form, pressed);
  } finally {
    if (!isLeaving) form.ariaBusy = "false";
  }
}

function addressOf(form: HTMLFormElement, pressed: HTMLElement | null): string {
  return pressed?.getAttribute("formaction") ?? (form.getAttribute("action") || location.href);
}

function fieldsOf(form: HTMLFormElement, pressed: HTMLElement | null): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form, pressed))
    if (typeof value === "string") fields.append(name, value);
  // The token of the page is one of an earlier sign-in once somebody signed in again: the cookie's is in the header.
  fields.delete("csrfmiddlewaretoken");
  return fields;
}

/** Whether another page is on its way. */
function answered(
  form: HTMLFormElement,
  pressed: HTMLElement | null,
  response: Response,
  html: string,
): boolean {
  if (response.status === 401) {
    showFailure(form, sentenceIn(html), pressed);
    emit("signed-out", { name: response.headers.get("X-Signed-In"), form, pressed });
    return false;
  }
  const confirming = response.headers.get("X-Confirm");
  if (confirming) {
    emit("confirm-asked", { address: confirming, form, pressed });
    return false;
  }
  const address = response.headers.get("X-Location");
  if (address) {
    forgetDraft(form);
    go(address);
    return true;
  }
  if (response.ok) forgetDraft(form);
  if (isPage(html)) showPage(html);
  else showFailure(form, sentenceIn(html), pressed);
  return false;
}

function go(address: string): void {
  const to = new URL(address, location.href);
  const isHere = to.pathname === location.pathname && to.search === location.search && to.hash !== "";
  location.assign(to);
  if (isHere) location.reload();
}

/** A page that has the form again; those that only have a sentence have a notice instead. */
function isPage(html: string): boolean {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector("#main") !== null && page.querySelector(".notice-page") === null;
}

function showPage(html: string): void {
  (window as { htmx?: Swap }).htmx?.swap("#main", html, { swapStyle: "outerHTML" }, { select: "#main" });
  const wrong = document.querySelector<HTMLElement>('#main [aria-invalid="true"], #main [role="alert"]');
  if (!wrong) return;
  if (wrong.matches(":not(input, select, textarea, button, [tabindex])")) wrong.tabIndex = -1;
  wrong.focus();
}
