/** What pasted HTML had and copy cannot hold. */
import type { Embedded } from "../page/contract";

export interface Losses {
  /** Words that were struck out by a tracked change, and are left out. */
  struck: string[];
  /** Tables that became lines of text: "3 × 2" rows and columns. */
  tables: string[];
  /** The first words of footnotes that were pasted where none can be referred to. */
  footnotes: string[];
  /** Pictures that are kept by their address, and never loaded. */
  kept: string[];
  /** Pictures, films and the like that are left out: the name of the element, and what it calls itself. */
  left: { tag: Embedded; name: string }[];
}

export const nothingLost = (): Losses => ({ struck: [], tables: [], footnotes: [], kept: [], left: [] });

const EMBEDDED: readonly Embedded[] = [
  "audio",
  "canvas",
  "embed",
  "iframe",
  "img",
  "math",
  "object",
  "svg",
  "video",
];
const LONGEST_NAME = 80;

/** What shows something that is no words; audio and video are renamed while pasted HTML is read (style.ts). */
export function embedded(element: Element): Embedded | undefined {
  const tag = element.tagName.toLowerCase().replace(/^x-(?=(audio|video)$)/, "");
  return EMBEDDED.find((name) => name === tag);
}

/** What is left out of the copy; a drawing that only adorns is no loss. */
export function leaveOut(element: Element, tag: Embedded, losses: Losses): void {
  if (element.getAttribute("aria-hidden") === "true" || isIcon(element)) return;
  losses.left.push({ tag, name: nameOf(element) });
}

/** What the page calls a picture or film: its description, or else the end of its address. */
export function nameOf(element: Element): string {
  const names = ["alt", "title", "aria-label", "alttext"].map(
    (name) => element.getAttribute(name)?.trim() ?? "",
  );
  const title = element.querySelector(":scope > title")?.textContent?.trim() ?? "";
  const source = element.getAttribute("src") ?? element.getAttribute("data") ?? "";
  const address = source || (element.querySelector(":scope > source")?.getAttribute("src") ?? "");
  return shortened([...names, title, endOf(address)].find((one) => one) ?? "");
}

function isIcon(element: Element): boolean {
  const width = Number.parseFloat(element.getAttribute("width") ?? "");
  return element.tagName.toUpperCase() === "SVG" && (width <= 32 || element.closest("a, button") !== null);
}

/** An address that holds the thing itself says nothing. */
function endOf(address: string): string {
  if (/^(data|blob):/i.test(address)) return "";
  return (
    address
      .split(/[?#]/)[0]
      ?.split(/[\\/]/)
      .findLast((part) => part) ?? ""
  );
}

export function shortened(text: string): string {
  const line = [...text.slice(0, 2 * LONGEST_NAME).replace(/\s+/g, " ")];
  return line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME - 1).join("")}…` : line.join("");
}
