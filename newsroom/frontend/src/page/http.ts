/** What requests to the server of this page have in common: its cookies, and Django's CSRF token. */

/** A cookie of this page, or "". */
export function cookie(name: string): string {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

export function csrfToken(): string {
  return cookie("csrftoken");
}

/** For `fetch`: JSON in, JSON out, from whoever is signed in. */
export function jsonPost(body: object, token = csrfToken()) {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body),
  };
}
