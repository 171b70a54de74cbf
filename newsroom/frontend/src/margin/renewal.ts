/**
 * The threads as they are on the server now, put in without disturbing whoever works in one: a field that has
 * the focus, or words in it, stays the very element it is.
 */

import { byId, data } from "../page/dom";
import { emit } from "../page/events";
import { personHeader } from "../page/http";
import { holdsWords, Renewal } from "../requests/renewal";
import { announceArrivals, threadStates } from "./arrivals";

/** The parts of the margin, in the order in which they are renewed. */
const PARTS = ["#resolved-count", "#drafts", "#suggested", "#whole-story", "#threads", "#resolved"];
const ROOTS = PARTS.join(", ");
/** What the names of cards and their marks may take in a request: those beyond come whole. */
const MOST_MARKS = 6_000;

const renewal = new Renewal({
  keptClasses: ["active", "sheet", "thread-dense", "threads-aligned"],
  isRoot: (element) => element.matches(ROOTS),
  isHeld,
  // A suggestion that was decided on is gone for whoever only has the focus on it, too.
  outlives: (element) => (element.matches(".suggestion") ? holdsWords(element) : isHeld(element)),
  // What somebody opened stays what it is while they are in it.
  untouched: "textarea, input, select, .thread-direct",
});

/**
 * Fetches the threads and puts them in the place of those shown, if they `mayBe` by then. False when it is to be
 * tried again.
 */
export async function renewThreads(url: string, mayBe: () => boolean): Promise<boolean> {
  try {
    const headers = { ...personHeader(), "HX-Request": "true", "X-Cards": marks() };
    const response = await fetch(url, { headers });
    if (!response.ok) return response.status < 500;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!(mayBe() && fillShells(fresh))) return false;
    renewAll(fresh);
    return true;
  } catch {
    return false;
  }
}

function renewAll(fresh: Document): void {
  const numbers = [...fresh.querySelectorAll<HTMLElement>(".thread:not([data-unchanged])")].map(
    (thread) => data(thread).query ?? "",
  );
  const before = threadStates(numbers);
  emit("threads-renewing", null);
  const put: Element[] = [];
  for (const part of PARTS) {
    const [old, next] = [document.querySelector(part), fresh.querySelector(part)];
    if (old && next) renewal.renew(old, next, put);
  }
  emit("threads-renewed", { put });
  announceArrivals(before, numbers);
}

/** The cards of this page, each with the mark of what it says: "query-5:h2Kx_8aQ". */
function marks(): string {
  let named = "";
  for (const root of ["whole-story", "threads", "resolved"] as const)
    for (const card of (byId(root)?.children ?? []) as HTMLCollectionOf<HTMLElement>) {
      const { mark } = data(card);
      const one = `${card.id}:${mark} `;
      if (mark && named.length + one.length <= MOST_MARKS) named += one;
    }
  return named.trim();
}

/**
 * Gives cards that go to another part of the margin the words that this page has of them, as they were not sent
 * again. False when a card is on the page no more, and has to come whole.
 */
function fillShells(fresh: Document): boolean {
  keepInPlace(fresh);
  return [...fresh.querySelectorAll("[data-unchanged]")].every((shell) => {
    const card = document.querySelector(`#${CSS.escape(shell.id)}`);
    if (card && card.parentElement?.id !== shell.parentElement?.id)
      shell.replaceWith(fresh.importNode(card, true));
    return card !== null;
  });
}

/**
 * A thread that was resolved or reopened while somebody is in it stays where it is for as long as they are: neither
 * the focus nor half-written words go with it to another part of the page.
 */
function keepInPlace(fresh: Document): void {
  for (const place of ["threads", "whole-story", "resolved"]) {
    for (const held of document.querySelectorAll(`#${place} > .thread`)) {
      const moved = isHeld(held) ? fresh.getElementById(held.id) : null;
      const parent = fresh.getElementById(place);
      if (!(moved && parent) || moved.parentElement === parent) continue;
      const above = held.previousElementSibling?.id;
      const anchor = above ? fresh.getElementById(above) : null;
      if (anchor?.parentElement === parent) anchor.after(moved);
      else parent.append(moved);
    }
  }
}

/** Somebody is in it, wrote in it or opened something in it. */
function isHeld(element: Element): boolean {
  if (element.contains(document.activeElement) || holdsWords(element)) return true;
  const opened = ".thread-direct > *";
  return (
    (element.matches(".thread-direct") && element.childElementCount > 0) ||
    element.querySelector(opened) !== null
  );
}
