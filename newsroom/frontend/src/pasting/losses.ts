/** What pasted HTML had and copy cannot hold, and the sentences that announceText so beside the copy. */
import { announceText } from "../page/announce";
import type { Embedded } from "../page/contract";
import { byId, data } from "../page/dom";

export interface Losses {
  /** Words that were struck out by a tracked change, and are left out. */
  struck: string[];
  /** Tables that became lines of text: "3 × 2" rows and columns. */
  tables: string[];
  /** Pictures that are kept by their address, and never loaded. */
  kept: string[];
  /** Pictures, films and the like that are left out: the name of the element, and what it calls itself. */
  left: { tag: Embedded; name: string }[];
}

export const nothingLost = (): Losses => ({ struck: [], tables: [], kept: [], left: [] });

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
const MOST_NAMED = 5;
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

function shortened(text: string): string {
  const line = [...text.slice(0, 2 * LONGEST_NAME).replace(/\s+/g, " ")];
  return line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME - 1).join("")}…` : line.join("");
}

/** #paste-losses: says what became of what the copy cannot hold; nothing when all of it is there. */
export function showLosses(losses: Losses, files: readonly string[] = []): void {
  const panel = byId("paste-losses");
  if (!panel) return;
  const words = data(panel);
  const left = losses.left.map(({ tag, name }) => [words[tag] ?? tag, name && `“${name}”`].join(" ").trim());
  const kept = losses.kept.map((name) => `“${name}”`);
  const dropped = files.map((name) => `“${shortened(name)}”`);
  const sentences = [
    sentence(losses.tables, words.tables, words.tablesMany),
    sentence(kept, words.kept, words.keptMany),
    sentence(left, words.left, words.leftMany),
    sentence(dropped, words.files),
  ].filter((one) => one);
  const text = panel.querySelector("p");
  if (text) text.textContent = sentences.join(" ");
  const close = panel.querySelector("button");
  if (close)
    close.onclick = () => {
      panel.hidden = true;
      byId("copy")?.focus();
    };
  panel.hidden = sentences.length === 0;
  if (!panel.hidden) announceText(sentences.join(" "));
}

/** What a page says of one thing or of many; nothing where there is none. */
function sentence(names: readonly string[], one = "", many = one): string {
  if (names.length === 0) return "";
  return (names.length === 1 ? one : many)
    .replace("{n}", () => String(names.length))
    .replace("{names}", () => listed(names));
}

function listed(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ", …" : "";
  return names.slice(0, MOST_NAMED).join(", ") + more;
}
