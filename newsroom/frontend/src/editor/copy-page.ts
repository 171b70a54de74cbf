/** What the article page says about its copy; the contract stands in page/contract.ts. */
import type { Span } from "../copy/span";
import { linkedSpan } from "../editing/linked-words";
import type { Placeholders } from "../editing/placeholders";
import { byId, data } from "../page/dom";
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
  /** Where the page sends and gets what is not part of the copy; null on pages that stand still. */
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
  const element = byId("copy");
  const json = byId("copy-data")?.textContent;
  const stepsUrl = data(element).stepsUrl;
  if (!(element && json && stepsUrl)) return null;
  const {
    label = "",
    placeholderHeadline = "",
    placeholderStandfirst = "",
    placeholderBody = "",
  } = data(element);
  return {
    element,
    stepsUrl,
    live: liveAddresses(data(element)),
    user: data(element).user ?? "",
    editable: data(element).editable === "true" || data(element).editable === "suggest",
    suggests: data(element).editable === "suggest",
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
