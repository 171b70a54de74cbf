/** Lists that Word writes as paragraphs. */
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
