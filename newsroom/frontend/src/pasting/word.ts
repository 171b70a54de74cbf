/** What only word processors write into HTML: lists that are paragraphs, comments, changes that are tracked. */
import { style } from "./style";

/** An item of a list that Word wrote as a paragraph. */
export interface WordItem {
  level: number;
  ordered: boolean;
  start: number;
}

const COUNTED = /^\(?(\d{1,4}|[a-z]|[ivxlc]{1,6})[.)]\s*$/i;
const BULLET = /^(?:[^\p{L}\p{N}]{1,2}|o)\s*$/u;

const markers = new WeakMap<Element, Element>();

/** Finds the elements with the numbers and bullets that Word writes in front of the words of a paragraph. */
export function findListMarkers(body: HTMLElement): void {
  for (const span of body.querySelectorAll("span")) {
    if (style(span, "mso-list") !== "ignore") continue;
    const paragraph = span.closest("p, li, h1, h2, h3, h4, h5, h6, div, td, th");
    if (paragraph && !markers.has(paragraph)) markers.set(paragraph, span);
  }
}

/** The one of a paragraph, once they were looked for. */
export function listMarker(paragraph: Element): Element | null {
  return markers.get(paragraph) ?? null;
}

/** Null for a paragraph that is no item, or whose number says more than a list could. */
export function wordItem(paragraph: Element): WordItem | null {
  const declared = style(paragraph, "mso-list");
  const marker = listMarker(paragraph)
    ?.textContent?.replace(/\u00a0/g, " ")
    .trim();
  if (marker === undefined || declared === "none") return null;
  const counted = COUNTED.exec(marker);
  if (!(counted || BULLET.test(marker))) return null;
  const number = Number(counted?.[1]);
  return {
    level: Number(/level(\d)/.exec(declared)?.[1] ?? 1),
    ordered: counted !== null,
    start: Number.isInteger(number) ? number : 1,
  };
}

/** Word in the browser: an item that has a list to itself, and says at which level it stands. */
export function onlineItem(item: Element): WordItem | null {
  const list = item.parentElement;
  if (!(item.closest(".ListContainerWrapper") && list)) return null;
  return {
    level: Number(item.getAttribute("data-aria-level") ?? item.getAttribute("aria-level") ?? 1),
    ordered: list.tagName === "OL",
    start: Number(list.getAttribute("start") ?? 1),
  };
}

/**
 * Writes comments the way an exported document has them: "[RA1]" where they stood, "[RA1]Which minister?" at the
 * end. That is what the server looks for. Returns the marks that were found.
 */
export function spellComments(body: HTMLElement): string[] {
  return [...spellWordComments(body), ...spellDocsComments(body)];
}

function spellWordComments(body: HTMLElement): string[] {
  const marks = new Map<string, string>();
  for (const back of backwards(body, 'a[href*="#_msoanchor_"]')) back.remove();
  const anchors = [...body.querySelectorAll<HTMLElement>('a[href*="#_msocom_"]')];
  for (const anchor of anchors) {
    const number = numberIn(anchor, "#_msocom_");
    const initials =
      (anchor.textContent ?? "")
        .replace(/[^a-z]/gi, "")
        .slice(0, 3)
        .toUpperCase() || "C";
    if (!marks.has(number)) marks.set(number, `[${initials}${number}]`);
  }
  for (const anchor of anchors.reverse()) anchor.replaceWith(marks.get(numberIn(anchor, "#_msocom_")) ?? "");
  for (const special of backwards(body, "span"))
    if (style(special, "mso-special-character") === "comment") keepMark(special);
  for (const comment of body.querySelectorAll<HTMLElement>("div")) {
    if (style(comment, "mso-element") !== "comment") continue;
    const number = /_msocom_(\d+)/.exec(comment.innerHTML)?.[1] ?? "";
    asOneParagraph(comment, marks.get(number) ?? "");
  }
  for (const rule of backwards(body, "hr"))
    if (/-list$/.test(style(rule.parentElement ?? rule, "mso-element"))) rule.remove();
  return [...marks.values()];
}

/** Takes the blank away that stands for a comment, and leaves a mark that was in it. */
function keepMark(special: Element): void {
  special.replaceWith((special.textContent ?? "").trim());
}

function spellDocsComments(body: HTMLElement): string[] {
  const backs = backwards(body, 'a[href*="#cmnt_ref"]');
  /** How many of them are in each element. */
  const within = new Map<Element, number>();
  for (const back of backs)
    for (let one = back.parentElement; one; one = one.parentElement)
      within.set(one, (within.get(one) ?? 0) + 1);
  for (const back of backs) {
    const mark = back.textContent ?? "";
    const block = back.closest<HTMLElement>("p, li, td, div") ?? back.parentElement;
    const around = block?.parentElement;
    back.remove();
    if (!block) continue;
    const alone = around?.tagName === "DIV" && within.get(around) === 1;
    asOneParagraph(alone ? around : block, mark);
  }
  return backwards(body, 'a[href*="#cmnt"]')
    .map((link) => {
      const mark = link.textContent ?? "";
      link.replaceWith(mark);
      return mark;
    })
    .reverse();
}

/** The last first: of many siblings a browser takes the first ones out slowly. */
function backwards(body: HTMLElement, selector: string): HTMLElement[] {
  return [...body.querySelectorAll<HTMLElement>(selector)].reverse();
}

function numberIn(anchor: Element, before: string): string {
  const href = anchor.getAttribute("href") ?? "";
  return /^\d+/.exec(href.slice(href.indexOf(before) + before.length))?.[0] ?? "";
}

/** Makes an element one paragraph, its own paragraphs divided by line breaks, the mark directly before its words. */
function asOneParagraph(element: HTMLElement, mark: string): void {
  const page = element.ownerDocument;
  const inner = [...element.querySelectorAll<HTMLElement>("p")].filter((one) => one.textContent?.trim());
  const paragraph = page.createElement("p");
  for (const [index, one] of (inner.length > 0 ? inner : [element]).entries()) {
    if (index > 0) paragraph.append(page.createElement("br"));
    paragraph.append(...one.childNodes);
  }
  const walker = page.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    text.nodeValue = (text.nodeValue ?? "").trimStart();
    if (text.nodeValue) break;
  }
  paragraph.prepend(mark);
  if (element.tagName === "P") element.replaceWith(paragraph);
  else element.replaceChildren(paragraph);
}
