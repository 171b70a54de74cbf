/**
 * News from the server. One tab of the browser holds the event stream, for all stories and lists that are open in
 * any tab, and passes what comes on to the others: over HTTP/1.1 a browser opens no more than six connections to a
 * host. When the tab goes, the next one in the queue for the lock takes over.
 */

import { newClientId } from "./client-id";
import { isLiveEvent, isLiveState, type LiveEvent } from "./live-events";

/** What is needed of EventSource; `open` begins to listen and returns how to stop. */
export interface Source {
  open(wanted: readonly string[], onData: (data: unknown) => void, onLost: () => void): () => void;
}

/** What is needed of BroadcastChannel. */
export interface Channel {
  post(message: unknown): void;
  listen(onMessage: (message: unknown) => void): void;
}

/** Calls back when it is this tab's turn to hold the stream. */
export type Election = (onElected: () => void) => void;

/** What a page listens to: a story by its number, or every desk that its person sees. */
export type Wanted = `article=${number}` | "lists=mine";

export interface StreamOptions {
  wanted: Wanted;
  tab: string;
  source: Source;
  channel: Channel;
  election: Election;
  /** Something changed. */
  onEvent: (event: LiveEvent) => void;
  /** Whether news can be relied on from now on; each time it is true, some may have been missed before. */
  onLive: (live: boolean) => void;
}

/** Between tabs, some of which may be from before the last upgrade: kinds keep their names. */
interface Message {
  kind: "want" | "gone" | "lead" | "news" | "live";
  tab?: string;
  wanted?: string;
  news?: LiveEvent;
  live?: boolean;
}

export class Stream {
  /** What each other tab wants; known to the tab that holds the stream. */
  private readonly wanted = new Map<string, string>();
  private leading = false;
  private live = false;
  private streamed: readonly string[] = [];
  private stop: (() => void) | null = null;

  constructor(private readonly options: StreamOptions) {
    const { channel, election } = options;
    channel.listen((message) => this.receive(message as Message));
    this.register();
    election(() => this.lead());
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

  private register(): void {
    const { channel, tab, wanted } = this.options;
    channel.post({ kind: "want", tab, wanted } satisfies Message);
  }

  private lead(): void {
    this.leading = true;
    this.setLive(false);
    this.listen();
    this.options.channel.post({ kind: "lead" } satisfies Message);
  }

  private receive(message: Message): void {
    switch (message.kind) {
      case "lead":
        // Whoever held the stream before may be gone without a word.
        this.setLive(false);
        this.register();
        break;
      case "want":
        if (!this.leading || message.tab === undefined || message.wanted === undefined) break;
        this.wanted.set(message.tab, message.wanted);
        this.listen();
        if (this.live) this.options.channel.post({ kind: "live", live: true } satisfies Message);
        break;
      case "gone":
        this.wanted.delete(message.tab ?? "");
        break;
      case "news":
        if (message.news) this.deliver(message.news);
        break;
      case "live":
        this.setLive(message.live === true);
    }
  }

  /** Opens another stream when something is wanted that this one does not carry. */
  private listen(): void {
    const wanted = [...new Set([this.options.wanted, ...this.wanted.values()])].sort();
    if (this.stop && wanted.every((one) => this.streamed.includes(one))) return;
    this.stop?.();
    this.streamed = wanted;
    this.stop = this.options.source.open(
      wanted,
      (data) => this.read(data),
      () => this.announceLive(false),
    );
  }

  private read(data: unknown): void {
    if (isLiveState(data)) return this.announceLive(data.live);
    if (!isLiveEvent(data)) return;
    this.options.channel.post({ kind: "news", news: data } satisfies Message);
    this.deliver(data);
  }

  private deliver(event: LiveEvent): void {
    const { wanted, onEvent } = this.options;
    const isWanted = wanted === "lists=mine" ? event.changed === "stories" : event.topic === topicOf(wanted);
    if (isWanted) onEvent(event);
  }

  private announceLive(live: boolean): void {
    this.options.channel.post({ kind: "live", live } satisfies Message);
    this.setLive(live);
  }

  private setLive(live: boolean): void {
    if (!(live || this.live)) return;
    this.live = live;
    this.options.onLive(live);
  }
}

function topicOf(wanted: string): string {
  return wanted.replace("=", ":");
}

/** The stream that the tabs of this person's browser share. */
export function sharedStream(
  person: string,
  address: string,
  options: Pick<StreamOptions, "wanted" | "onEvent" | "onLive">,
): Stream {
  const name = `copydesk:news:${person}`;
  const stream = new Stream({
    ...options,
    tab: newClientId(),
    source: eventSource(address),
    channel: tabChannel(name),
    election: electionByLock(name),
  });
  window.addEventListener("pagehide", () => stream.close());
  return stream;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

/** The stream of a server. Browsers connect again by themselves, except after a refusal: then this does. */
export function eventSource(address: string): Source {
  return {
    open(wanted, onData, onLost) {
      let source: EventSource | null = null;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let pause = FIRST_RETRY_MS;
      const query = wanted.join("&");
      const connect = (): void => {
        source = new EventSource(`${address}?${query}`);
        source.onmessage = (event: MessageEvent<string>) => {
          pause = FIRST_RETRY_MS;
          onData(JSON.parse(event.data));
        };
        source.onerror = () => {
          onLost();
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
export function tabChannel(name: string): Channel {
  if (typeof BroadcastChannel === "undefined") return { post: () => undefined, listen: () => undefined };
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    listen: (onMessage) => {
      channel.onmessage = (event: MessageEvent<unknown>) => onMessage(event.data);
    },
  };
}

/** In turn by Web Locks, which the browser hands on when a page goes, however it goes. */
export function electionByLock(name: string): Election {
  return (onElected) => {
    // Only secure contexts have locks: without them each tab holds a stream of its own.
    const locks = (navigator as Partial<Navigator>).locks;
    if (!locks) return onElected();
    locks
      .request(name, () => {
        onElected();
        return new Promise<void>(() => undefined);
      })
      .catch(() => undefined);
  };
}
