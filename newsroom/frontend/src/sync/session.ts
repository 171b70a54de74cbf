/**
 * One client's side of the step protocol: a state machine over a transport and a clock, without a page.
 *
 * At most one request is under way. Local steps are sent after a pause, in batches within the limits; the server
 * brings them to the version it is at and answers with everything since, which is taken over; a conflict is rebased
 * here and sent again; what cannot be sent now is tried again later; what is refused is never sent again. While it
 * is not known whether the server has a batch, what events bring waits: the answer says in what order it all came.
 */
import { Fragment, type Node } from "prosemirror-model";
import type { EditorState, Transaction } from "prosemirror-state";
import type { Step, StepMap } from "prosemirror-transform";
import { confirm, confirmedDoc, confirmedVersion, receive, type StepCheck, unconfirmedSteps } from "./collab";
import { ConfirmedPassages } from "./confirmed-passages";
import { joined, type Log, type Part, parts } from "./log";
import { Pace } from "./pace";
import { lostWords, putBack } from "./rescue";
import { Retries } from "./retries";
import { type After, Timer } from "./timers";
import { type Answer, type Batch, batchOf, type Passage, type Transport } from "./transport";
import type { UnsentRecord } from "./unsent-store";

export type SaveState = "saved" | "saving" | "offline" | "signedOut" | "refused";

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
  onWordCount: (words: number) => void;
  /** Nobody is signed in, or somebody else, whose name it then is. Sending goes on as it does offline. */
  onSignedOut?: (name: string | null) => void;
  /** What each local step must still be, when others' steps have come before it, so as not to be refused. */
  isAllowed?: StepCheck;
  /** Whether an input method is at work on words: what others did would tear them from it, and waits. */
  isComposing?: () => boolean;
  /** Whether others are at this copy just now, who see what is sent. */
  isWatched?: () => boolean;
  /** The server has these steps, each from the client named beside it; the host has them, too. */
  onConfirmed?: (maps: readonly StepMap[], clientIds: readonly string[]) => void;
}

/** On transactions that bring other people's steps. */
export const REMOTE = "copydesk-remote";

/** Before steps that are missing are asked for: their event may only be late. */
const MISSING_MS = 100;
/** Between two looks at whether an input method is done. */
const COMPOSING_MS = 50;
/** Pieces of the log that wait, at most; who is further behind asks. */
const MOST_WAITING = 500;

const written = new WeakMap<Node, unknown>();

/** A document as JSON; the blocks that one before had, too, are the very same objects. */
function jsonOf(doc: Node): unknown {
  const content = doc.children.map((block) => {
    if (!written.has(block)) written.set(block, block.toJSON());
    return written.get(block);
  });
  return { ...(doc.copy(Fragment.empty).toJSON() as object), content };
}

export class Session {
  private confirmed: { doc: Node; json: unknown } | null = null;
  private busy: Promise<void> | null = null;
  private refused = false;
  private stopped = false;
  /** Whether news is to be asked for. */
  private isPullWanted = false;
  /** Whether the server may have taken steps that it has not answered for. */
  private uncertain: boolean;
  /** Pieces of the log from events that are not applied yet. */
  private received: Log[] = [];
  private readonly passages: ConfirmedPassages;
  private readonly pace: Pace;
  private readonly retries: Retries;
  private readonly sending: Timer;
  private readonly retrying: Timer;
  private readonly applying: Timer;
  private readonly pulling: Timer;

