/**
 * How long a list waits before it asks for itself. Pages that hear of something at once do not ask at once, and
 * the longer answers take, the seldomer each asks.
 */
const SPREAD_MS = 800;
/** After the server was away, all pages come back together. */
const RETURN_SPREAD_MS = 4_000;
const GAP_MS = 2_000;
const GAP_PER_ANSWER = 20;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;
/** What says how long it is until a deadline is right for so long. */
const FRESH_MS = 60_000;

export class Pauses {
  private gap = GAP_MS;
  private answeredAt: number;
  private retry = FIRST_RETRY_MS;
  private isAsked = false;

  constructor(
    private readonly now: () => number = Date.now,
    private readonly random: () => number = Math.random,
  ) {
    this.answeredAt = now();
  }

  /** An answer came, after so many milliseconds. */
  answered(took: number): void {
    this.isAsked = true;
    this.answeredAt = this.now();
    this.gap = Math.max(GAP_MS, GAP_PER_ANSWER * took);
    this.retry = FIRST_RETRY_MS;
  }

  /** Milliseconds from now until a list is asked for that is known to have changed. */
  afterNews(): number {
    const gap = this.isAsked ? this.answeredAt + this.gap - this.now() : 0;
    return Math.max(0, gap) + this.random() * SPREAD_MS;
  }

  /** The same once events can be relied on again. */
  afterReturn(): number {
    return this.random() * RETURN_SPREAD_MS;
  }

  afterFailure(): number {
    const wait = this.retry * (0.75 + this.random() / 2);
    this.retry = Math.min(this.retry * 2, LAST_RETRY_MS);
    return wait;
  }

  /** Whether what is shown may be wrong though nothing happened. */
  isOld(): boolean {
    return this.now() - this.answeredAt > FRESH_MS;
  }
}
