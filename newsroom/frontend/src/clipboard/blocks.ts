/** How the words of pasted HTML become blocks of their own. */
import { BETWEEN_CELLS } from "../copy/rules";
import { Line } from "./line";
import { PLAIN } from "./style";

/** The cells of a row on one line. One that is empty keeps its place, so that what is below a heading stays there. */
export function rowOf(cells: readonly Line[]): Line {
  const row = new Line();
  const last = cells.findLastIndex((cell) => !cell.isEmpty);
  cells.slice(0, last + 1).forEach((cell, index) => {
    if (index > 0) row.add(cell.isEmpty ? BETWEEN_CELLS.trimEnd() : BETWEEN_CELLS, PLAIN);
    row.append(cell);
  });
  return row;
}

/** One by one: there may be more of them than a call takes. */
export function appendAll(parent: Element, children: readonly globalThis.Node[]): void {
  for (const child of children) parent.append(child);
}

export function joined(lines: readonly Line[], between: (line: Line) => void): Line {
  const whole = new Line();
  for (const line of lines) {
    if (!whole.isEmpty) between(whole);
    whole.append(line);
  }
  return whole;
}

/** An item begins with a paragraph. */
export function addItem(list: HTMLElement, blocks: HTMLElement[]): void {
  const [first] = blocks;
  if (!first) return;
  if (/^[UO]L$/.test(first.tagName)) {
    const last = list.lastElementChild;
    if (last) appendAll(last, blocks);
    else appendAll(list, [...first.childNodes]);
    return;
  }
  const item = list.ownerDocument.createElement("li");
  appendAll(item, blocks);
  if (/^H\d$/.test(first.tagName)) {
    const paragraph = list.ownerDocument.createElement("p");
    paragraph.append(...first.childNodes);
    first.replaceWith(paragraph);
  }
  list.append(item);
}

export function headingLevel(element: HTMLElement): number {
  const level = /^H([1-6])$/.exec(element.tagName)?.[1];
  if (level) return Number(level);
  if (element.getAttribute("role") === "heading") return Number(element.getAttribute("aria-level") ?? 2) || 2;
  return /\bMsoTitle\b/.test(element.className) ? 1 : 0;
}
