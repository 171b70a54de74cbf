/** What comes in by paste or drop: plain structure only, and no character the server would refuse. */
import { type Node } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { Mapping } from "prosemirror-transform";
import { type Mend, mends } from "./characters";
import { REMOTE } from "./session";

const UNWANTED = "script, style, template, meta, link, title, object, iframe, svg, form, [hidden]";
const STYLE = "data-pasted-style";
const HEADINGS: Readonly<Record<string, string>> = { H1: "h2", H5: "h4", H6: "h4" };

/**
 * HTML from a word processor or web page with bold and italic as elements, headings in range, and neither
 * styles nor classes. What was copied here is left as it is.
 */
export function cleanHtml(html: string): string {
  if (html.includes("data-pm-slice")) return html;
  const page = new DOMParser().parseFromString(withoutStyle(html), "text/html");
  for (const element of page.querySelectorAll(UNWANTED)) element.remove();
  for (const element of page.body.querySelectorAll<HTMLElement>("*")) cleanElement(element, page);
  return page.body.innerHTML;
}

/**
 * Style attributes under another name: parsing them as they are is a violation of the page's content policy.
 */
function withoutStyle(html: string): string {
  return html
    .replace(/<style\b[\s\S]*?<\/style\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, ` ${STYLE}=`));
}

function cleanElement(element: HTMLElement, page: Document): void {
  const style = element.getAttribute(STYLE) ?? "";
  const weight = /font-weight:\s*(\w+)/i.exec(style)?.[1];
  const slant = /font-style:\s*(\w+)/i.exec(style)?.[1];
  const inline = ["SPAN", "FONT"].includes(element.tagName);
  if (inline && weight && isBold(weight)) wrapContent(element, page.createElement("strong"));
  if (inline && slant === "italic") wrapContent(element, page.createElement("em"));
  for (const name of [STYLE, "class", "id", "lang", "dir"]) element.removeAttribute(name);
  const level = HEADINGS[element.tagName];
  // Google Docs wraps everything it copies in <b style="font-weight:normal">.
  const plain =
    (element.tagName === "B" && weight && !isBold(weight)) || (element.tagName === "I" && slant === "normal");
  if (level) replaceElement(element, page.createElement(level));
  else if (plain) replaceElement(element, page.createElement("span"));
}

function isBold(weight: string): boolean {
  return weight === "bold" || weight === "bolder" || Number(weight) >= 600;
}

function wrapContent(element: HTMLElement, wrapper: HTMLElement): void {
  wrapper.append(...element.childNodes);
  element.append(wrapper);
}

function replaceElement(element: HTMLElement, replacement: HTMLElement): void {
  replacement.append(...element.childNodes);
  element.replaceWith(replacement);
}

/** Takes characters that no document may hold out of whatever was just put in, however it came. */
export const characterPlugin = new Plugin({
  appendTransaction(transactions, _before, state) {
    const changed = transactions.filter((tr) => tr.docChanged && !tr.getMeta(REMOTE));
    if (changed.length === 0) return null;
    const tr = state.tr;
    const mapping = new Mapping(changed.flatMap((one) => one.mapping.maps));
    mapping.maps.forEach((map, index) => {
      const later = mapping.slice(index + 1);
      map.forEach((_oldStart, _oldEnd, from, to) => {
        for (const { offset, replacement } of mendsIn(
          state.doc,
          later.map(from, -1),
          later.map(to, 1),
        ).reverse()) {
          const at = tr.mapping.map(offset);
          tr.insertText(replacement, at, at + 1);
        }
      });
    });
    return tr.docChanged ? tr : null;
  },
});

/** What to mend between two positions; the offsets are positions, too. */
function mendsIn(doc: Node, from: number, to: number): Mend[] {
  const found: Mend[] = [];
  doc.nodesBetween(from, to, (node, start) => {
    for (const mend of mends(node.text ?? "")) found.push({ ...mend, offset: start + mend.offset });
  });
  return found.filter(({ offset }) => offset >= from && offset < to);
}
