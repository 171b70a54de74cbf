/** The events that parts of a page send one another, and those of htmx that they listen to. */

/** What each event of a page says. They go from the body, or an element, up to the window. */
export interface PageEvents {
  /** The server has every word typed here, up to a version. */
  "copy-saved": { version: number };
  /** Passages, or what the page says above the copy, are others now; answers of the server and templates use it, too. */
  "passages-changed": null;
  /** What is missing before release may be another, for the same words; a template listens to it. */
  "signing-changed": null;
  /** The cards of suggestions are not those of the copy any more. */
  "threads-outdated": null;
  /** Threads and cards are about to be put in the place of others. */
  "threads-renewing": null;
  /** With what was put into the page; the rest of it is as it was. */
  "threads-renewed": { put: readonly Element[] };
  /** A query was asked here: an answer of the server says which. */
  "query-asked": { number: number };
  /** A list was renewed: from it. */
  "list-renewed": null;
  /** Somebody goes to a query where there is no room for it beside the copy. */
  "query-opened": { number: number };
  /** A card was lit: it stands level with its words. */
  "cards-moved": null;
  /** Nobody is signed in here, or somebody else, whose name it is; and whoever the page was made for is again. */
  "signed-out": { name: string | null; form?: HTMLFormElement | null; pressed?: Element | null };
  "signed-in": null;
  /** An act waits until its person has said who they are, on the page at this address. */
  "confirm-asked": { address: string; form: HTMLFormElement | null; pressed: Element | null };
  /** Something happened elsewhere that is worth a toast. */
  said: { sentence: string };
  /** Restored words of a form were discarded. */
  "draft-discarded": null;
  /** The side panel was opened: from the button that opened it, for hx-trigger="panel-opened". */
  "panel-opened": { name: string; body: HTMLElement };
  /** The panel below the bell was opened: from it, for hx-trigger="bell-opened". */
  "bell-opened": null;
}

export function emit<Name extends keyof PageEvents>(
  name: Name,
  detail: PageEvents[Name],
  from: HTMLElement = document.body,
): void {
  from.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

export function listen<Name extends keyof PageEvents>(
  name: Name,
  listener: (detail: PageEvents[Name]) => void,
): void {
  window.addEventListener(name, (event) => listener((event as CustomEvent<PageEvents[Name]>).detail));
}

export interface Confirm {
  verb: string;
  triggeringEvent?: Event;
  issueRequest: (confirmed: boolean) => void;
}

export interface RequestConfig {
  elt: Element;
  path: string;
  verb: string;
  triggeringEvent?: Event;
}

interface Request {
  requestConfig: RequestConfig;
}

declare global {
  interface GlobalEventHandlersEventMap {
    "htmx:afterRequest": CustomEvent<Request & { successful: boolean }>;
    "htmx:beforeSwap": CustomEvent<Request & { xhr: XMLHttpRequest; shouldSwap: boolean }>;
    "htmx:afterSwap": CustomEvent<Request>;
    "htmx:beforeRequest": CustomEvent<Request>;
    "htmx:configRequest": CustomEvent<{ verb: string; headers: Record<string, string>; formData: FormData }>;
    "htmx:sendError": CustomEvent<Request>;
    "htmx:timeout": CustomEvent<Request>;
    "htmx:confirm": CustomEvent<Confirm>;
  }
}