  constructor(private readonly options: SessionOptions) {
    const exchange = (): void => void this.exchange();
    this.pace = new Pace(options.now);
    this.retries = new Retries(options.random);
    this.sending = new Timer(options.after, exchange);
    this.retrying = new Timer(options.after, exchange);
    this.applying = new Timer(options.after, () => this.applyReceived());
    this.pulling = new Timer(options.after, () => this.pull());
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
  record(): UnsentRecord | null {
    const steps = this.unsent;
    if (steps.length === 0) return null;
    const confirmed = confirmedDoc(this.options.host.state);
    if (this.confirmed?.doc !== confirmed) this.confirmed = { doc: confirmed, json: jsonOf(confirmed) };
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
    if (this.retries.isFailing) return;
    this.options.onState("saving", null);
    this.pace.typed();
    this.sending.set(this.pace.wait(this.options.isWatched?.() ?? false));
  }

  /** An event brought a piece of the log. Those that come together are taken over together. */
  receive(log: Log): void {
    if (this.refused || this.stopped) return;
    this.pace.othersTyped(log.clientIds.filter((id) => id !== this.options.clientId));
    this.received.push(log);
    if (this.received.length > MOST_WAITING) this.received = [];
    if (!this.applying.isSet) this.applying.set(0);
  }

  /** An event announced an edit without its steps. They came with an answer already; its anchors may not have. */
  receiveVersion(version: number): void {
    if (this.passages.isMissing(version)) this.pullSoon();
  }

  /** The passages at a version, as the page came with them; others are asked for when the copy is at another. */
  begin(passages: readonly Passage[], version: number): void {
    this.showPassages(passages, version);
  }

  /** Asks for news now, or right after the request under way; also the moment to try again what failed. */
  pull(): void {
    this.isPullWanted = true;
    void this.exchange();
  }

  /** Sends everything there is to send; resolves to whether the server then has it all. */
  async flush(): Promise<boolean> {
    do await this.exchange();
    while (this.unsent.length > 0 && !this.refused && !this.retries.isFailing && !this.stopped);
    return this.unsent.length === 0;
  }

  /** The page is going away: hands what is left to the browser, without waiting. */
  sendOnUnload(): void {
    const batch = this.batch();
    if (batch && !this.refused) this.options.transport.sendOnUnload(batch);
  }

  stop(): void {
    this.stopped = true;
    this.cancelTimers();
    this.applying.cancel();
    this.pulling.cancel();
  }

  /** One request, joined by everybody who wants one meanwhile. */
  private async exchange(): Promise<void> {
    if (this.refused || this.stopped) return;
    if (this.busy) return this.busy;
    this.cancelTimers();
    const batch = this.batch();
    if (!(batch || this.isPullWanted || this.retries.isFailing)) return;
    this.isPullWanted = this.isPullWanted && batch !== null;
    this.busy = this.request(batch).finally(() => {
      this.busy = null;
    });
    await this.busy;
    this.next();
  }

  private async request(batch: Batch | null): Promise<void> {
    const { transport } = this.options;
    if (batch && !this.retries.isFailing) this.options.onState("saving", null);
    if (batch) {
      this.uncertain = true;
      this.pace.sent();
    } else this.pulling.cancel();
    const version = this.version;
    const answer = await (batch ? transport.send(batch) : transport.since(version)).catch(
      (): Answer => ({
        kind: "unreachable",
      }),
    );
    while (this.isComposing && this.hasOthersSteps(answer)) await this.delay(COMPOSING_MS);
    if (this.stopped) return;
    this.guard(() => this.handle(answer, batch));
    this.applyReceived();
  }

  private get isComposing(): boolean {
    return !this.stopped && (this.options.isComposing?.() ?? false);
  }

  private delay(ms: number): Promise<void> {
    return new Promise((resolve) => void this.options.after(ms, resolve));
  }

  private hasOthersSteps(answer: Answer): boolean {
    const hasLog = answer.kind === "accepted" || answer.kind === "steps";
    return hasLog && answer.log.clientIds.some((id) => id !== this.options.clientId);
  }

  private handle(answer: Answer, batch: Batch | null): void {
    if (answer.kind === "refused") return this.refuse(answer.reason);
    if (answer.kind === "unreachable" || answer.kind === "signed out") {
      this.isPullWanted ||= batch === null;
      const isOffline = answer.kind === "unreachable";
      this.retries.failed(isOffline ? answer.retryAfterMs : undefined);
      if (!isOffline) this.options.onSignedOut?.(answer.name);
      return this.options.onState(isOffline ? "offline" : "signedOut", null);
    }
    this.retries.answered();
    this.uncertain = false;
    if (answer.kind === "accepted") {
      this.retries.accepted();
      this.pace.answered();
    } else if (batch) {
      if (answer.log.steps.length === 0) throw new Error("A conflict without the steps that it is with");
      this.retries.conflicted();
    }
    this.applyLog(answer.log, answer.kind === "accepted");
    if (answer.kind === "steps" && answer.passages) this.showPassages(answer.passages, answer.log.version);
  }

  /** Applies what events brought, as far as it can be. */
  private applyReceived(): void {
    if (this.uncertain || this.refused || this.stopped) return;
    if (this.isComposing) return this.applying.set(COMPOSING_MS);
    this.guard(() => {
      const next = (): Log | null => joined(this.received, this.version);
      for (let log = next(); log; log = next()) this.applyLog(log);
    });
    const known = this.received.filter((log) => log.version <= this.version);
    this.received = this.received.filter((log) => log.version > this.version);
    const isMissing = known.some((log) => log.anchors.length > 0 && this.passages.isMissing(log.version));
    if (this.received.length > 0 || isMissing) this.pullSoon();
  }

  /** Something is missing: it is on its way, or it is asked for, by everybody at another moment. */
  private pullSoon(): void {
    if (!this.pulling.isSet)
      this.pulling.set(MISSING_MS * (1 + this.options.random() * (1 + this.pace.people())));
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
    if (this.retries.isFailing) this.retrying.set(this.retries.pauseAfterFailure);
    else if (this.unsent.length > 0) this.sendSoon();
    else {
      this.options.onState("saved", null);
      if (this.isPullWanted) void this.exchange();
    }
  }

  private sendSoon(): void {
    if (this.sending.isSet) return;
    const watched = this.options.isWatched?.() ?? false;
    this.sending.set(this.retries.isConflicting ? this.retries.pauseAfterConflict : this.pace.wait(watched));
  }

  private refuse(reason: string | null): void {
    this.refused = true;
    this.cancelTimers();
    this.options.onState("refused", reason);
  }

  private batch(): Batch | null {
    return batchOf(this.unsent, this.version, this.options.clientId);
  }

  /**
   * Steps of the log, from the confirmed version on; those of this client are its first local ones. Whether the
   * log names the anchors of its last edit: steps that were asked for come without them.
   */
  private applyLog(log: Log, hasAnchors = true): void {
    const { host, clientId } = this.options;
    const fresh = joined([log], this.version);
    if (fresh) for (const part of parts(fresh, clientId, host.state.schema)) this.applyPart(part);
    this.pace.othersTyped((fresh?.clientIds ?? []).filter((id) => id !== clientId));
    if (fresh && log.words !== null) this.options.onWordCount(log.words);
    if (log.version < this.version) {
      if (log.anchors.length > 0) this.pullSoon();
    } else if (hasAnchors) this.passages.update(log.anchors, log.version);
    this.options.onPassages(this.passages.all, this.unsent);
  }

  private applyPart(part: Part): void {
    const { host, onConfirmed, isAllowed } = this.options;
    // Without locks, two pages may take themselves for one client.
    const own = part.own <= this.unsent.length ? part.own : 0;
    if (own === part.steps.length) host.dispatch(confirm(host.state, own));
    else {
      const rebase = receive(host.state, part.steps, own, isAllowed);
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
      this.isPullWanted = true;
      return;
    }
    this.passages.set(passages, version);
    this.options.onPassages(passages, this.unsent);
  }

  private cancelTimers(): void {
    for (const timer of [this.sending, this.retrying]) timer.cancel();
  }
}
