/**
 * One client's side of the step protocol: a state machine over a transport and a clock, without a page.
 *
 * At most one request is under way. Local steps are sent after a pause, in batches within the limits; the server
 * brings them to the version it is at and answers with everything since, which is taken over; a conflict is rebased
 * here and sent again; what cannot be sent now is tried again later; what is refused is never sent again. While it
 * is not known whether the server has a batch, what events bring waits: the answer says in what order it all came.
 */
import type { Node } from "prosemirror-model";
import type { EditorState, Transaction } from "prosemirror-state";
import type { Step, StepMap } from "prosemirror-transform";
import { LIMITS } from "../copy/schema";
import { type Holds, confirm, confirmedDoc, confirmedVersion, receive, unconfirmedSteps } from "./collab";
import { ConfirmedPassages } from "./confirmed-passages";
import { type Log, type Part, joined, parts } from "./log";
import { Pace } from "./pace";
import { lostWords, putBack } from "./rescue";
import { type After, Timer } from "./timers";
import type { Answer, Batch, Passage, Transport } from "./transport";
import type { Record } from "./unsent-store";

export type SaveState = "saved" | "saving" | "offline" | "refused";

/** An editor view, or anything else that holds a state. */
export interface Host {
  readonly state: EditorState;
  dispatch(tr: Transaction): void;
}

export interface SessionOptions {
  host: Host;
  clientId: string;
  transport: Transport;
  after: After;
  now: () => number;
  random: () => number;
  onState: (state: SaveState, reason: string | null) => void;
  /** The passages at the version the server confirmed; `pending` are the local steps since. */
  onPassages: (passages: readonly Passage[], pending: readonly Step[]) => void;
  onWords: (words: number) => void;
  /** What each local step must still be, when others' steps have come before it, so as not to be refused. */
  holds?: Holds;
  /** Whether an input method is at work on words: what others did would tear them from it, and waits. */
  isComposing?: () => boolean;
  /** Whether others are at this copy just now, who see what is sent. */
  isWatched?: () => boolean;
  /** The server has these steps, each from the client named beside it; the host has them, too. */
  onConfirmed?: (maps: readonly StepMap[], clientIds: readonly string[]) => void;
}

/** On transactions that bring other people's steps. */
export const REMOTE = "copydesk-remote";

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** After a conflict. */
const CROWDED_MS = 60;
/** Before steps are asked for that an event should have brought: they may only be late. */
const HEAL_MS = 100;
/** Between two looks at whether an input method is done. */
const COMPOSING_MS = 50;
/** Pieces of the log that wait, at most; who is further behind asks. */
const MOST_WAITING = 500;
/** A little under the limit: the batch has a head, too. */
const BATCH_CHARACTERS = LIMITS.batch_bytes / 4;

export class Session {
  private confirmed: { doc: Node; json: unknown } | null = null;
  private busy: Promise<void> | null = null;
  private refused = false;
  private stopped = false;
  /** Somebody wants to hear what is new. */
  private asked = false;
  private failures = 0;
  /** The pause that the server asked for, in milliseconds. */
  private again = 0;
  private conflicts = 0;
  /** Whether the server may have taken steps that it has not answered for. */
  private uncertain: boolean;
  /** What events brought and nothing was done with yet. */
  private waiting: Log[] = [];
  private readonly passages: ConfirmedPassages;
  private readonly pace: Pace;
  private readonly pause: Timer;
  private readonly retry: Timer;
  private readonly arrival: Timer;
  private readonly healing: Timer;

  constructor(private readonly options: SessionOptions) {
    const exchange = (): void => void this.exchange();
    this.pace = new Pace(options.now);
    this.pause = new Timer(options.after, exchange);
    this.retry = new Timer(options.after, exchange);
    this.arrival = new Timer(options.after, () => this.arrive());
    this.healing = new Timer(options.after, () => this.pull());
    this.passages = new ConfirmedPassages(this.version);
    // A page before this one may have sent what was kept in the browser.
    this.uncertain = unconfirmedSteps(options.host.state).length > 0;
  }

  get version(): number {
    return confirmedVersion(this.options.host.state);
  }

  /** Local steps the server has not confirmed. */
  get unsent(): readonly Step[] {
    return unconfirmedSteps(this.options.host.state);
  }

  get isRefused(): boolean {
    return this.refused;
  }

