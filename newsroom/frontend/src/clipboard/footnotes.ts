/**
 * Footnotes as word processors write them: a link in the text leads to an anchor at its end, and one there back.
 * Google Docs calls the two ftnt1 and ftnt_ref1, Word _ftn1 and _ftnref1 (or _edn1 and _ednref1), LibreOffice
 * sdfootnote1sym and sdfootnote1anc; articles/importing/html/margins.py reads the same.
 */
import { newFootnoteId } from "../copy/rules";
import { asOneParagraph, holders } from "./ends";

export interface PastedFootnote {
  id: string;
  words: HTMLElement;
}

const REFERENCE = /#(?:(ftnt)|_(ftn|edn))(\d{1,6})$|#(sdfootnote|sdendnote)(\d{1,6})sym$/;
const BACK = /#(?:(ftnt)_ref|_(ftn|edn)ref)(\d{1,6})$|#(sdfootnote|sdendnote)(\d{1,6})anc$/;

const ids = new WeakMap<Element, string>();

/** The id of the footnote that a link refers to, once they were taken. */
export const footnoteOf = (link: Element): string | undefined => ids.get(link);

/** Takes the footnotes off the end, those that something in the text refers to. */
export function takeFootnotes(body: HTMLElement): PastedFootnote[] {
  const links = [...body.querySelectorAll<HTMLElement>('a[href*="#"]')];
  const references = firstOf(links, REFERENCE);
  const backs = [...firstOf(links, BACK)].filter(([key]) => references.has(key));
  const blocks = holders(backs.map(([, back]) => back));
  const found: PastedFootnote[] = [];
  // The last first: of many siblings a browser takes the first ones out slowly.
  for (const [index, [key, back]] of [...backs.entries()].reverse()) {
    const [block, reference] = [blocks[index], references.get(key)];
    if (!(block?.isConnected && reference) || block.contains(reference)) continue;
    const id = newFootnoteId();
    ids.set(reference, id);
    back.remove();
    // The rule in front of footnotes goes with them.
    const rule = block.previousElementSibling;
    if (rule?.tagName === "HR") rule.remove();
    const words = asOneParagraph(block, "");
    words.remove();
    block.remove();
    found.push({ id, words });
  }
  return found.reverse();
}

/** The first link to each anchor of a kind; what others say of it are words. */
function firstOf(links: readonly HTMLElement[], form: RegExp): Map<string, HTMLElement> {
  const found = new Map<string, HTMLElement>();
  for (const link of links) {
    const key = form
      .exec(link.getAttribute("href") ?? "")
      ?.slice(1)
      .join("");
    if (key && !found.has(key)) found.set(key, link);
  }
  return found;
}
