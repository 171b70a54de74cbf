/** Somebody at the copy without a browser: the page's own session, on a real server and its stream. */
import type { Transaction } from "prosemirror-state";
import { passagesPlugin, places, showPassages } from "../../src/margin/passages";
import { createState, HeadlessEditor } from "../../src/sync/editor-state";
import { type Edited, logOf } from "../../src/sync/log";
import { beforeSteps } from "../../src/sync/positions";
import { type SaveState, Session } from "../../src/sync/session";
import { after } from "../../src/sync/timers";
import { HttpTransport } from "../../src/sync/transport";

export interface Place {
  base: string;
  slug: string;
  article: number;
  cookie: string;
  doc: unknown;
  version: number;
}

const TOKEN = "a".repeat(32);
const COME_BACK_MS = 200;

export class Person extends HeadlessEditor {
  readonly session: Session;
  saveState: SaveState = "saved";
  reason: string | null = null;
  offline = false;
  private stream = new AbortController();
  private gone = false;

  constructor(
    private readonly place: Place,
    readonly id: string,
    random: () => number,
  ) {
    super(createState(place.doc, place.version, [passagesPlugin]));
    const url = `${place.base}/api/articles/${place.slug}/steps`;
    const transport = new HttpTransport(
      url,
      () => TOKEN,
      () => true,
      (address, init) => this.fetch(address, init),
    );
    this.session = new Session({
      host: this,
      clientId: id,
      transport,
      after,
      now: () => performance.now(),
      random,
      onState: (state, reason) => ([this.saveState, this.reason] = [state, reason]),
      onPassages: (passages, pending) => {
        const tr = showPassages(this.state, passages, pending);
        if (tr) super.dispatch(tr);
      },
      onWordCount: () => undefined,
      isWatched: () => true,
    });
    void this.listen();
  }

  override dispatch(tr: Transaction): void {
    super.dispatch(tr);
    if (tr.docChanged) this.session.changed();
  }

  async ask(from: number, to: number): Promise<void> {
    const { from: start, to: end } = beforeSteps({ from, to }, this.session.unsent);
    const body = JSON.stringify({ start, end, version: this.session.version, question: "Is that right?" });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": TOKEN };
    const url = `${this.place.base}/api/articles/${this.place.slug}/queries`;
    await this.fetch(url, { method: "POST", headers, body }).catch(() => undefined);
    this.session.pull();
  }

  /** Where each query stands here, and in what state. */
  passages(): [number, number, number, string][] {
    return [...places(this.state)].map(([query, { from, to, state }]) => [query, from, to, state]);
  }

  leave(): void {
    this.gone = true;
    this.session.stop();
    this.stream.abort();
  }

  private fetch(address: string, init: RequestInit): Promise<Response> {
    if (this.offline) return Promise.reject(new Error("offline"));
    const headers = { ...(init.headers as object), Cookie: `csrftoken=${TOKEN}; ${this.place.cookie}` };
    return fetch(address, { ...init, headers });
  }

  private async listen(): Promise<void> {
    while (!this.gone) {
      await this.readEvents().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, COME_BACK_MS));
    }
  }

  private async readEvents(): Promise<void> {
    const { base, article } = this.place;
    const address = `${base}/events/?article=${article}`;
    const { body } = await this.fetch(address, { signal: this.stream.signal });
    let text = "";
    const decoder = new TextDecoder();
    for await (const piece of body ?? []) {
      text += decoder.decode(piece as Uint8Array, { stream: true });
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events)
        if (event.startsWith("data: ")) this.receive(JSON.parse(event.slice(6)) as News);
    }
  }

  private receive(news: News): void {
    if (this.offline) return;
    if (news.live || news.changed === "queries") this.session.pull();
    if (news.changed !== "document") return;
    const log = logOf(news);
    if (log) this.session.receive(log);
    else if (news.version > this.session.version) this.session.pull();
    else this.session.receiveVersion(news.version);
  }
}

interface News extends Edited {
  changed?: string;
  live?: boolean;
}
