/**
 * One client's side of the step protocol: a state machine over a transport and a clock, without a page.
 *
 * At most one request is under way. Local steps are sent after a pause, in batches within the limits; a
 * conflict is rebased and sent again; what cannot be sent now is tried again later; what is refused is never
 * sent again.
 */
import type { Node } from "prosemirror-model";
import type { EditorState, Transaction } from "prosemirror-state";
import { Step, type StepMap } from "prosemirror-transform";
import { confirm, confirmedDoc, confirmedVersion, receive, unconfirmedSteps } from "./collab";
import type { Record } from "./keeping";
import { lostWords, putBack } from "./rescue";
import { LIMITS } from "./schema";
import type { After, Answer, Batch, Passage, Transport } from "./transport";

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
  random: () => number;
  onState: (state: SaveState, reason: string | null) => void;
  /** The passages at the version the server confirmed; `pending` are the local steps since. */
  onPassages: (passages: Passage[], pending: readonly Step[]) => void;
  onWords: (words: number) => void;
  /** Whether others are at this copy just now, who see what is sent. */
  isWatched?: () => boolean;
  /** The server has these steps, `own` or of others; the host has them, too. */
  onConfirmed?: (maps: readonly StepMap[], own: boolean) => void;
}

/** On transactions that bring other people's steps. */
export const REMOTE = "copydesk-remote";

const TYPING_PAUSE_MS = 400;
const LONGEST_WAIT_MS = 1_500;
/** While somebody watches. */
const WATCHED_PAUSE_MS = 120;
const WATCHED_WAIT_MS = 300;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
const CROWDED_MS = 150;
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
  private conflicts = 0;
  private readonly pause: Alarm;
  private readonly longest: Alarm;
  private readonly retry: Alarm;

  constructor(private readonly options: SessionOptions) {
    const exchange = (): void => void this.exchange();
    this.pause = new Alarm(options.after, exchange);
    this.longest = new Alarm(options.after, exchange);
    this.retry = new Alarm(options.after, exchange);
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
    const watched = this.options.isWatched?.() ?? false;
    this.pause.set(watched ? WATCHED_PAUSE_MS : TYPING_PAUSE_MS);
    if (!this.longest.isSet) this.longest.set(watched ? WATCHED_WAIT_MS : LONGEST_WAIT_MS);
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
    const version = this.version;
    const answer = await (batch ? transport.send(batch) : transport.since(version)).catch((): Answer => ({
      kind: "unreachable",
    }));
    if (this.stopped) return;
    try {
      this.heed(answer, batch);
    } catch (error) {
      // Steps that do not apply: this copy and the server's have parted, and only a person can mend that.
      console.error(error);
      this.refuse(null);
    }
  }

  private heed(answer: Answer, batch: Batch | null): void {
    switch (answer.kind) {
      case "accepted":
        this.failures = this.conflicts = 0;
        this.asked = false;
        this.confirmOwn(batch?.steps.length ?? 0);
        if (answer.words !== null) this.options.onWords(answer.words);
        this.showPassages(answer.passages, answer.version);
        break;
      case "steps":
        if (batch && answer.steps.length === 0)
          throw new Error("A conflict without the steps that it is with");
        this.failures = 0;
        if (batch) this.conflicts += 1;
        this.receive(answer.steps, answer.clientIds);
        if (answer.passages) this.showPassages(answer.passages, answer.version);
        break;
      case "refused":
        this.refuse(answer.reason);
        break;
      case "unreachable":
        this.failures += 1;
        this.options.onState("offline", null);
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
    const pause = this.conflicts > 1 ? this.options.random() * CROWDED_MS * Math.min(this.conflicts, 8) : 0;
    if (!this.pause.isSet) this.pause.set(pause);
  }

  private retryLater(): void {
    const pause = Math.min(FIRST_RETRY_MS * 2 ** (this.failures - 1), LAST_RETRY_MS);
    this.retry.set(pause * (0.75 + this.options.random() / 2));
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

  private confirmOwn(count: number): void {
    if (count === 0) return;
    const { host, onConfirmed } = this.options;
    const maps = this.unsent.slice(0, count).map((step) => step.getMap());
    host.dispatch(confirm(host.state, count));
    onConfirmed?.(maps, true);
  }

  /**
   * Steps since the confirmed version: first those of this client whose answer was lost, then those of
   * others.
   */
  private receive(data: readonly unknown[], clientIds: readonly string[]): void {
    const { host, clientId, onConfirmed } = this.options;
    const firstOther = clientIds.findIndex((id) => id !== clientId);
    const own = firstOther < 0 ? data.length : firstOther;
    this.confirmOwn(own);
    const steps = data.slice(own).map((step) => Step.fromJSON(host.state.schema, step));
    if (steps.length === 0) return;
    const rebase = receive(host.state, steps);
    const lost = lostWords(rebase);
    host.dispatch(rebase.tr.setMeta(REMOTE, true));
    const rescue = putBack(host.state, lost);
    if (rescue) host.dispatch(rescue);
    onConfirmed?.(
      steps.map((step) => step.getMap()),
      false,
    );
  }

  private showPassages(passages: Passage[], version: number): void {
    if (version === this.version) this.options.onPassages(passages, this.unsent);
    else this.asked = true;
  }

  private cancelTimers(): void {
    for (const alarm of [this.pause, this.longest, this.retry]) alarm.cancel();
  }
}

/** One thing to do later; setting it again moves it. */
class Alarm {
  private stop: (() => void) | null = null;

  constructor(
    private readonly after: After,
    private readonly ring: () => void,
  ) {}

  get isSet(): boolean {
    return this.stop !== null;
  }

  set(ms: number): void {
    this.cancel();
    this.stop = this.after(ms, () => {
      this.stop = null;
      this.ring();
    });
  }

  cancel(): void {
    this.stop?.();
    this.stop = null;
  }
}
