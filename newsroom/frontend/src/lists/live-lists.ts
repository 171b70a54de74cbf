/**
 * Parts of pages with [data-live="stories"] and an id show stories of desks: when one of these changes, they are
 * asked for again, at data-live-url or else at the page's own address, and renewed around whoever works in them.
 * Rows have [data-row] and an id. Nothing is asked for while nobody sees the page.
 */
import { byId, data } from "../page/dom";
import { emit, listen } from "../page/events";
import { personHeader } from "../page/http";
import { isPressing, watchPresses } from "../page/pressing";
import { holdsWords, Renewal } from "../requests/renewal";
import { sharedStream } from "../sync/stream";
import { after, pollWhileDisconnected } from "../sync/timers";
import { Pauses } from "./pauses";
import { focusedRow, focusRowAt } from "./rows";

const REGIONS = '[data-live="stories"]';
const OPENED = '[aria-expanded="true"], dialog[open], details[open], input:checked';
const BUSY_MS = 150;

const renewal = new Renewal({
  keptClasses: [],
  isRoot: (element) => element.matches(REGIONS) || element.querySelector("[data-row]") !== null,
  isHeld: (element) =>
    element.contains(document.activeElement) ||
    holdsWords(element) ||
    element.matches(OPENED) ||
    element.querySelector(OPENED) !== null,
  outlives: holdsWords,
  untouched: "textarea, input, select",
});

export function liveLists(): void {
  const { person, eventsUrl } = data(document.body);
  if (person && eventsUrl) new LiveLists(person, eventsUrl);
}

class LiveLists {
  private readonly pauses = new Pauses();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isWanted = false;
  /** Acts whose answers are on the page. */
  private acts = 0;
  private isLive = false;

  constructor(person: string, address: string) {
    watchPresses(() => undefined);
    sharedStream(person, address, {
      wanted: "lists=mine",
      onEvent: () => this.wanted(this.pauses.afterNews()),
      onLive: (isLive) => {
        this.isLive = isLive;
        if (isLive) this.wanted(this.pauses.afterReturn());
      },
    });
    pollWhileDisconnected({
      after,
      now: Date.now,
      isLive: () => this.isLive,
      poll: () => this.wanted(this.pauses.afterNews()),
    });
    document.addEventListener("htmx:afterSwap", () => (this.acts += 1));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && (this.isWanted || this.pauses.isOld())) this.wanted(0);
    });
    document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig, successful } }) => {
      if (successful && requestConfig.verb !== "get" && requestConfig.elt.closest(REGIONS)) this.wanted(0);
    });
    listen("signed-in", () => this.wanted(0));
  }

  private wanted(wait: number): void {
    this.isWanted = true;
    if (document.hidden) return;
    this.timer ??= setTimeout(() => void this.read(), wait);
  }

  private async read(): Promise<void> {
    this.timer = undefined;
    if (document.hidden) return;
    if (isBusy()) return this.wanted(BUSY_MS);
    this.isWanted = false;
    const began = Date.now();
    const addresses = [...document.querySelectorAll<HTMLElement>(REGIONS)].map(addressOf);
    const read = await Promise.all([...new Set(addresses)].map((address) => this.renew(address)));
    if (read.every(Boolean)) this.pauses.answered(Date.now() - began);
    else this.isWanted = true;
    if (this.isWanted)
      this.wanted(read.every(Boolean) ? this.pauses.afterNews() : this.pauses.afterFailure());
  }

  /** False when it is to be tried again. */
  private async renew(address: string): Promise<boolean> {
    const acts = this.acts;
    try {
      const response = await fetch(address, { headers: { ...personHeader(), "HX-Request": "true" } });
      if (!response.ok) return response.status < 500;
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      // The answer to an act of one's own is newer than what was asked for before it.
      if (acts !== this.acts || isBusy()) return false;
      for (const region of document.querySelectorAll<HTMLElement>(REGIONS)) {
        const next = addressOf(region) === address ? fresh.getElementById(region.id) : null;
        if (next) renewRegion(region, next);
      }
      return true;
    } catch {
      return false;
    }
  }
}

function renewRegion(region: HTMLElement, next: HTMLElement): void {
  const row = focusedRow(region);
  renewal.renew(region, next);
  if (row !== null) focusRowAt(region, row);
  const { liveTitle } = data(region);
  if (liveTitle) document.title = liveTitle;
  emit("list-renewed", null, region);
}

function addressOf(region: HTMLElement): string {
  return new URL(data(region).liveUrl || location.href, location.href).href;
}

/** Something is being pressed, or an act is under way. */
function isBusy(): boolean {
  return isPressing() || byId("main")?.querySelector(".htmx-request") !== null;
}
