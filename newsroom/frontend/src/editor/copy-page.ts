/** What the article page says about its copy; the contract stands at the top of main.ts. */
import { type Place, placeOf } from "../editing/linked-words";
import type { Placeholders } from "../editing/placeholders";
import type { SaveState } from "../sync/session";
import type { Passage } from "../sync/transport";

export interface CopyData {
  doc: unknown;
  version: number;
  passages: Passage[];
}

export interface LiveAddresses {
  /** The number that events call the article by. */
  article: number;
  eventsUrl: string;
  presenceUrl: string;
  threadsUrl: string;
}

export interface CopyPage {
  element: HTMLElement;
  stepsUrl: string;
  /** Where the page says and hears what is not part of the copy; null on pages that stand still. */
  live: LiveAddresses | null;
  editable: boolean;
  /** Whether changes can be suggested only. */
  suggests: boolean;
  /** Whoever sits here: words kept in this browser are never sent in another person's name. */
  user: string;
  label: string;
  placeholders: Placeholders;
  /** The words the address points at. */
  place: Place | null;
  data: CopyData;
}

/** Null on pages without copy. */
export function readCopyPage(): CopyPage | null {
  const element = document.getElementById("copy");
  const json = document.getElementById("copy-data")?.textContent;
  const stepsUrl = element?.dataset["stepsUrl"];
  if (!element || !json || !stepsUrl) return null;
  const {
    label = "",
    placeholderHeadline = "",
    placeholderStandfirst = "",
    placeholderBody = "",
  } = element.dataset;
  return {
    element,
    stepsUrl,
    live: liveAddresses(element.dataset),
    user: element.dataset["user"] ?? "",
    editable: element.dataset["editable"] === "true" || element.dataset["editable"] === "suggest",
    suggests: element.dataset["editable"] === "suggest",
    label,
    placeholders: { headline: placeholderHeadline, standfirst: placeholderStandfirst, body: placeholderBody },
    place: placeOf(element),
    data: JSON.parse(json) as CopyData,
  };
}

function liveAddresses({ article, eventsUrl, presenceUrl, threadsUrl }: DOMStringMap): LiveAddresses | null {
  if (!article || !eventsUrl || !presenceUrl || !threadsUrl) return null;
  return { article: Number(article), eventsUrl, presenceUrl, threadsUrl };
}

/** #save-state: where the words are. */
export class SaveLine {
  private readonly line = document.getElementById("save-state");

  /** `reason` is the server's own sentence; `kept` is false when this browser could not keep the words. */
  show(state: SaveState, reason: string | null, kept: boolean): void {
    if (!this.line) return;
    const trouble = state === "offline" || state === "refused" || this.line.dataset["state"] === "offline";
    // Said aloud only when something is wrong or right again: not at every pause in typing.
    this.line.ariaLive = trouble ? "polite" : "off";
    this.line.dataset["state"] = state;
    const text = reason ?? this.text(state, kept);
    if (this.line.textContent !== text) this.line.textContent = text;
  }

  text(state: SaveState, kept = true): string {
    const texts = this.line?.dataset ?? {};
    return (state === "offline" && !kept ? texts["unkept"] : undefined) ?? texts[state] ?? "";
  }
}

// Making one takes longer than many keys do.
let numbers: Intl.NumberFormat | undefined;

export function showWordCount(words: number): void {
  numbers ??= new Intl.NumberFormat(document.documentElement.lang || undefined);
  const text = numbers.format(words);
  for (const element of document.querySelectorAll("[data-word-count]"))
    if (element.textContent !== text) element.textContent = text;
}
