/** Comments of word processors, in the text and at its end. */
import { asOneParagraph, backwards, holders } from "./ends";
import { style } from "./style";

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
  for (const [index, block] of holders(backs).entries()) {
    const back = backs[index];
    back?.remove();
    if (block) asOneParagraph(block, back?.textContent ?? "");
  }
  return backwards(body, 'a[href*="#cmnt"]')
    .map((link) => {
      const mark = link.textContent ?? "";
      link.replaceWith(mark);
      return mark;
    })
    .reverse();
}

function numberIn(anchor: Element, before: string): string {
  const href = anchor.getAttribute("href") ?? "";
  return /^\d+/.exec(href.slice(href.indexOf(before) + before.length))?.[0] ?? "";
}
