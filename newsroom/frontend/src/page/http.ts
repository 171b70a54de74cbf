/** What requests to the server of this page have in common: its cookies, and Django's CSRF token. */
import { data } from "./dom";

/** A cookie of this page, or "". */
export function cookie(name: string): string {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

export function csrfToken(): string {
  return cookie("csrftoken");
}

/** The number of the person whom this page was made for; "" when nobody was signed in. */
export function person(): string {
  return typeof document === "undefined" ? "" : (data(document.body).person ?? "");
}

/** Names them to the server: what is typed here is never taken from somebody who signed in since. */
export function personHeader(): Record<string, string> {
  const name = person();
  return name ? { "X-Person": name } : {};
}

/** For `fetch`: JSON in, JSON out, from whoever is signed in. */
export function jsonPost(body: object, token = csrfToken()) {
  return {
    method: "POST",
    headers: {
      ...personHeader(),
      "Content-Type": "application/json",
      Accept: "application/json",
      "X-CSRFToken": token,
    },
    body: JSON.stringify(body),
  };
}
