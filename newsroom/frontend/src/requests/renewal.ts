/**
 * A part of a page as it is on the server now, put in element by element without disturbing whoever works in it:
 * what is held stays the very element it is.
 */

import { FAILED_ID } from "./failures";

/** What scripts of this page put there, and the server knows nothing of. */
const OF_PAGE = "[data-of-page]";
const CLASSES_OF_HTMX = ["htmx-request", "htmx-settling", "htmx-added"];
const ATTRIBUTES_OF_PAGE = ["style", "aria-busy", "open"];
const ATTRIBUTES_OF_FAILURES = ["aria-describedby", "aria-invalid"];
/** The server knows by its mark that the page has it, and leaves its words out. */
const UNCHANGED = "[data-unchanged]";

export interface Rules {
  /** Classes that scripts give, and that stay. */
  keptClasses: readonly string[];
  /** What is in it is compared one by one. */
  isRoot(element: Element): boolean;
  /** Somebody is in it, or has something open in it. */
  isHeld(element: Element): boolean;
  /** Whether it stays though the server has it no more. */
  outlives(element: Element): boolean;
  /** What in a held element is left as it is. */
  untouched: string;
}

export class Renewal {
  constructor(private readonly rules: Rules) {}

  /**
   * Makes `old` look like `next`, element by element where something in it must not be touched. What is put into the
   * page goes to `put`, too.
   */
  renew(old: Element, next: Element, put: Element[] = []): void {
    const { rules } = this;
    if (next.matches(UNCHANGED)) return;
    const isRoot = rules.isRoot(old);
    if (!isRoot && this.isSame(old, next)) return;
    if (!(isRoot || rules.isHeld(old))) return this.replace(old, next, put);
    if (old.matches(rules.untouched)) return;
    for (const { name, value } of next.attributes)
      if (!["class", "aria-expanded"].includes(name) && old.getAttribute(name) !== value)
        old.setAttribute(name, value);
    const classes = [
      ...next.classList,
      ...rules.keptClasses.filter((name) => old.classList.contains(name)),
    ].join(" ");
    if (old.className !== classes && !(old instanceof SVGElement)) old.className = classes;
    if (!next.hasAttribute("hidden")) old.removeAttribute("hidden");
    // What is kept may not be what the server has: it comes whole the next time, too.
    old.removeAttribute("data-mark");
    if (old.childElementCount + next.childElementCount > 0) this.renewChildren(old, next, put);
    else if (old.textContent !== next.textContent) old.textContent = next.textContent;
  }

  private renewChildren(old: Element, next: Element, put: Element[]): void {
    const rest = new Map<string, Element[]>();
    for (const child of old.children) rest.set(nameOf(child), [...(rest.get(nameOf(child)) ?? []), child]);
    let after: Element | null = null;
    for (const child of [...next.children]) {
      const match = rest.get(nameOf(child))?.shift();
      if (!match) {
        const added = document.importNode(child, true);
        insert(old, added, after);
        processHtmx(added);
        put.push(added);
        after = added;
        continue;
      }
      // Moving an element takes the focus from it: the others move around one that is held.
      if (!(follows(match, old, after) || this.rules.isHeld(match))) insert(old, match, after);
      const before: Element | null = match.previousElementSibling;
      this.renew(match, child, put);
      after = before ? before.nextElementSibling : old.firstElementChild;
    }
    for (const gone of [...rest.values()].flat())
      if (!(this.rules.outlives(gone) || gone.matches(OF_PAGE))) gone.remove();
  }

  private replace(old: Element, next: Element, put: Element[]): void {
    const fresh = document.importNode(next, true);
    for (const name of this.rules.keptClasses) fresh.classList.toggle(name, old.classList.contains(name));
    if (old instanceof HTMLElement && fresh instanceof HTMLElement)
      fresh.style.transform = old.style.transform;
    if (old instanceof HTMLDetailsElement && fresh instanceof HTMLDetailsElement) fresh.open = old.open;
    old.replaceWith(fresh);
    processHtmx(fresh);
    put.push(fresh);
  }

  /** Apart from what this page did to it: the lit thread, where it stands, a token that is always another. */
  private isSame(old: Element, next: Element): boolean {
    if (old.tagName !== next.tagName || !areSame(this.attributesOf(old), this.attributesOf(next)))
      return false;
    const [had, has] = [parts(old), parts(next)];
    return had.length === has.length && had.every((one, index) => this.isSamePart(one, has[index]));
  }

  private isSamePart(old: Element | string, next: Element | string | undefined): boolean {
    return old instanceof Element && next instanceof Element ? this.isSame(old, next) : old === next;
  }

  /** The attributes of an element, in an order that says nothing. */
  private attributesOf(element: Element): string[] {
    const isToken = element.getAttribute("name") === "csrfmiddlewaretoken";
    const isFailed = element.getAttribute("aria-describedby") === FAILED_ID;
    const found: string[] = [];
    for (const { name, value } of element.attributes) {
      if (ATTRIBUTES_OF_PAGE.includes(name) || (isToken && name === "value")) continue;
      if (isFailed && ATTRIBUTES_OF_FAILURES.includes(name)) continue;
      const shown = name === "class" ? this.classesOf(element).join(" ") : value;
      if (name !== "class" || shown) found.push(`${name}=${shown}`);
    }
    return found.sort();
  }

  private classesOf(element: Element): string[] {
    const ofPage = [...this.rules.keptClasses, ...CLASSES_OF_HTMX];
    return [...element.classList].filter((name) => !ofPage.includes(name));
  }
}

/** Whether something is typed in it that was not sent. */
export function holdsWords(element: Element): boolean {
  const fields = element.matches("textarea") ? [element] : [...element.querySelectorAll("textarea")];
  return fields.some((field) => (field as HTMLTextAreaElement).value !== "");
}

function insert(parent: Element, child: Element, after: Element | null): void {
  if (!follows(child, parent, after)) parent.insertBefore(child, placeAfter(parent, after));
}

function follows(child: Element, parent: Element, after: Element | null): boolean {
  return placeAfter(parent, after) === child;
}

/** What stands behind `after`, or first, apart from what scripts put there. */
function placeAfter(parent: Element, after: Element | null): Element | null {
  let next = after ? after.nextElementSibling : parent.firstElementChild;
  while (next?.matches(OF_PAGE)) next = next.nextElementSibling;
  return next;
}

/** Which child it is, whatever it says now. */
function nameOf(element: Element): string {
  return element.id || `${element.tagName} ${element.getAttribute("action") ?? element.className}`;
}

function areSame(old: readonly string[], next: readonly string[]): boolean {
  return old.length === next.length && old.every((one, index) => one === next[index]);
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
