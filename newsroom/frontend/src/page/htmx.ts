/**
 * htmx under a strict content security policy, with Django's CSRF token, and a sentence when a request
 * fails.
 */
import { csrfToken } from "./http";

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
  document.addEventListener("htmx:configRequest", (event) => {
    const { verb, headers } = (event as CustomEvent<{ verb: string; headers: Record<string, string> }>)
      .detail;
    if (!SAFE_METHODS.includes(verb.toLowerCase())) headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:sendError", () => showFailure("offline"));
  document.addEventListener("htmx:timeout", () => showFailure("offline"));
  document.addEventListener("htmx:responseError", () => showFailure("error"));
  document.addEventListener("htmx:beforeRequest", () => showFailure(null));
}

function showFailure(sentence: "offline" | "error" | null): void {
  const region = document.getElementById("request-failed");
  if (!region) return;
  const text = (sentence && region.dataset[sentence]) ?? "";
  region.textContent = text;
  region.hidden = text === "";
}
