/** What an open copy does with news: asks for steps, renews the threads, shows who is here. */
import type { StepMap } from "prosemirror-transform";
import type { EditorView } from "prosemirror-view";
import { renewThreads } from "../margin/renewal";
import { closestTo } from "../page/dom";
import { emit, listen } from "../page/events";
import { isPressing } from "../page/pressing";
import { Presence } from "../presence/presence";
import type { LiveEvent } from "../sync/live-events";
import { type Edited, logOf } from "../sync/log";
import type { Session } from "../sync/session";
import { type Stream, sharedStream } from "../sync/stream";
import { after, throttled } from "../sync/timers";
import type { Passage } from "../sync/transport";
import type { CopyPage } from "./copy-page";

const RENEW_MS = 150;
/** Between two questions for steps, for each other tab that is here: the more people type, the more each brings. */
const GAP_MS = 20;
const OUT_OF_PLACE =
  '#threads .thread[data-open="false"], #whole-story .thread[data-open="false"], #resolved .thread[data-open="true"]';
const LONGEST_PAUSE_MS = 30_000;

export class LiveCopy {
  private stream: Stream | null = null;
  private session: Session | null = null;
  private presence: Presence | null = null;
  private states: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isWanted = false;
  private isFrameOutdated = false;
  /** Acts on queries whose answers are on the page. */
  private acts = 0;

  private readonly pull = throttled({
    after,
    now: Date.now,
    gap: () => GAP_MS * (this.presence?.others ?? 0),
    act: () => this.session?.pull(),
  });

  constructor(private readonly page: CopyPage) {}

  /** Whether events come without asking for them. */
  get isLive(): boolean {
    return this.stream?.isLive ?? false;
  }

  /** Whether others are here who see what is typed. */
  get isWatched(): boolean {
    return this.isLive && (this.presence?.others ?? 0) > 0;
  }

  begin(view: EditorView, session: Session, client: string): void {
    const { live, user } = this.page;
    if (!live) return;
    this.session = session;
    this.presence = new Presence({ view, session, client, person: user, url: live.presenceUrl });
    this.stream = sharedStream(user, live.eventsUrl, {
      wanted: `article=${live.article}`,
      onEvent: (event) => this.handle(event),
      onLive: (isLive) => this.catchUp(isLive),
    });
    document.addEventListener("htmx:afterSwap", () => (this.acts += 1));
    // A thread that was resolved or reopened under somebody's hands goes to the others once they leave it.
    document.addEventListener("focusout", (event) => {
      const left = closestTo(event, OUT_OF_PLACE);
      if (left && !left.contains(event.relatedTarget as Node | null)) this.renewSoon();
    });
    listen("threads-outdated", () => this.renewSoon());
    listen("signed-in", () => this.renewSoon(true));
  }

  selectionMoved(): void {
    this.presence?.selectionMoved();
  }

  confirmed(maps: readonly StepMap[], clientIds: readonly string[]): void {
    this.presence?.confirmed(maps, clientIds);
  }

  /** Threads say of their passages whether they were changed or are gone. */
  passagesChanged(passages: readonly Passage[]): void {
    const states = passages.map(({ query, state, open }) => `${query} ${state} ${open}`).join();
    if (this.states !== null && states !== this.states) this.renewSoon();
    this.states = states;
  }

  private handle(event: LiveEvent): void {
    if (event.changed === "presence") this.presence?.receive(event);
    else if (event.changed === "document") this.edited(event);
    else this.renewSoon(true);
  }

  private edited(event: Edited): void {
    const log = logOf(event);
    if (log) this.session?.receive(log);
    else if (event.version > (this.session?.version ?? 0)) this.pull();
    else this.session?.receiveVersion(event.version);
  }

  private catchUp(isLive: boolean): void {
    if (!isLive) return;
    this.presence?.resync();
    this.renewSoon(true);
  }

  /** `withFrame`: what the page says above the copy may have changed, too. */
  private renewSoon(withFrame = false): void {
    this.isFrameOutdated ||= withFrame;
    this.isWanted = true;
    this.timer ??= setTimeout(() => void this.renew(), RENEW_MS);
  }

  private async renew(): Promise<void> {
    const { live } = this.page;
    if (!live) return;
    let pause = RENEW_MS;
    while (this.isWanted) {
      this.isWanted = false;
      const acts = this.acts;
      // The answer to an act of one's own is newer than what was asked for before it.
      const renewed = await renewThreads(
        live.threadsUrl,
        () => acts === this.acts && !isActing() && !isPressing(),
      );
      if (!renewed) {
        this.isWanted = true;
        await new Promise((resolve) => setTimeout(resolve, pause));
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      } else if (this.isFrameOutdated) {
        this.isFrameOutdated = false;
        emit("passages-changed", null);
      }
    }
    this.timer = undefined;
  }
}

/** An act on a query is under way. */
function isActing(): boolean {
  return document.querySelector(".margin .htmx-request, dialog .htmx-request") !== null;
}
