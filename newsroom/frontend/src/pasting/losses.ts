/** What pasted HTML had and copy cannot hold, and the sentences that announceText so beside the copy. */
import { announceText } from "../page/announce";

export interface Losses {
  /** Words that were struck out by a tracked change, and are left out. */
  struck: string[];
  /** Tables that became lines of text: "3 × 2" rows and columns. */
  tables: string[];
  /** Pictures that are kept by their address, and never loaded. */
  kept: string[];
  /** Pictures, films and the like that are left out: the name of the element, and what it calls itself. */
  left: { tag: string; name: string }[];
}

export const nothingLost = (): Losses => ({ struck: [], tables: [], kept: [], left: [] });

const EMBEDDED = new Set("CANVAS EMBED IFRAME IMG MATH OBJECT SVG X-AUDIO X-VIDEO".split(" "));
const MOST_NAMED = 5;
const LONGEST_NAME = 80;

/** Whether it shows something that is no words. */
export function isEmbedded(element: Element): boolean {
  return EMBEDDED.has(element.tagName.toUpperCase());
}

/** What is left out of the copy; a drawing that only adorns is no loss. */
export function leaveOut(element: Element, losses: Losses): void {
  const tag = element.tagName.toLowerCase().replace("x-", "");
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
  const panel = document.getElementById("paste-losses");
  if (!panel) return;
  const { dataset } = panel;
  const sentence = (name: string, names: readonly string[]): string => {
    if (names.length === 0) return "";
    const [one = "", many = one] = [dataset[name], dataset[`${name}Many`]];
    return (names.length === 1 ? one : many)
      .replace("{n}", () => String(names.length))
      .replace("{names}", () => listed(names));
  };
  const left = losses.left.map(({ tag, name }) =>
    [dataset[tag] ?? tag, name && `“${name}”`].join(" ").trim(),
  );
  const sentences = [
    sentence("tables", losses.tables),
    sentence(
      "kept",
      losses.kept.map((name) => `“${name}”`),
    ),
    sentence("left", left),
    sentence(
      "files",
      files.map((name) => `“${shortened(name)}”`),
    ),
  ].filter((one) => one);
  const text = panel.querySelector("p");
  if (text) text.textContent = sentences.join(" ");
  const close = panel.querySelector("button");
  if (close)
    close.onclick = () => {
      panel.hidden = true;
      document.getElementById("copy")?.focus();
    };
  panel.hidden = sentences.length === 0;
  if (!panel.hidden) announceText(sentences.join(" "));
}

function listed(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ", …" : "";
  return names.slice(0, MOST_NAMED).join(", ") + more;
}
