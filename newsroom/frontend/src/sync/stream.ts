/**
 * News from the server. One tab of the browser holds the event stream, for all articles that are open in any
 * tab, and hands what it hears to the others: over HTTP/1.1 a browser opens no more than six connections to a
 * host. When the tab goes, the next one in the queue for the lock takes over.
 */

/** What an event says: `changed` is document, queries, signing, article or presence. */
export interface News {
  topic: string;
  changed: string;
  version?: number;
}

/** What is needed of EventSource; `open` begins to listen and returns how to stop. */
export interface Source {
  open(articles: readonly number[], heard: (said: unknown) => void, lost: () => void): () => void;
}

/** What is needed of BroadcastChannel. */
export interface Channel {
  post(message: unknown): void;
  listen(heard: (message: unknown) => void): void;
}

/** Calls `lead` when it is this tab's turn to hold the stream. */
export type Turn = (lead: () => void) => void;

export interface StreamOptions {
  article: number;
  tab: string;
  source: Source;
  channel: Channel;
  turn: Turn;
  /** Something changed. */
  onNews: (news: News) => void;
  /** Whether news can be relied on from now on; each time it is true, some may have been missed before. */
  onLive: (live: boolean) => void;
}

interface Message {
  kind: "want" | "gone" | "lead" | "news" | "live";
  tab?: string;
  article?: number;
  news?: News;
  live?: boolean;
}

export class Stream {
  /** Which article each of the other tabs shows; kept by the tab that holds the stream. */
  private readonly wanted = new Map<string, number>();
  private leading = false;
  private live = false;
  private listeningTo = "";
  private stop: (() => void) | null = null;

  constructor(private readonly options: StreamOptions) {
    const { channel, turn } = options;
    channel.listen((message) => this.told(message as Message));
    this.want();
    turn(() => this.lead());
  }

  get isLive(): boolean {
    return this.live;
  }

  get isLeading(): boolean {
    return this.leading;
  }

  /** The page is going away. */
  close(): void {
    this.options.channel.post({ kind: "gone", tab: this.options.tab } satisfies Message);
    this.stop?.();
    this.stop = null;
  }

  private want(): void {
    const { channel, tab, article } = this.options;
    channel.post({ kind: "want", tab, article } satisfies Message);
  }

  private lead(): void {
    this.leading = true;
    this.setLive(false);
    this.listen();
    this.options.channel.post({ kind: "lead" } satisfies Message);
  }

  private told(message: Message): void {
    switch (message.kind) {
      case "lead":
        // Whoever held the stream before may be gone without a word.
        this.setLive(false);
        this.want();
        break;
      case "want":
        if (!this.leading || message.tab === undefined || message.article === undefined) break;
        this.wanted.set(message.tab, message.article);
        this.listen();
        if (this.live) this.options.channel.post({ kind: "live", live: true } satisfies Message);
        break;
      case "gone":
        this.wanted.delete(message.tab ?? "");
        break;
      case "news":
        if (message.news) this.hear(message.news);
        break;
      case "live":
        this.setLive(message.live === true);
    }
  }

  /** Opens the stream anew when an article is wanted that it does not carry. */
  private listen(): void {
    const articles = [...new Set([this.options.article, ...this.wanted.values()])].sort((a, b) => a - b);
    if (this.stop && articles.every((article) => this.listeningTo.includes(` ${article} `))) return;
    this.stop?.();
    this.listeningTo = ` ${articles.join(" ")} `;
    this.stop = this.options.source.open(
      articles,
      (said) => this.heard(said),
      () => this.spread(false),
    );
  }

  private heard(said: unknown): void {
    const { live, ...news } = said as { live?: boolean } & Partial<News>;
    if (live !== undefined) return this.spread(live);
    if (news.topic === undefined || news.changed === undefined) return;
    this.options.channel.post({ kind: "news", news: news as News } satisfies Message);
    this.hear(news as News);
  }

  private hear(news: News): void {
    if (news.topic === `article:${this.options.article}`) this.options.onNews(news);
  }

  private spread(live: boolean): void {
    this.options.channel.post({ kind: "live", live } satisfies Message);
    this.setLive(live);
  }

  private setLive(live: boolean): void {
    if (!live && !this.live) return;
    this.live = live;
    this.options.onLive(live);
  }
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

/** The stream of a server. Browsers connect again by themselves, except after a refusal: then this does. */
export function eventSource(address: string): Source {
  return {
    open(articles, heard, lost) {
      let source: EventSource | null = null;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let pause = FIRST_RETRY_MS;
      const query = articles.map((article) => `article=${article}`).join("&");
      const connect = (): void => {
        source = new EventSource(`${address}?${query}`);
        source.onmessage = (event: MessageEvent<string>) => {
          pause = FIRST_RETRY_MS;
          heard(JSON.parse(event.data));
        };
        source.onerror = () => {
          lost();
          if (source?.readyState !== EventSource.CLOSED) return;
          timer = setTimeout(connect, pause * (0.75 + Math.random() / 2));
          pause = Math.min(pause * 2, LAST_RETRY_MS);
        };
      };
      connect();
      return () => {
        clearTimeout(timer);
        source?.close();
      };
    },
  };
}

/** Other tabs of this browser; without BroadcastChannel there are none. */
export function broadcast(name: string): Channel {
  if (typeof BroadcastChannel === "undefined") return { post: () => undefined, listen: () => undefined };
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    listen: (heard) => {
      channel.onmessage = (event: MessageEvent<unknown>) => heard(event.data);
    },
  };
}

/** In turn by Web Locks, which the browser hands on when a page goes, however it goes. */
export function turnByLock(name: string): Turn {
  return (lead) => {
    // Only secure contexts have locks: without them each tab holds a stream of its own.
    const locks = (navigator as Partial<Navigator>).locks;
    if (!locks) return lead();
    locks
      .request(name, () => {
        lead();
        return new Promise<void>(() => undefined);
      })
      .catch(() => undefined);
  };
}
