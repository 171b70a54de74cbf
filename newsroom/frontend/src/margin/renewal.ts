/**
 * The threads as they are on the server now, put in without disturbing whoever works in one: a field that has
 * the focus, or words in it, stays the very element it is.
 */

import { emit } from "../page/events";
import { personHeader } from "../page/http";
import { FAILED_ID } from "../requests/failures";
import { announceArrivals, threadStates } from "./arrivals";

/** What scripts of this page put there, and the server knows nothing of. */
const OF_PAGE = "[data-of-page]";
const KEPT_CLASSES = ["active", "sheet", "thread-dense", "threads-aligned"];
const CLASSES_OF_PAGE = [...KEPT_CLASSES, "htmx-request", "htmx-settling", "htmx-added"];
const ATTRIBUTES_OF_PAGE = ["style", "aria-busy", "open"];
const ATTRIBUTES_OF_FAILURES = ["aria-describedby", "aria-invalid"];
/** The parts of the margin, in the order in which they are renewed. */
const PARTS = ["#resolved-count", "#drafts", "#suggested", "#whole-story", "#threads", "#resolved"];
const ROOTS = PARTS.join(", ");

/**
 * Fetches the threads and puts them in the place of those shown, if they `mayBe` by then. False when it is to be
 * tried again.
 */
export async function renewThreads(url: string, mayBe: () => boolean): Promise<boolean> {
  try {
    const response = await fetch(url, { headers: { ...personHeader(), "HX-Request": "true" } });
    if (!response.ok) return response.status < 500;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!mayBe()) return false;
    const before = threadStates(document);
    emit("threads-renewing", null);
    keepInPlace(fresh);
    for (const part of PARTS) {
      const [old, next] = [document.querySelector(part), fresh.querySelector(part)];
      if (old && next) renew(old, next);
    }
    emit("threads-renewed", null);
    announceArrivals(before, document);
    return true;
  } catch {
    return false;
  }
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

/** Makes `old` look like `next`, element by element where something in it must not be touched. */
function renew(old: Element, next: Element): void {
  // What is in a root is compared one by one.
  const isRoot = old.matches(ROOTS);
  if (!isRoot && isSame(old, next)) return;
  if (!(isRoot || isHeld(old))) return replace(old, next);
  // What somebody opened stays what it is while they are in it.
  if (old.matches("textarea, input, select, .thread-direct")) return;
  for (const { name, value } of next.attributes)
    if (name !== "class" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  const classes = [...next.classList, ...KEPT_CLASSES.filter((name) => old.classList.contains(name))];
  if (old.className !== classes.join(" ")) old.className = classes.join(" ");
  if (!next.hasAttribute("hidden")) old.removeAttribute("hidden");
  renewChildren(old, next);
}

function renewChildren(old: Element, next: Element): void {
  const rest = new Map<string, Element[]>();
  for (const child of old.children) rest.set(nameOf(child), [...(rest.get(nameOf(child)) ?? []), child]);
  let after: Element | null = null;
  for (const child of [...next.children]) {
    const match = rest.get(nameOf(child))?.shift();
    if (!match) {
      const added = document.importNode(child, true);
      insert(old, added, after);
      processHtmx(added);
      after = added;
      continue;
    }
    // Moving an element takes the focus from it: the others move around one that is held.
    if (!isHeld(match)) insert(old, match, after);
    const before: Element | null = match.previousElementSibling;
    renew(match, child);
    after = before ? before.nextElementSibling : old.firstElementChild;
  }
  // A suggestion that was decided on is gone for whoever only has the focus on it, too.
  const stays = (gone: Element): boolean => (gone.matches(".suggestion") ? hasWords(gone) : isHeld(gone));
  for (const gone of [...rest.values()].flat()) if (!(stays(gone) || gone.matches(OF_PAGE))) gone.remove();
}

function insert(parent: Element, child: Element, after: Element | null): void {
  let before = after ? after.nextElementSibling : parent.firstElementChild;
  while (before?.matches(OF_PAGE)) before = before.nextElementSibling;
  if (before !== child) parent.insertBefore(child, before);
}

function replace(old: Element, next: Element): void {
  const put = document.importNode(next, true);
  for (const name of KEPT_CLASSES) put.classList.toggle(name, old.classList.contains(name));
  if (old instanceof HTMLElement && put instanceof HTMLElement) put.style.transform = old.style.transform;
  if (old instanceof HTMLDetailsElement && put instanceof HTMLDetailsElement) put.open = old.open;
  old.replaceWith(put);
  processHtmx(put);
}

/** Which child of a thread it is, whatever it says now. */
function nameOf(element: Element): string {
  return element.id || `${element.tagName} ${element.getAttribute("action") ?? element.className}`;
}

/** Somebody is in it, wrote in it or opened something in it. */
function isHeld(element: Element): boolean {
  if (element.contains(document.activeElement) || hasWords(element)) return true;
  const opened = ".thread-direct > *";
  return (
    (element.matches(".thread-direct") && element.childElementCount > 0) ||
    element.querySelector(opened) !== null
  );
}

function hasWords(element: Element): boolean {
  const fields = element.matches("textarea") ? [element] : [...element.querySelectorAll("textarea")];
  return fields.some((field) => (field as HTMLTextAreaElement).value !== "");
}

/** Apart from what this page did to it: the lit thread, where it stands, a token that is always another. */
function isSame(old: Element, next: Element): boolean {
  if (old.tagName !== next.tagName || !areSame(attributesOf(old), attributesOf(next))) return false;
  const [had, has] = [parts(old), parts(next)];
  return had.length === has.length && had.every((one, index) => isSamePart(one, has[index]));
}

function isSamePart(old: Element | string, next: Element | string | undefined): boolean {
  return old instanceof Element && next instanceof Element ? isSame(old, next) : old === next;
}

function areSame(old: readonly string[], next: readonly string[]): boolean {
  return old.length === next.length && old.every((one, index) => one === next[index]);
}

/** The attributes of an element, in an order that says nothing. */
function attributesOf(element: Element): string[] {
  const isToken = element.getAttribute("name") === "csrfmiddlewaretoken";
  const isFailed = element.getAttribute("aria-describedby") === FAILED_ID;
  const found: string[] = [];
  for (const { name, value } of element.attributes) {
    if (ATTRIBUTES_OF_PAGE.includes(name) || (isToken && name === "value")) continue;
    if (isFailed && ATTRIBUTES_OF_FAILURES.includes(name)) continue;
    const shown = name === "class" ? classesOf(element).join(" ") : value;
    if (name !== "class" || shown) found.push(`${name}=${shown}`);
  }
  return found.sort();
}

function classesOf(element: Element): string[] {
  return [...element.classList].filter((name) => !CLASSES_OF_PAGE.includes(name));
}

/** What an element holds; texts that touch are one. */
function parts(element: Element): (Element | string)[] {
  const found: (Element | string)[] = [];
  for (const node of element.childNodes) {
    const last = found.at(-1);
    if (node instanceof Element) {
      if (!node.matches(OF_PAGE)) found.push(node);
    } else if (typeof last === "string") found[found.length - 1] = last + (node.nodeValue ?? "");
    else if (node.nodeValue) found.push(node.nodeValue);
  }
  return found;
}

function processHtmx(element: Element): void {
  const { htmx } = window as { htmx?: { process(element: Element): void } };
  htmx?.process(element);
}
