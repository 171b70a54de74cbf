/** What the server does not have, kept in this browser for as long as this page is open. */
import type { Session } from "../sync/session";
import type { UnsentStore } from "../sync/unsent-store";

const SAVE_EVERY_MS = 500;

export class UnsentWords {
  private isStored = true;
  private isDiscarded = false;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly store: UnsentStore,
    private readonly session: Session,
    private readonly clientId: string,
  ) {}

  /** False when this browser could not keep the words. */
  get areKept(): boolean {
    return this.isStored;
  }

  saveSoon(): void {
    this.timer ??= setTimeout(() => this.save(), SAVE_EVERY_MS);
  }

  save(isClosing = false): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.isDiscarded) return;
    const record = this.session.record();
    if (record) this.isStored = this.store.save(record, isClosing);
    else this.store.remove(this.clientId);
  }

  /** Nobody needs these words any more. */
  discard(): void {
    this.isDiscarded = true;
    this.store.remove(this.clientId);
  }

  /** Whether words could be gone for good, or for long, when this page goes; the server answers, or does not. */
  wouldBeLost(isAnswered: boolean): boolean {
    return !this.isDiscarded && this.session.unsent.length > 0 && !(isAnswered && this.isStored);
  }

  /** The page is going away. */
  close(): void {
    this.save(true);
    if (!this.isDiscarded) this.session.sendOnUnload();
  }
}
