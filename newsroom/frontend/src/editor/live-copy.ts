/** What an open copy does with news: asks for steps, renews the threads, shows who is here. */
import type { StepMap } from "prosemirror-transform";
import type { EditorView } from "prosemirror-view";
import { isPressing } from "../margin/pressing";
import { renewThreads } from "../margin/renewal";
import { type Said, Here } from "../presence/presence";
import { newClientId } from "../sync/client-id";
import { type Edited, logOf } from "../sync/log";
import type { Session } from "../sync/session";
import { type News, Stream, broadcast, eventSource, turnByLock } from "../sync/stream";
import { after, spaced } from "../sync/timers";
import type { Passage } from "../sync/transport";
import type { CopyPage } from "./copy-page";

const RENEW_MS = 150;
/** Between two questions for steps, for each other tab that is here: the more people type, the more each brings. */
const GAP_MS = 20;
const OUT_OF_PLACE = '#threads .thread[data-open="false"], #resolved .thread[data-open="true"]';
const LONGEST_PAUSE_MS = 30_000;

export class LiveCopy {
  private stream: Stream | null = null;
  private session: Session | null = null;
  private here: Here | null = null;
  private states: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isWanted = false;
  private isStanding = false;
  /** Acts on queries whose answers are on the page. */
  private acts = 0;

  private readonly pull = spaced({
    after,
    now: Date.now,
    gap: () => GAP_MS * (this.here?.others ?? 0),
    act: () => this.session?.pull(),
  });

  constructor(private readonly page: CopyPage) {}

  /** Whether news is heard without asking for it. */
  get hears(): boolean {
    return this.stream?.isLive ?? false;
  }

  /** Whether others are here who see what is typed. */
  get isWatched(): boolean {
    return this.hears && (this.here?.others ?? 0) > 0;
  }

  begin(view: EditorView, session: Session, client: string): void {
    const { live, user } = this.page;
    if (!live) return;
    this.session = session;
    this.here = new Here({ view, session, client, person: user, url: live.presenceUrl });
    const name = `copydesk:events:${user}`;
    this.stream = new Stream({
      article: live.article,
      tab: newClientId(),
      source: eventSource(live.eventsUrl),
      channel: broadcast(name),
      turn: turnByLock(name),
      onNews: (news) => this.heard(news),
      onLive: (isLive) => this.lookAgain(isLive),
    });
    document.addEventListener("htmx:afterSwap", () => (this.acts += 1));
    // A thread that was resolved or reopened under somebody's hands goes to the others once they leave it.
    document.addEventListener("focusout", (event) => {
      const left = (event.target as Element).closest(OUT_OF_PLACE);
      if (left && !left.contains(event.relatedTarget as Node | null)) this.renewSoon();
    });
    document.addEventListener("threads-outdated", () => this.renewSoon());
    window.addEventListener("pagehide", () => this.stream?.close());
  }

  moved(): void {
    this.here?.moved();
  }

  confirmed(maps: readonly StepMap[], clientIds: readonly string[]): void {
    this.here?.confirmed(maps, clientIds);
  }

  /** Threads say of their passages whether they were changed or are gone. */
  passages(passages: readonly Passage[]): void {
    const states = passages.map(({ query, state, open }) => `${query} ${state} ${open}`).join();
    if (this.states !== null && states !== this.states) this.renewSoon();
    this.states = states;
  }

  private heard(news: News): void {
    if (news.changed === "presence") this.here?.heard(news as unknown as Said);
    else if (news.changed === "document") this.edited(news as unknown as Edited);
    else this.renewSoon(true);
  }

  private edited(news: Edited): void {
    const log = logOf(news);
    if (log) this.session?.heard(log);
    else if (news.version > (this.session?.version ?? 0)) this.pull();
    else this.session?.missed(news.version);
  }

  private lookAgain(isLive: boolean): void {
    if (!isLive) return;
    this.here?.anew();
    this.renewSoon(true);
  }

  /** `standing`: what the page says above the copy may have changed, too. */
  private renewSoon(standing = false): void {
    this.isStanding ||= standing;
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
      const renewed = await renewThreads(live.threadsUrl, () => acts === this.acts && !isActing() && !isPressing());
      if (!renewed) {
        this.isWanted = true;
        await new Promise((resolve) => setTimeout(resolve, pause));
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      } else if (this.isStanding) {
        this.isStanding = false;
        document.body.dispatchEvent(new Event("passages-changed", { bubbles: true }));
      }
    }
    this.timer = undefined;
  }
}

/** An act on a query is under way. */
function isActing(): boolean {
  return document.querySelector(".margin .htmx-request, dialog .htmx-request") !== null;
}
