/** What an element of pasted HTML says about itself: whether anybody saw it, and how its words looked. */

/** Where style attributes stand while pasted HTML is read: as they are they violate the page's content policy. */
export const STYLE = "data-pasted-style";

/** How words look, and where they lead, by everything around them. */
export interface Look {
  strong: boolean;
  em: boolean;
  href: string | null;
  title: string | null;
  /** Whether line feeds are line breaks. */
  pre: boolean;
}

export const PLAIN: Look = { strong: false, em: false, href: null, title: null, pre: false };

const UNSEEN = new Set("SCRIPT STYLE TEMPLATE META LINK TITLE HEAD NOSCRIPT SELECT DATALIST RP".split(" "));

/**
 * The HTML with its styles and handlers out of the browser's sight, and without style sheets. Of many films it makes
 * slowly, so that they are elements it does not know.
 */
export function harmless(html: string): string {
  const text = withoutSheets(html);
  // Behind the last bracket each opening one would be followed to the end in vain.
  const end = text.lastIndexOf(">") + 1;
  const tags = text.slice(0, end).replace(/<\/?[a-z][^>]*>/gi, (tag) =>
    tag
      .replace(/\sstyle\s*=/gi, ` ${STYLE}=`)
      .replace(/\son\w+\s*=/gi, " data-dropped=")
      .replace(/^(<\/?)(audio|video)\b/i, "$1x-$2"),
  );
  return tags + text.slice(end);
}

function withoutSheets(html: string): string {
  const opening = /<style\b/gi;
  const closing = /<\/style\s*>/gi;
  const kept: string[] = [];
  let from = 0;
  while (opening.exec(html)) {
    closing.lastIndex = opening.lastIndex;
    if (!closing.test(html)) break;
    kept.push(html.slice(from, opening.lastIndex - "<style".length));
    opening.lastIndex = from = closing.lastIndex;
  }
  return [...kept, html.slice(from)].join("");
}

/** One declaration of an element's style attribute in lower case, or "". */
export function style(element: Element, name: string): string {
  for (const declaration of (element.getAttribute(STYLE) ?? "").split(";")) {
    const colon = declaration.indexOf(":");
    if (declaration.slice(0, colon).trim().toLowerCase() === name)
      return declaration
        .slice(colon + 1)
        .trim()
        .toLowerCase();
  }
  return "";
}

export function isUnseen(element: Element): boolean {
  return UNSEEN.has(element.tagName.toUpperCase()) || isHidden(element);
}

function isHidden(element: Element): boolean {
  return (
    element.hasAttribute("hidden") ||
    style(element, "display") === "none" ||
    style(element, "visibility") === "hidden" ||
    style(element, "mso-hide") === "all"
  );
}

/** The look inside an element. A style outdoes the element: Google Docs wraps everything in a <b> that is not bold. */
export function lookIn(element: Element, outer: Look): Look {
  const tag = element.tagName;
  const weight = style(element, "font-weight");
  const slant = style(element, "font-style");
  const space = style(element, "white-space");
  return {
    ...outer,
    strong: weight ? isBold(weight, outer.strong) : outer.strong || tag === "B" || tag === "STRONG",
    em: slant ? slant === "italic" || slant === "oblique" : outer.em || tag === "I" || tag === "EM",
    pre: space ? space.startsWith("pre") : outer.pre || tag === "PRE" || tag === "TEXTAREA",
  };
}

function isBold(weight: string, outer: boolean): boolean {
  if (weight === "inherit") return outer;
  return weight === "bold" || weight === "bolder" || Number(weight) >= 600;
}
