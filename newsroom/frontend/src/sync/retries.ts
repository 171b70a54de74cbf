/** When a session tries again: after requests that were not answered, and after conflicts with others' steps. */

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** The longest pause after one conflict. */
const CONFLICT_MS = 60;
/** Conflicts in a row after which the pause grows no more. */
const MOST_CONFLICTS = 8;

export class Retries {
  private failures = 0;
  private conflicts = 0;
  /** The pause that the server asked for, in milliseconds. */
  private retryAfterMs = 0;

  constructor(private readonly random: () => number) {}

  /** Whether the last request was not answered. */
  get isFailing(): boolean {
    return this.failures > 0;
  }

  /** Whether the last batch met steps of others. */
  get isConflicting(): boolean {
    return this.conflicts > 0;
  }

  /** A request was not answered, or the server asked for a pause. */
  failed(retryAfterMs = 0): void {
    this.failures += 1;
    this.retryAfterMs = retryAfterMs;
  }

  answered(): void {
    this.failures = 0;
  }

  accepted(): void {
    this.conflicts = 0;
  }

  conflicted(): void {
    this.conflicts += 1;
  }

  /** Milliseconds until a failed request is made again. */
  get pauseAfterFailure(): number {
    const pause = Math.min(FIRST_RETRY_MS * 2 ** (this.failures - 1), LAST_RETRY_MS);
    // Never later than it would have been tried anyway at last, whatever a proxy says.
    const asked = Math.min(this.retryAfterMs, LAST_RETRY_MS);
    return Math.max(pause * (0.75 + this.random() / 2), asked * (1 + this.random() / 4));
  }

  /** Milliseconds until a batch is sent again. Many people collide less when each waits a different moment. */
  get pauseAfterConflict(): number {
    return this.random() * CONFLICT_MS * Math.min(this.conflicts, MOST_CONFLICTS);
  }
}
