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

const UNSEEN = new Set(
  "SCRIPT STYLE TEMPLATE META LINK TITLE HEAD OBJECT IFRAME SVG CANVAS NOSCRIPT SELECT DATALIST AUDIO VIDEO RP".split(
    " ",
  ),
);

/** The HTML with its styles and handlers out of the browser's sight, and without style sheets. */
export function harmless(html: string): string {
  return html
    .replace(/<style\b[\s\S]*?<\/style\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) =>
      tag.replace(/\sstyle\s*=/gi, ` ${STYLE}=`).replace(/\son\w+\s*=/gi, " data-dropped="),
    );
}

/** One declaration of an element's style attribute in lower case, or "". */
export function style(element: Element, name: string): string {
  for (const declaration of (element.getAttribute(STYLE) ?? "").split(";")) {
    const colon = declaration.indexOf(":");
    if (declaration.slice(0, colon).trim().toLowerCase() === name)
      return declaration.slice(colon + 1).trim().toLowerCase();
  }
  return "";
}

export function isUnseen(element: Element): boolean {
  return (
    UNSEEN.has(element.tagName.toUpperCase()) ||
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