  /** What to keep in the browser, or null when the server has everything. */
  record(): Record | null {
    const steps = this.unsent;
    if (steps.length === 0) return null;
    const confirmed = confirmedDoc(this.options.host.state);
    if (this.confirmed?.doc !== confirmed) this.confirmed = { doc: confirmed, json: confirmed.toJSON() };
    return {
      clientId: this.options.clientId,
      version: this.version,
      doc: this.confirmed.json,
      steps: steps.map((step) => step.toJSON() as unknown),
    };
  }

  /** To be called after every transaction the host applied. */
  changed(): void {
    if (this.refused || this.stopped || this.unsent.length === 0) return;
    if (this.failures > 0) return;
    this.options.onState("saving", null);
    this.pace.typed();
    this.pause.set(this.pace.wait(this.options.isWatched?.() ?? false));
  }

  /** An event brought a piece of the log. Those that come together are taken over together. */
  heard(log: Log): void {
    if (this.refused || this.stopped) return;
    this.pace.heard(log.clientIds.filter((id) => id !== this.options.clientId));
    this.waiting.push(log);
    if (this.waiting.length > MOST_WAITING) this.waiting = [];
    if (!this.arrival.isSet) this.arrival.set(0);
  }

  /** An event told of an edit without its steps. They came with an answer already; its anchors may not have. */
  missed(version: number): void {
    if (this.passages.isUnheard(version)) this.heal();
  }

  /** The passages at a version, as the page came with them; others are asked for when the copy is at another. */
  begin(passages: readonly Passage[], version: number): void {
    this.showPassages(passages, version);
  }

  /** Asks for news now, or right after the request under way; also the moment to try again what failed. */
  pull(): void {
    this.asked = true;
    void this.exchange();
  }

  /** Sends everything there is to send; resolves to whether the server then has it all. */
  async flush(): Promise<boolean> {
    do await this.exchange();
    while (this.unsent.length > 0 && !this.refused && this.failures === 0 && !this.stopped);
    return this.unsent.length === 0;
  }

  /** The page is going away: hands what is left to the browser, without waiting. */
  farewell(): void {
    const batch = this.batch();
    if (batch && !this.refused) this.options.transport.farewell(batch);
  }

  stop(): void {
    this.stopped = true;
    this.cancelTimers();
    this.arrival.cancel();
    this.healing.cancel();
  }

  /** One request, joined by everybody who wants one meanwhile. */
  private async exchange(): Promise<void> {
    if (this.refused || this.stopped) return;
    if (this.busy) return this.busy;
    this.cancelTimers();
    const batch = this.batch();
    if (!batch && !this.asked && this.failures === 0) return;
    this.asked = this.asked && batch !== null;
    this.busy = this.request(batch).finally(() => {
      this.busy = null;
    });
    await this.busy;
    this.next();
  }

  private async request(batch: Batch | null): Promise<void> {
    const { transport } = this.options;
    if (batch && this.failures === 0) this.options.onState("saving", null);
    if (batch) {
      this.uncertain = true;
      this.pace.sent();
    } else this.healing.cancel();
    const version = this.version;
    const answer = await (batch ? transport.send(batch) : transport.since(version)).catch((): Answer => ({
      kind: "unreachable",
    }));
    while (this.isComposing && this.bringsOthers(answer)) await this.moment(COMPOSING_MS);
    if (this.stopped) return;
    this.guard(() => this.heed(answer, batch));
    this.arrive();
  }

  private get isComposing(): boolean {
    return !this.stopped && (this.options.isComposing?.() ?? false);
  }

  private moment(ms: number): Promise<void> {
    return new Promise((resolve) => void this.options.after(ms, resolve));
  }

  private bringsOthers(answer: Answer): boolean {
    const isHeard = answer.kind === "accepted" || answer.kind === "steps";
    return isHeard && answer.log.clientIds.some((id) => id !== this.options.clientId);
  }

  private heed(answer: Answer, batch: Batch | null): void {
    if (answer.kind === "refused") return this.refuse(answer.reason);
    if (answer.kind === "unreachable") {
      this.failures += 1;
      this.asked ||= batch === null;
      this.again = answer.again ?? 0;
      return this.options.onState("offline", null);
    }
    this.failures = 0;
    this.uncertain = false;
    if (answer.kind === "accepted") {
      this.conflicts = 0;
      this.pace.answered();
    } else if (batch) {
      if (answer.log.steps.length === 0) throw new Error("A conflict without the steps that it is with");
      this.conflicts += 1;
    }
    this.takeOver(answer.log, answer.kind === "accepted");
    if (answer.kind === "steps" && answer.passages) this.showPassages(answer.passages, answer.log.version);
  }

