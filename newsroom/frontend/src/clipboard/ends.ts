/** What word processors write at the end of a text: comments and footnotes, behind links back to where they belong. */

/** For each link back the block that holds the whole of what is behind it. */
export function holders(backs: readonly HTMLElement[]): (HTMLElement | null)[] {
  /** How many of them are in each element. */
  const within = new Map<Element, number>();
  for (const back of backs)
    for (let one = back.parentElement; one; one = one.parentElement)
      within.set(one, (within.get(one) ?? 0) + 1);
  return backs.map((back) => {
    const block = back.closest<HTMLElement>("p, li, td, div") ?? back.parentElement;
    const around = block?.parentElement;
    return around?.tagName === "DIV" && within.get(around) === 1 ? around : block;
  });
}

/** Makes an element one paragraph, its own paragraphs divided by line breaks, the mark directly before its words. */
export function asOneParagraph(element: HTMLElement, mark: string): HTMLElement {
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
  return paragraph;
}

/** The last first: of many siblings a browser takes the first ones out slowly. */
export function backwards(body: HTMLElement, selector: string): HTMLElement[] {
  return [...body.querySelectorAll<HTMLElement>(selector)].reverse();
}
