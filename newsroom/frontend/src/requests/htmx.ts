/** htmx under a strict content security policy, with Django's CSRF token; what fails is said beside its button. */

import { emit, type RequestConfig } from "../page/events";
import { csrfToken, personHeader } from "../page/http";
import { clearFailures, sentenceIn, showFailure, showUnreachable } from "./failures";

interface Htmx {
  config: Record<string, unknown>;
}

const SAFE_METHODS = ["get", "head", "options"];

export function configureHtmx(): void {
  const { htmx } = window as { htmx?: Htmx };
  // Before DOMContentLoaded, when htmx reads what the page itself sets in its meta element.
  if (htmx) {
    Object.assign(htmx.config, {
      allowEval: false,
      allowScriptTags: false,
      includeIndicatorStyles: false,
      historyCacheSize: 0,
      selfRequestsOnly: true,
      // Without "style": a style attribute is nothing a strict policy lets pass.
      attributesToSettle: ["class"],
    });
  }
  document.addEventListener("htmx:configRequest", ({ detail: { verb, headers, formData } }) => {
    Object.assign(headers, personHeader());
    if (SAFE_METHODS.includes(verb.toLowerCase())) return;
    headers["X-CSRFToken"] = csrfToken();
    // A field of the page has the token of an earlier sign-in once somebody signed in again.
    formData.delete("csrfmiddlewaretoken");
  });
  for (const name of ["htmx:sendError", "htmx:timeout"] as const)
    document.addEventListener(name, ({ detail: { requestConfig } }) => {
      if (isAct(requestConfig)) showUnreachable(requestConfig.elt, pressedIn(requestConfig));
    });
  document.addEventListener("htmx:beforeRequest", ({ detail: { requestConfig } }) => {
    if (isAct(requestConfig)) clearFailures();
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { requestConfig, xhr } = detail;
    if (xhr.status < 400) return;
    // A part of the page that shows by itself what is wrong.
    if (xhr.getResponseHeader("HX-Retarget")) detail.shouldSwap = true;
    if (detail.shouldSwap) return;
    const pressed = pressedIn(requestConfig);
    const confirming = xhr.getResponseHeader("X-Confirm");
    if (confirming) {
      emit("confirm-asked", { address: confirming, form: requestConfig.elt.closest("form"), pressed });
      return;
    }
    if (isAct(requestConfig)) showFailure(requestConfig.elt, sentenceIn(xhr.responseText), pressed);
    if (xhr.status !== 401) return;
    const form = requestConfig.verb === "post" ? requestConfig.elt.closest("form") : null;
    emit("signed-out", { name: xhr.getResponseHeader("X-Signed-In"), form, pressed });
  });
}

/** Somebody pressed something, which the page does not do by itself. */
function isAct({ triggeringEvent, verb }: RequestConfig): boolean {
  return verb !== "get" || ["click", "submit", "change", "input"].includes(triggeringEvent?.type ?? "");
}

function pressedIn({ elt, triggeringEvent }: RequestConfig): Element | null {
  const { submitter = null } = (triggeringEvent ?? {}) as Partial<SubmitEvent>;
  return submitter ?? (elt.matches("button") ? elt : null);
}
