/**
 * htmx under a strict content security policy, with Django's CSRF token, and a sentence when a request
 * fails.
 */

import { byId, data } from "./dom";
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
  document.addEventListener("htmx:configRequest", ({ detail: { verb, headers } }) => {
    if (!SAFE_METHODS.includes(verb.toLowerCase())) headers["X-CSRFToken"] = csrfToken();
  });
  for (const name of ["htmx:sendError", "htmx:timeout"])
    document.addEventListener(name, () => showFailure(data(byId("request-failed")).offline));
  document.addEventListener("htmx:beforeRequest", () => showFailure());
}

function showFailure(sentence = ""): void {
  const region = byId("request-failed");
  if (!region) return;
  region.textContent = sentence;
  region.hidden = sentence === "";
}