  /** Takes over what events brought, as far as it can be. */
  private arrive(): void {
    if (this.uncertain || this.refused || this.stopped) return;
    if (this.isComposing) return this.arrival.set(COMPOSING_MS);
    this.guard(() => {
      const next = (): Log | null => joined(this.waiting, this.version);
      for (let log = next(); log; log = next()) this.takeOver(log);
    });
    const known = this.waiting.filter((log) => log.version <= this.version);
    this.waiting = this.waiting.filter((log) => log.version > this.version);
    const unheard = known.some((log) => log.anchors.length > 0 && this.passages.isUnheard(log.version));
    if (this.waiting.length > 0 || unheard) this.heal();
  }

  /** Something is missing: it is on its way, or it is asked for, by everybody at another moment. */
  private heal(): void {
    if (!this.healing.isSet) this.healing.set(HEAL_MS * (1 + this.options.random() * (1 + this.pace.people())));
  }

  private guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      // Steps that do not apply: this copy and the server's have parted, and only a person can mend that.
      console.error(error);
      this.refuse(null);
    }
  }

  /** Decides what follows an answer: the rest of the steps, a question, another try, or nothing. */
  private next(): void {
    if (this.refused || this.stopped || this.busy) return;
    if (this.failures > 0) this.retryLater();
    else if (this.unsent.length > 0) this.sendSoon();
    else {
      this.options.onState("saved", null);
      if (this.asked) void this.exchange();
    }
  }

  private sendSoon(): void {
    // Many people typing at once collide less when each waits a different moment.
    const crowded = this.options.random() * CROWDED_MS * Math.min(this.conflicts, 8);
    const watched = this.options.isWatched?.() ?? false;
    if (!this.pause.isSet) this.pause.set(this.conflicts > 0 ? crowded : this.pace.wait(watched));
  }

  private retryLater(): void {
    const pause = Math.min(FIRST_RETRY_MS * 2 ** (this.failures - 1), LAST_RETRY_MS);
    // Never later than it would have been tried anyway at last, whatever a proxy says.
    const asked = Math.min(this.again, LAST_RETRY_MS);
    this.retry.set(Math.max(pause * (0.75 + this.options.random() / 2), asked * (1 + this.options.random() / 4)));
  }

  private refuse(reason: string | null): void {
    this.refused = true;
    this.cancelTimers();
    this.options.onState("refused", reason);
  }

  private batch(): Batch | null {
    const all = this.unsent;
    if (all.length === 0) return null;
    const steps: unknown[] = [];
    let size = 0;
    for (const step of all.slice(0, LIMITS.steps_per_batch)) {
      const json: unknown = step.toJSON();
      size += JSON.stringify(json).length;
      if (size > BATCH_CHARACTERS && steps.length > 0) break;
      steps.push(json);
    }
    return { version: this.version, client_id: this.options.clientId, steps };
  }

  /**
   * Steps of the log, from the confirmed version on; those of this client are its first local ones. Whether the
   * anchors of its last edit are told with it: they are not with steps that were asked for.
   */
  private takeOver(log: Log, tellsAnchors = true): void {
    const { host, clientId } = this.options;
    const fresh = joined([log], this.version);
    if (fresh) for (const part of parts(fresh, clientId, host.state.schema)) this.take(part);
    this.pace.heard((fresh?.clientIds ?? []).filter((id) => id !== clientId));
    if (fresh && log.words !== null) this.options.onWords(log.words);
    if (log.version < this.version) {
      if (log.anchors.length > 0) this.heal();
    } else if (tellsAnchors) this.passages.heard(log.anchors, log.version);
    this.options.onPassages(this.passages.all, this.unsent);
  }

  private take(part: Part): void {
    const { host, onConfirmed, holds } = this.options;
    // Without locks, two pages may take themselves for one client.
    const own = part.own <= this.unsent.length ? part.own : 0;
    if (own === part.steps.length) host.dispatch(confirm(host.state, own));
    else {
      const rebase = receive(host.state, part.steps, own, holds);
      const lost = lostWords(rebase);
      host.dispatch(rebase.tr.setMeta(REMOTE, true));
      const rescue = putBack(host.state, lost);
      if (rescue) host.dispatch(rescue);
    }
    const maps = part.steps.map((step) => step.getMap());
    this.passages.follow(maps);
    onConfirmed?.(maps, part.clientIds);
  }

  private showPassages(passages: readonly Passage[], version: number): void {
    if (version !== this.version) {
      this.asked = true;
      return;
    }
    this.passages.set(passages, version);
    this.options.onPassages(passages, this.unsent);
  }

  private cancelTimers(): void {
    for (const alarm of [this.pause, this.retry]) alarm.cancel();
  }
}
