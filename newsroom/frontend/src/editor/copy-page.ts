/** What the article page says about its copy; the contract stands at the top of main.ts. */
import type { Span } from "../copy/span";
import { linkedSpan } from "../editing/linked-words";
import type { Placeholders } from "../editing/placeholders";
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
  linked: Span | null;
  data: CopyData;
}

/** Null on pages without copy. */
export function readCopyPage(): CopyPage | null {
  const element = document.getElementById("copy");
  const json = document.getElementById("copy-data")?.textContent;
  const stepsUrl = element?.dataset.stepsUrl;
  if (!(element && json && stepsUrl)) return null;
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
    user: element.dataset.user ?? "",
    editable: element.dataset.editable === "true" || element.dataset.editable === "suggest",
    suggests: element.dataset.editable === "suggest",
    label,
    placeholders: { headline: placeholderHeadline, standfirst: placeholderStandfirst, body: placeholderBody },
    linked: linkedSpan(element),
    data: JSON.parse(json) as CopyData,
  };
}

function liveAddresses({ article, eventsUrl, presenceUrl, threadsUrl }: DOMStringMap): LiveAddresses | null {
  if (!(article && eventsUrl && presenceUrl && threadsUrl)) return null;
  return { article: Number(article), eventsUrl, presenceUrl, threadsUrl };
}
